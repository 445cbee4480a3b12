import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CiHost, CiRequests } from '../../schemas/protocol/ci.ts';
import { githubWorkflow } from './github.ts';
import { gitlabPipeline } from './gitlab.ts';
import { projectSetup } from './project-setup.ts';
import { writeNewFile } from './write-new-file.ts';

/** Where each host looks for it, from the project's folder. */
export const ciFiles: Record<CiHost, string> = {
  github: join('.github', 'workflows', 'slipway.yml'),
  gitlab: '.gitlab-ci.yml',
};

/** @throws UserError `SLW-FILE-EXISTS` */
export async function initCi(
  folder: string,
  { host: given, force }: CiRequests['ci/init']['params'],
): Promise<CiRequests['ci/init']['result']> {
  const host = given ?? (await hostOf(folder));
  const setup = projectSetup(folder);
  const text = host === 'github' ? githubWorkflow(setup) : gitlabPipeline(setup);
  const file = writeNewFile(join(folder, ciFiles[host]), text, force);
  return { file, notInstalled: setup.notInstalled };
}

async function hostOf(folder: string): Promise<CiHost> {
  if (existsSync(join(folder, '.github'))) return 'github';
  try {
    const { stdout } = await promisify(execFile)('git', ['remote', 'get-url', 'origin'], { cwd: folder });
    return stdout.includes('gitlab') ? 'gitlab' : 'github';
  } catch {
    return 'github';
  }
}
