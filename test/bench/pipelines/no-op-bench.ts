/** Nothing to do: `slipway status` and `slipway run`, the runner warm, against `dvc status` and `dvc repro`. */
import { dirname, join } from 'node:path';
import type { PipelineSummary } from '../../../schemas/protocol/pipelines.ts';
import { run } from '../../bed/command.ts';
import { pythonEnv } from '../../bed/python-env.ts';
import { percentile, report } from '../figures.ts';
import { BenchProject, elapsedMs, writeManyFiles, writeRanStages } from './project.ts';

const samples = 15;
const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
if ('skipped' in python) throw new Error(python.skipped);
const dvcProgram = join(dirname(python.python), 'dvc');
const env = python.env;

/** `times`: a minute each for DVC on 1,000 stages is enough of one. */
const projects: [name: string, write: (project: BenchProject) => void, target: string, times: number][] = [
  ['stages10', (project) => writeRanStages(project, 10), 'ratio <= 0.2', 5],
  ['stages1000', (project) => writeRanStages(project, 1_000), 'ratio <= 0.05', 1],
  ['files100000', (project) => writeManyFiles(project, 100_000), 'ratio <= 0.05', 5],
];

const wanted = process.env.SLIPWAY_BENCH_PROJECT;
for (const [name, write, target, times] of projects.filter(([name]) => name === (wanted ?? name))) {
  const project = new BenchProject(env);
  const dvc = (...args: string[]) => run(dvcProgram, args, { cwd: project.folder, env });
  try {
    await run('git', ['init', '-q'], { cwd: project.folder });
    await dvc('init', '--quiet');
    await dvc('config', 'core.analytics', 'false');
    await dvc('config', 'core.check_update', 'false');
    write(project);
    // What has not run yet runs once, by Slipway; then both know every hash.
    await project.slipway('run');
    await expectNothingToDo(project, await dvc('status'));
    for (const [ours, theirs] of [
      ['status', 'status'],
      ['run', 'repro'],
    ] as const) {
      const peer = await medianMs(times, () => dvc(theirs));
      const value = await medianMs(samples, () => project.slipway(ours));
      report({
        figure: `pipelines.noOp.${name}.${ours}`,
        value,
        unit: 'ms',
        target,
        peer: { name: `dvc ${theirs}`, value: peer },
      });
    }
  } finally {
    await project.dispose();
  }
}

async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) taken.push(await elapsedMs(work));
  return percentile(taken, 50);
}

async function expectNothingToDo(project: BenchProject, dvcStatus: string): Promise<void> {
  if (!dvcStatus.includes('up to date')) throw new Error(`dvc status: ${dvcStatus}`);
  const { stages } = JSON.parse(await project.slipway('status', '--json')) as PipelineSummary;
  const stale = stages.filter(({ state }) => state !== 'fresh');
  if (stale.length > 0) throw new Error(`slipway status: ${JSON.stringify(stale.slice(0, 3))}`);
}
