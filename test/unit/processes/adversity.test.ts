import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunnerNotice } from '../../../schemas/protocol/runner.ts';
import { TestWorkspace } from './workspace.ts';

vi.setConfig({ testTimeout: 30_000 });

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

// Which supervisor is whose is read from /proc.
test.skipIf(process.platform !== 'linux')(
  'a port that another program has taken meanwhile is told of, and the runner serves at another',
  async () => {
    const ready = join(workspace.folder, 'ready');
    const training = workspace.start('run', '--', 'sh', '-c', `touch ${ready}; sleep 60`);
    await expect.poll(() => existsSync(ready), { timeout: 10_000 }).toBe(true);
    const first = await workspace.connect();
    const { executions } = await first.request('executions/list', { state: 'live' });
    const supervisor = Number(readFileSync(`/proc/${executions[0]?.pid}/stat`, 'utf8').split(' ')[3]);
    const port = Number(new URL(first.info.trackingUri).port);
    // It would start the runner again before the port can be taken.
    process.kill(supervisor, 'SIGSTOP');
    const gone = new Promise<void>((closed) => first.onClose(closed));
    process.kill(first.info.pid, 'SIGKILL');
    await gone;
    const other = createServer();
    const take = () =>
      new Promise<boolean>((taken) => {
        other.once('error', () => taken(false)).listen(port, '127.0.0.1', () => taken(true));
      });
    // The kernel may close the runner's sockets one after another.
    await expect.poll(take, { timeout: 10_000 }).toBe(true);
    try {
      const second = await workspace.connect();
      const notices: RunnerNotice[] = [];
      second.on('runner/notice', (notice) => notices.push(notice));
      expect(Number(new URL(second.info.trackingUri).port)).not.toBe(port);
      await expect.poll(() => notices.map(({ code }) => code)).toContain('SLW-PORT-TAKEN');
      expect(notices.find(({ code }) => code === 'SLW-PORT-TAKEN')?.message).toContain(`Port ${port}`);
      second.close();
    } finally {
      process.kill(supervisor, 'SIGCONT');
      other.close();
      training.kill();
    }
  },
);

test('a run that began before the clock was set back does not end before it began', async () => {
  const ahead = Date.now() + 3_600_000;
  workspace.write(
    'train.mjs',
    `await fetch(process.env.MLFLOW_TRACKING_URI + '/api/2.0/mlflow/runs/create', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ experiment_id: '0', start_time: ${ahead} }),
});`,
  );
  await workspace.slipway('run', '--', process.execPath, 'train.mjs');
  const { stdout } = await workspace.slipway('runs', 'list', '--json');
  const [run] = JSON.parse(stdout) as { info: { status: string; start_time: number; end_time: number } }[];
  expect(run?.info.status).toBe('FINISHED');
  expect(run?.info.end_time).toBeGreaterThanOrEqual(run?.info.start_time ?? Number.NaN);
});
