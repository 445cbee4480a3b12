/**
 * The live view of 1,000 stages, one of which reads 100,000 files: from the edit of one file to the notification, and
 * the runner's CPU while nothing happens.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerAddress } from '../../../schemas/protocol/runner.ts';
import { connectRunner } from '../../../server/discovery/connect.ts';
import { percentile, report } from '../figures.ts';
import { BenchProject, writeManyFiles, writeRanStages } from './project.ts';

const edits = 10;
const idleSeconds = 20;

const project = new BenchProject(process.env);
try {
  writeManyFiles(project, 100_000);
  const many = project.read('dvc.yaml');
  writeRanStages(project, 999);
  project.write('many/dvc.yaml', many.replace('deps: [data]', 'deps: [../data]'));
  const address = JSON.parse(await project.slipway('runner', 'ensure', '--json')) as RunnerAddress;
  const client = await connectRunner(address, 'editor');
  let heard: (name: string) => void = () => {};
  client.on('pipelines/changed', ({ stages, view }) => {
    for (const { name } of [...stages, ...(view?.stages ?? [])]) heard(name);
  });
  const told = (stage: string) =>
    new Promise<void>((done) => {
      heard = (name) => name === stage && done();
    });
  await client.request('pipelines/view', {});
  await project.slipway('run');
  await project.slipway('status');
  // Everything that the run has touched is judged by then.
  await sleep(5_000);
  for (const [figure, file, stage] of [
    ['file', 'in/5.txt', 's5'],
    ['fileOf100000', 'data/050000.txt', 'many/dvc.yaml:count'],
  ] as const) {
    const taken: number[] = [];
    for (let edit = 0; edit < edits; edit++) {
      const change = told(stage);
      const since = performance.now();
      project.write(file, `edit ${edit}\n`);
      // The first edit makes the stage stale; later ones leave it so, and nobody is told: undo in between.
      await change;
      taken.push(performance.now() - since);
      const undone = told(stage);
      project.write(file, figure === 'file' ? 'chain 5\n' : '50000\n');
      await undone;
      await sleep(1_000);
    }
    report({
      figure: `pipelines.live.${figure}.p50`,
      value: percentile(taken, 50),
      unit: 'ms',
      target: '< 1000',
    });
    report({
      figure: `pipelines.live.${figure}.worst`,
      value: Math.max(...taken),
      unit: 'ms',
      target: '< 1000',
    });
  }
  const { pid } = JSON.parse(await project.slipway('runner', 'info', '--json')) as { pid: number };
  const before = cpuSeconds(pid);
  await sleep(idleSeconds * 1_000);
  const used = ((cpuSeconds(pid) - before) / idleSeconds) * 100;
  report({ figure: 'pipelines.live.idle', value: used, unit: '% of a core', target: '< 1' });
  client.close();
} finally {
  await project.dispose();
}

/** Of all threads of a process, from Linux's clock ticks of a hundredth of a second. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
