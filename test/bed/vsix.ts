import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { cache, repository } from './paths.ts';

/** Builds and packages the extension for this platform. SLIPWAY_VSIX names one that is already made. */
export async function packageExtension(): Promise<string> {
  if (process.env.SLIPWAY_VSIX) return process.env.SLIPWAY_VSIX;
  const folder = join(cache, 'vsix', String(process.pid));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run('npm', ['run', '--silent', 'package', '--', '--out', folder], { cwd: repository });
  const [name] = await readdir(folder);
  if (!name) throw new Error(`npm run package left no .vsix in ${folder}`);
  return join(folder, name);
}
