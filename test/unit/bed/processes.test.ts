import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer, stopAllWith } from '../../bed/processes.ts';

test.skipIf(process.platform !== 'linux')(
  'what was left in the background is ended by the environment that it was given, and nothing else is',
  async () => {
    const sleeper = (value: string) =>
      spawn('sleep', ['60'], { env: { ...process.env, SLIPWAY_BED_TEST: value }, detached: true });
    const ours = sleeper(`a-${process.pid}`);
    const other = sleeper(`b-${process.pid}`);
    await Promise.all([once(ours, 'spawn'), once(other, 'spawn')]);

    const ended = once(ours, 'exit');
    await stopAllWith('SLIPWAY_BED_TEST', `a-${process.pid}`);
    await ended;
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill('SIGKILL');
  },
);

test('a server that ends at once is reported with what it said', async () => {
  const command = [process.execPath, '-e', 'console.error("no such flag"); process.exit(3)'];
  const log = join(tmpdir(), `slipway-bed-${process.pid}.log`);
  const started = startServer({ command, env: process.env, url: 'http://127.0.0.1:9/', log });
  await expect(started).rejects.toThrow(/no such flag/);
});
