import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { openForTest, temporaryFolder } from './workspace.ts';

/** Kills a writer at a random moment; returns the run's id and the last step that it said was written. */
async function writeUntilKilled(folder: string): Promise<{ runId: string; lastStep: number }> {
  const child = spawn(process.execPath, [new URL('write-steps.ts', import.meta.url).pathname, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    if (lines.length === 0 && parts.length > 0)
      setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 150);
    lines.push(...parts);
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return { runId: lines[0] ?? '', lastStep: Number(lines.at(-1)) };
}

test('what was acknowledged before a SIGKILL is there, whole batches only, however often it happens', async () => {
  const folder = temporaryFolder();
  for (let kill = 0; kill < 8; kill++) {
    const { runId, lastStep } = await writeUntilKilled(folder);
    const store = openForTest(folder);
    expect(store.notices).toEqual([]);
    expect(store.get('PRAGMA quick_check')).toEqual({ quick_check: 'ok' });
    const tracker = new EmbeddedTracker(store);
    const { items } = await tracker.metricHistory(runId, 'loss', { maxResults: 1_000_000, pageToken: null });
    expect(lastStep).toBeGreaterThan(0);
    expect(items.length).toBeGreaterThanOrEqual(lastStep + 1);
    expect(items.map((point) => point.step)).toEqual(items.map((_, index) => index));
    expect(items.length % 10).toBe(0);
    const [latest] = (await tracker.getRun(runId)).metrics;
    expect(latest?.step).toBe(items.length - 1);
    store.close();
  }
}, 60_000);
