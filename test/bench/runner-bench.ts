/** The runner: from the command to a runner that answers, and its memory when nothing runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../bed/command.ts';
import { repository } from '../bed/paths.ts';
import { percentile, report } from './figures.ts';

const starts = 15;
const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
const env = { ...process.env, SLIPWAY_STATE_DIR: join(folder, 'state') };

/** Runs a `slipway runner` action on an empty workspace. */
const runner = (action: string, ...flags: string[]) =>
  run(
    process.execPath,
    [join(repository, 'dist/server/cli.cjs'), 'runner', action, '--workspace', folder, ...flags],
    { env },
  );

async function startMs(): Promise<number> {
  const start = performance.now();
  await runner('ensure', '--json');
  return performance.now() - start;
}

try {
  report({ figure: 'runner.start.first', value: await startMs(), unit: 'ms', target: null });
  const samples: number[] = [];
  for (let round = 0; round < starts; round++) {
    await runner('stop');
    samples.push(await startMs());
  }
  report({ figure: 'runner.start.p50', value: percentile(samples, 50), unit: 'ms', target: '< 300' });
  await sleep(3_000);
  const { rssBytes } = JSON.parse(await runner('info', '--json')) as { rssBytes: number };
  report({ figure: 'runner.idle.memory', value: rssBytes / 1e6, unit: 'MB', target: '< 100' });
} finally {
  await runner('stop');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
