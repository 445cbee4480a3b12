import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWorkspace } from '../processes/workspace.ts';
import { runPipeline } from './pipeline-commands.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

describe.skipIf(process.platform === 'win32')('several terminals at once', { timeout: 60_000 }, () => {
  test('with no runner yet: they share one, take turns, and no stage runs twice', async () => {
    workspace.write('in', '1');
    workspace.write(
      'dvc.yaml',
      `stages:
  a: {cmd: echo a >> runs && sleep 0.2 && cp in a, deps: [in], outs: [a]}
  b: {cmd: echo b >> runs && sleep 0.2 && cp a b, deps: [a], outs: [b]}
`,
    );
    const outcomes = await Promise.all([1, 2, 3].map(() => runPipeline(workspace)));
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, '']));
    const states = outcomes.map(({ states }) => `${states.a} ${states.b}`);
    expect(states.sort()).toEqual(['fresh fresh', 'fresh fresh', 'ran ran']);
    expect(readFileSync(join(workspace.folder, 'runs'), 'utf8')).toBe('a\nb\n');
  });
});
