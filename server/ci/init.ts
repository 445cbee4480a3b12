import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CiHost, CiRequests } from '../../schemas/protocol/ci.ts';
import { githubWorkflow } from './github.ts';
import { gitlabPipeline } from './gitlab.ts';
import { placeInRepository } from './place-in-repository.ts';
import { projectSetup } from './project-setup.ts';
import { writeNewFile } from './write-new-file.ts';

/** Where each host looks for it, from the repository's root. */
export const ciFiles: Record<CiHost, string> = {
  github: join('.github', 'workflows', 'slipway.yml'),
  gitlab: '.gitlab-ci.yml',
};

/** @throws UserError `SLW-FILE-EXISTS` */
export async function initCi(
  folder: string,
  { host: given, force }: CiRequests['ci/init']['params'],
): Promise<CiRequests['ci/init']['result']> {
  const { root, below } = await placeInRepository(folder);
  const host = given ?? (await hostOf(root));
  const setup = projectSetup(folder, below);
  const text = host === 'github' ? githubWorkflow(setup) : gitlabPipeline(setup);
  const file = writeNewFile(join(root, ciFiles[host]), text, force);
  return { file, notInstalled: setup.notInstalled };
}

async function hostOf(root: string): Promise<CiHost> {
  if (existsSync(join(root, '.github'))) return 'github';
  try {
    const { stdout } = await promisify(execFile)('git', ['remote', 'get-url', 'origin'], { cwd: root });
    return stdout.includes('gitlab') ? 'gitlab' : 'github';
  } catch {
    return 'github';
  }
}
