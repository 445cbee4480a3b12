import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TestWorkspace } from './workspace.ts';

const workspace = new TestWorkspace();
afterAll(() => workspace.dispose());

test('what one client started, another finds, follows and stops', async () => {
  workspace.write(
    'dvc.yaml',
    'stages:\n  one: {cmd: "echo 1 > one", outs: [one]}\n  two: {cmd: "touch began; exec sleep 60", deps: [one], outs: [two]}\n',
  );
  const [starter, other] = await Promise.all([workspace.connect(), workspace.connect()]);
  expect(await other.request('operations/list', {})).toEqual({ operations: [] });
  const seen = new Promise<string>((resolve) => {
    other.on('operations/progress', ({ operation }) => resolve(operation));
  });
  const { operation } = await starter.request('pipelines/run', {
    cwd: workspace.folder,
    env: { PATH: process.env.PATH ?? '', SHELL: '/bin/bash' },
    stages: [],
    reach: 'upstream',
    force: false,
    jobs: 1,
    keepGoing: false,
  });
  expect(await seen).toBe(operation);
  await expect.poll(() => existsSync(join(workspace.folder, 'began')), { timeout: 20_000 }).toBe(true);
  starter.close();
  const { operations } = await other.request('operations/list', {});
  expect(operations).toEqual([{ operation, kind: 'pipeline', done: 1, total: 2, message: 'one: ran' }]);
  const result = other.request('operations/result', { operation });
  await other.request('operations/cancel', { operation });
  await expect(result).rejects.toThrow(/It was cancelled/);
  expect(await other.request('operations/list', {})).toEqual({ operations: [] });
  other.close();
});
