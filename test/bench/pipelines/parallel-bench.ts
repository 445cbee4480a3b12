/** Eight independent stages of one second each, on two job slots; `dvc repro` runs one after the other. */
import { dirname, join } from 'node:path';
import { run } from '../../bed/command.ts';
import { pythonEnv } from '../../bed/python-env.ts';
import { report } from '../figures.ts';
import { BenchProject, elapsedMs } from './project.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
if ('skipped' in python) throw new Error(`no DVC to measure against: ${python.skipped}`);
const dvcProgram = join(dirname(python.python), 'dvc');
const project = new BenchProject(python.env);
const dvc = (...args: string[]) => run(dvcProgram, args, { cwd: project.folder, env: project.env });
try {
  const stages = Array.from(
    { length: 8 },
    (_, index) => `  s${index}: {cmd: sleep 1 && echo > o${index}, outs: [o${index}]}`,
  );
  // Two of them at once, however many cores the machine has.
  project.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 2}}\n');
  project.write('dvc.yaml', `stages:\n${stages.join('\n')}\n`);
  await dvc('init', '--no-scm', '--quiet');
  await dvc('config', 'core.analytics', 'false');
  await dvc('config', 'core.check_update', 'false');
  await project.slipway('status');
  const value = (await elapsedMs(() => project.slipway('run', '--jobs', '2'))) / 1_000;
  const peer = (await elapsedMs(() => dvc('repro', '--force'))) / 1_000;
  report({
    figure: 'pipelines.eightStages.twoJobs',
    value,
    unit: 's',
    target: '<= 4.3',
    peer: { name: 'dvc repro', value: peer },
  });
} finally {
  await project.dispose();
}
