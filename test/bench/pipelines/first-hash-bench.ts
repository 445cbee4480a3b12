/**
 * The first hash of a dep of 10 GB (`SLIPWAY_BENCH_GB`), by `slipway status` in a project that it has not seen yet,
 * against `openssl md5` over the same files with as many processes as there are cores.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from '../../bed/command.ts';
import { percentile, report } from '../figures.ts';
import { BenchProject, elapsedMs } from './project.ts';

const megabytes = Number(process.env.SLIPWAY_BENCH_GB ?? 10) * 1_000;
const fileMegabytes = 250;
const rounds = 3;

const project = new BenchProject(process.env);
try {
  const folder = join(project.folder, 'data');
  mkdirSync(folder);
  const block = randomFillSync(Buffer.alloc(1_000_000));
  for (let file = 0; file * fileMegabytes < megabytes; file++) {
    const handle = openSync(join(folder, `${file}.bin`), 'w');
    for (let part = 0; part < fileMegabytes; part++) {
      block.writeUInt32LE(file * fileMegabytes + part);
      writeSync(handle, block);
    }
    closeSync(handle);
  }
  project.write('dvc.yaml', 'stages:\n  a: {cmd: ls data > out, deps: [data], outs: [out]}\n');
  const size = readdirSync(folder).length * fileMegabytes;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    theirs.push(await elapsedMs(openssl));
    await project.slipway('runner', 'ensure');
    ours.push(await elapsedMs(() => project.slipway('status')));
    await project.slipway('runner', 'stop');
    rmSync(join(project.folder, '.slipway'), { recursive: true });
  }
  report({
    figure: 'pipelines.firstHash',
    value: size / (percentile(ours, 50) / 1_000),
    unit: 'MB/s',
    target: 'ratio >= 0.8',
    peer: { name: `openssl md5 x ${availableParallelism()}`, value: size / (percentile(theirs, 50) / 1_000) },
  });
} finally {
  await project.dispose();
}

function openssl(): Promise<string> {
  const all = `printf '%s\\0' data/* | xargs -0 -n 1 -P ${availableParallelism()} openssl md5`;
  return run('sh', ['-c', all], { cwd: project.folder });
}
