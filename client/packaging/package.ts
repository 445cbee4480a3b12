/**
 * Makes the .vsix packages: `npm run package` for this machine's platform, `npm run package -- --all` for each
 * that is supported, `npm run package -- --target darwin-arm64` for one. Works offline and asks nothing.
 *
 * Natives of a platform lie in `dist/natives/<platform>/`; each package holds only its own.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { layNatives, thisPlatform } from './natives.ts';

const targets = [
  'win32-x64',
  'win32-arm64',
  'darwin-x64',
  'darwin-arm64',
  'linux-x64',
  'linux-arm64',
  'alpine-x64',
];

const { values } = parseArgs({
  options: { all: { type: 'boolean' }, target: { type: 'string' }, out: { type: 'string' } },
});
const wanted = values.all ? targets : [values.target ?? thisPlatform()];
const unknown = wanted.filter((target) => !targets.includes(target));
if (unknown.length > 0) {
  console.error(
    `No package is made for ${unknown.join(', ')}. The supported targets: ${targets.join(', ')}.`,
  );
  process.exit(2);
}
const { name, version } = JSON.parse(await readFile('package.json', 'utf8')) as {
  name: string;
  version: string;
};
const scratch = await mkdtemp(join(tmpdir(), 'slipway-package-'));
try {
  for (const target of wanted) {
    await layNatives(target);
    const packagePath = join(values.out ?? '.', `${name}-${target}-${version}.vsix`);
    await createVSIX({
      target,
      packagePath,
      ignoreFile: await ignoreFileFor(target),
      dependencies: false,
      rewriteRelativeLinks: false,
      allowMissingRepository: true,
    });
    if (target !== thisPlatform())
      await rm(join('dist/natives', target, 'onnxruntime'), { recursive: true, force: true });
  }
} finally {
  await rm(scratch, { recursive: true });
}

/** What goes into every package, and the natives of this one's platform. */
async function ignoreFileFor(target: string): Promise<string> {
  const file = join(scratch, `${target}.vscodeignore`);
  await writeFile(file, `${await readFile('.vscodeignore', 'utf8')}!dist/natives/${target}/**\n`);
  return file;
}
