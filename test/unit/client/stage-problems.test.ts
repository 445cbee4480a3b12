import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pipelinesProblemMatchers } from '../../../client/contributes/pipelines/tasks.ts';
import { lastTraceback } from '../../../client/features/pipelines/failures/traceback.ts';
import { hasPython } from '../processes/workspace.ts';

/** What Python itself prints for a script. */
function outputOf(code: string, { lines }: { lines: 'with-source' | 'without-source' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tb-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'work.py'), code);
  const script =
    lines === 'with-source'
      ? ['work.py']
      : ['-c', 'exec(compile(open("work.py").read(), "gone.py", "exec"))'];
  const { stdout, stderr } = spawnSync('python3', script, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

/** The matcher that VS Code would take for consecutive lines, and what it makes of them. */
function matched(output: string): { name: string; line: number; message: string }[] {
  const lines = output.split('\n');
  return pipelinesProblemMatchers
    .filter(({ owner }) => owner === 'slipway-python')
    .flatMap(({ name, pattern }) =>
      lines.flatMap((_, start) => {
        const hits = pattern.map(({ regexp }, index) =>
          new RegExp(String(regexp)).exec(lines[start + index] ?? ''),
        );
        const [first] = hits;
        return hits.every(Boolean)
          ? [{ name, line: Number(first?.[2]), message: hits.at(-1)?.[1] ?? '' }]
          : [];
      }),
    );
}

describe.runIf(hasPython)('a Python traceback', () => {
  const raising = 'def inner():\n    raise ValueError("no good")\n\n\ninner()\n';
  const pointing = 'x = {"a": 1}\nprint(x["a"] + x["b"])\n';

  test('is read as its calls, the outermost first, and its message', () => {
    expect(lastTraceback(`before\n${outputOf(raising, { lines: 'with-source' })}`)).toMatchObject({
      frames: [{ line: 5 }, { line: 2 }],
      message: 'ValueError: no good',
    });
  });

  test('of a second error is the one that counts', () => {
    const code = 'try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise RuntimeError("then")\n';
    expect(lastTraceback(outputOf(code, { lines: 'with-source' }))).toMatchObject({
      frames: [{ line: 4 }],
      message: 'RuntimeError: then',
    });
  });

  test('is found by one problem matcher, whatever stands below its last call', () => {
    expect(matched(outputOf(raising, { lines: 'with-source' }))).toMatchObject([
      { line: 2, message: 'ValueError: no good' },
    ]);
    expect(matched(outputOf(pointing, { lines: 'with-source' }))).toMatchObject([
      { line: 2, message: "KeyError: 'b'" },
    ]);
    expect(matched(outputOf(raising, { lines: 'without-source' }))).toMatchObject([
      { name: 'slipway-python-bare', line: 2, message: 'ValueError: no good' },
    ]);
    expect(matched(outputOf('x = = 1\n', { lines: 'with-source' }))).toMatchObject([
      { line: 1, message: 'SyntaxError: invalid syntax' },
    ]);
  });
});

test('output without a call in it has no traceback', () => {
  expect(lastTraceback('ValueError: said by someone else\n')).toBeNull();
});

test('the matcher of mistakes reads file, line, column and message', () => {
  const [pattern] = pipelinesProblemMatchers.find(({ name }) => name === 'slipway')?.pattern ?? [];
  const found = new RegExp(String(pattern?.regexp)).exec('sub/dvc.yaml:3:5: "train" has no cmd');
  expect(found?.slice(1)).toEqual(['sub/dvc.yaml', '3', '5', '"train" has no cmd']);
});
