import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { helpersFolder } from '../../../server/python/helpers-folder.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('notebooks', ['ipykernel', 'papermill', 'tqdm']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';

let workspace: string;

beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-kernel-test-')));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function attaching(executionDir: string): string {
  mkdirSync(executionDir, { recursive: true });
  const variables = {
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:1/s',
    SLIPWAY_EXECUTION_DIR: executionDir,
    SLIPWAY_WORKSPACE: workspace,
  };
  return `import sys; sys.path.append(${JSON.stringify(join(helpersFolder, 'site'))})
from _slipway.kernel import attach; attach(${JSON.stringify(variables)})`;
}

/** Runs cells in IPython's own shell, as a kernel does. */
function runCells(cells: string[]): string {
  const script = `
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in json.loads(sys.argv[1]): shell.run_cell(cell, store_history=True)`;
  const python = 'skipped' in bed ? '' : bed.python;
  return execFileSync(python, ['-c', script, JSON.stringify(cells)], { cwd: workspace, encoding: 'utf8' });
}

const files = (folder: string) => readdirSync(folder, { recursive: true }).map(String);
const cellsOf = (folder: string) => readFileSync(join(folder, 'artifacts', 'kernel', 'cells.py'), 'utf8');

describe.skipIf(skipped)(`a live kernel that is tracked from now on${skipped}`, { timeout: 30_000 }, () => {
  test('its cells become a script, its files and variables are those of the run', () => {
    const executionDir = join(workspace, '.slipway', 'executions', 'one');
    const output = runCells([
      'before = 1',
      attaching(executionDir),
      'after = 2\nopen("out.txt", "w").close()',
      '1 / 0',
      'import os; print(os.environ["MLFLOW_TRACKING_URI"])',
    ]);
    expect(output).toContain('http://127.0.0.1:1/s');
    expect(cellsOf(executionDir).replaceAll(/\d\.\d s/g, '_')).toBe(`# %% [3] _
after = 2
open("out.txt", "w").close()

# %% [4] _, ZeroDivisionError
# 1 / 0

# %% [5] _
import os; print(os.environ["MLFLOW_TRACKING_URI"])

`);
    const [io = ''] = files(executionDir).filter((name) => name.startsWith('io-'));
    expect(readFileSync(join(executionDir, io), 'utf8')).toContain('{"path": "out.txt", "op": "write"}');
  });

  test('tracked once more, it belongs to the later run alone', () => {
    const one = join(workspace, '.slipway', 'executions', 'one');
    const two = join(workspace, '.slipway', 'executions', 'two');
    runCells([
      attaching(one),
      'a = 1; open("a.txt", "w").close()',
      attaching(two),
      'b = 2; open("b.txt", "w").close()',
    ]);
    expect(cellsOf(one)).toContain('a = 1');
    expect(cellsOf(one)).not.toContain('b = 2');
    expect(cellsOf(two)).toMatch(/^# %% \[4\] \d\.\d s\nb = 2;/);
    expect(files(one).filter((name) => name.startsWith('notes-'))).toEqual([]);
  });
});
