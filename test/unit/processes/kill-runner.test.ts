import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import { TestWorkspace } from './workspace.ts';

const rows = 100_000;
const mostKills = 25;
const logger = join(import.meta.dirname, '../../workspaces/stubborn-logger/logger.mjs');

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

test('killed again and again while 100,000 metrics are logged, it loses none that it acknowledged', {
  timeout: 300_000,
}, async () => {
  const started = await workspace.slipway(
    'run',
    '--detach',
    '--json',
    '--',
    process.execPath,
    logger,
    String(rows),
  );
  const { runId } = JSON.parse(started.stdout) as { runId: string };
  const { trackingUri } = (await workspace.connect()).info;
  const killed = new Set<number>();
  let ended = false;
  while (!ended) {
    await delay(50 + Math.random() * 400);
    const client = await workspace.connect();
    expect(client.info.trackingUri).toBe(trackingUri);
    const { execution } = await client.request('executions/get', { runId });
    ended = execution?.state === 'ended';
    if (ended) break;
    if (killed.size === mostKills) continue;
    killed.add(client.info.pid);
    process.kill(client.info.pid, 'SIGKILL');
  }
  expect(killed.size).toBeGreaterThan(5);

  const client = await workspace.connect();
  const { execution } = await client.request('executions/get', { runId });
  const output = readFileSync(String(execution?.outputFile), 'utf8');
  expect(execution?.reason, output.slice(-2000)).toBeNull();
  expect(Number(output.trim().split('\n').at(-1))).toBe(rows);
  const { series } = await client.request('metrics/series', {
    series: [{ runId, key: 'loss' }],
    maxPoints: rows,
  });
  const [loss] = series;
  if (!loss) throw new Error('no series');
  expect(loss.total).toBe(rows);
  expect(decodeFloat64(loss.steps)).toEqual(Float64Array.from({ length: rows }, (_, step) => step));
  expect(decodeFloat64(loss.values)).toEqual(
    Float64Array.from({ length: rows }, (_, step) => 1 / (step + 1)),
  );
  client.close();
});
