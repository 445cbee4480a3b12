import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executedNotebook, notebookCommand } from '../../../server/notebooks/notebook-command.ts';
import { trackedEnvironment } from '../../../server/python/tracked-environment.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('notebooks', ['ipykernel', 'papermill', 'tqdm']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';
const python = 'skipped' in bed ? { python: '', env: {} } : bed;

interface Cell {
  cell_type: string;
  source: string | string[];
  metadata: { tags?: string[] };
  outputs: Record<string, unknown>[];
  execution_count: number | null;
}

let folder: string;
let executionDir: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-notebook-'));
  executionDir = join(folder, '.slipway', 'executions', 'one');
  mkdirSync(executionDir, { recursive: true });
  file = join(folder, 'train.ipynb');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cell = (source: string, tags: string[] = [], executionCount: number | null = null): Cell => ({
  cell_type: 'code',
  source,
  metadata: { tags },
  outputs: [],
  execution_count: executionCount,
});

function write(cells: Cell[], metadata: Record<string, unknown> = {}): void {
  const kernelspec = { name: 'python3', language: 'python', display_name: 'Python 3' };
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: { kernelspec, ...metadata }, cells };
  writeFileSync(file, JSON.stringify(notebook));
}

function start(parameters: Record<string, unknown> = {}, kernelName?: string): ChildProcess {
  const request = { file, parameters, interpreter: python.python, addPackage: 'uv add', executionDir };
  const [program = '', ...args] = notebookCommand(kernelName ? { ...request, kernelName } : request);
  const tracking = { trackingUri: 'http://127.0.0.1:1/s', executionDir, workspace: folder, autolog: false };
  return spawn(program, args, {
    cwd: folder,
    env: trackedEnvironment({ ...python.env, PYTHONUNBUFFERED: '1' }, tracking),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

interface Ended {
  output: string;
  exitCode: number | null;
  signal: string | null;
}

function end(child: ChildProcess, onOutput: (output: string) => void = () => {}): Promise<Ended> {
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk;
    onOutput(output);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => resolve({ output, exitCode, signal }));
  });
}

const run = (parameters?: Record<string, unknown>, kernelName?: string) => end(start(parameters, kernelName));

function executed(): Cell[] {
  return JSON.parse(readFileSync(executedNotebook(executionDir, file), 'utf8')).cells;
}

function notes(): Record<string, string>[] {
  return readdirSync(executionDir)
    .filter((name) => name.startsWith('notes-'))
    .flatMap((name) => readFileSync(join(executionDir, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line));
}

describe.skipIf(skipped)(`a notebook run headless${skipped}`, { timeout: 60_000 }, () => {
  test('streams outputs and keeps the executed notebook', async () => {
    write([cell('print("hello")'), cell('1 + 1')]);
    const { output, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(output).toContain('[1/2] print("hello")\nhello\n');
    expect(output).toContain('[2/2] 1 + 1\n2\n');
    expect(executed().map(({ outputs }) => outputs)).toEqual([
      [{ output_type: 'stream', name: 'stdout', text: 'hello\n' }],
      [{ output_type: 'execute_result', data: { 'text/plain': '2' }, metadata: {}, execution_count: 2 }],
    ]);
    // nbformat, from the Jupyter project, judges the file.
    const judge = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))';
    execFileSync(python.python, ['-c', judge, executedNotebook(executionDir, file)], { env: python.env });
  });

  test('outputs come while the cell runs, and each cell is on disk before the next', async () => {
    write([cell('print("first")'), cell('import time; print("second", flush=True); time.sleep(30)')]);
    const child = start();
    let seen: Cell[] | null = null;
    const { signal } = await end(child, (output) => {
      if (!output.includes('\nsecond') || seen) return;
      seen = executed();
      child.kill('SIGTERM');
    });
    expect(signal).toBe('SIGTERM');
    expect(seen).toMatchObject([{ outputs: [{ text: 'first\n' }] }, { outputs: [] }]);
    expect(executed()).toMatchObject([{}, { outputs: [{ text: 'second\n' }] }]);
  });

  test('a progress bar rewrites its line: whole in the output, once in the notebook', async () => {
    write([cell('from tqdm import tqdm\nimport time\nfor _ in tqdm(range(4)): time.sleep(0.2)')]);
    const { output } = await run();
    expect(output.match(/\r[^\r]*\| [1-4]\/4 /g)?.length).toBeGreaterThanOrEqual(3);
    const [{ outputs } = { outputs: [] }] = executed();
    expect(outputs).toEqual([
      { output_type: 'stream', name: 'stderr', text: expect.stringMatching(/^100%[^\r]*4\/4[^\r]*\n$/) },
    ]);
  });

  test('a display that is updated changes where it stands; clear_output clears', async () => {
    write([
      cell('from IPython.display import display, clear_output\nhandle = display("start", display_id=True)'),
      cell('handle.update("done")'),
      cell('print("old"); clear_output(wait=True); print("new")'),
    ]);
    await run();
    expect(executed()).toMatchObject([
      { outputs: [{ output_type: 'display_data', data: { 'text/plain': "'done'" } }] },
      { outputs: [] },
      { outputs: [{ text: 'new\n' }] },
    ]);
  });

  test('a failing cell ends it with its traceback and exit code 1; later cells do not run', async () => {
    write([cell('1 / 0'), cell('print("never")')]);
    const { output, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(output).toContain('ZeroDivisionError');
    expect(output).toContain('Slipway: Cell 1 of 2 failed: ZeroDivisionError: division by zero');
    expect(executed()).toMatchObject([{ outputs: [{ output_type: 'error' }] }, { execution_count: null }]);
  });

  test('errors that are wanted do not end it', async () => {
    write([cell('1 / 0', ['raises-exception']), cell('print("after")')]);
    expect(await run()).toMatchObject({ exitCode: 0, output: expect.stringContaining('after') });
    write([cell('1 / 0'), cell('print("after")')], { execution: { allow_errors: true } });
    expect(await run()).toMatchObject({ exitCode: 0, output: expect.stringContaining('after') });
  });

  test.each([
    ['import sys; sys.exit()', 0],
    ['raise SystemExit(3)', 3],
    ['exit()', 0],
  ])('%s ends it early with code %i', async (source, exitCode) => {
    write([cell(source), cell('print("ne" + "ver")')]);
    const ended = await run();
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.output).not.toContain('never');
  });

  test('a cell that asks for input says so', async () => {
    write([cell('name = input("Name? ")')]);
    const { output, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(output).toContain('Slipway: Cell 1 of 1 asked for input');
    expect(notes()).toContainEqual({ kind: 'input', prompt: '' });
  });

  test('a kernel that dies is told from a cell that fails', async () => {
    write([cell('import os, signal; os.kill(os.getpid(), signal.SIGKILL)')]);
    const { output, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(output).toContain('The kernel was killed (SIGKILL)');
  });

  test('an interrupt reaches the cell, and no kernel is left', async () => {
    write([
      cell('import os; print(os.getpid())'),
      cell('import time\ntry:\n  print("working", flush=True); time.sleep(30)\nfinally: print("cleaned up")'),
    ]);
    const child = start();
    let sent = false;
    const { signal, output } = await end(child, (text) => {
      if (sent || !text.includes('\nworking')) return;
      sent = true;
      process.kill(-(child.pid ?? 0), 'SIGINT');
    });
    expect(signal).toBe('SIGINT');
    expect(output).toContain('cleaned up');
    expect(output).toContain('KeyboardInterrupt');
    const kernelPid = Number(/\n(\d+)\n/.exec(output)?.[1]);
    expect(() => process.kill(kernelPid, 0)).toThrow('ESRCH');
  });

  test('warns where the notebook had been run out of order', async () => {
    write([cell('a = 1', [], 7), cell('b = 2', [], 3)]);
    expect((await run()).output).toContain('run out of order (In [7] stands above In [3])');
    expect(notes()).toContainEqual({ kind: 'notebook-order', above: '7', below: '3' });
  });

  test('the notebook itself is recorded as read; a named kernel runs it', async () => {
    write([cell('open("out.txt", "w").close()')]);
    expect(await run({}, 'python3')).toMatchObject({ exitCode: 0 });
    const io = readdirSync(executionDir).filter((name) => name.startsWith('io-'));
    const lines = io.flatMap((name) => readFileSync(join(executionDir, name), 'utf8').trim().split('\n'));
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      expect.arrayContaining([
        { path: 'train.ipynb', op: 'read' },
        { path: 'out.txt', op: 'write' },
      ]),
    );
  });

  test('a Python notebook whose kernel is not there runs in the interpreter, one of another language does not', async () => {
    const named = (name: string, language: string) =>
      write([cell('print(6 * 7)')], { kernelspec: { name, language, display_name: name } });
    named('conda-env-of-a-colleague', 'python');
    expect(await run()).toMatchObject({ exitCode: 0, output: expect.stringContaining('42') });
    named('ir', 'R');
    expect(await run()).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('There is no kernel named ir. Found: '),
    });
  });

  test('what cannot be run is named with what to do', async () => {
    write([cell('1')]);
    expect(await run({}, 'nonesuch')).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/no kernel named nonesuch\. Found: .*python3/),
    });
    writeFileSync(file, '{"worksheets": [], "nbformat": 3}');
    expect(await run()).toMatchObject({ exitCode: 1, output: expect.stringContaining('format 4') });
    expect(await run({ 'not a name': 1 })).toMatchObject({ exitCode: 1 });
  });

  test('without ipykernel: the command that adds it', () => {
    const bare = join(folder, 'bare');
    execFileSync('python3', ['-m', 'venv', '--without-pip', bare]);
    write([cell('1')]);
    const interpreter = join(bare, 'bin', 'python');
    const request = { file, parameters: {}, interpreter, addPackage: 'uv add', executionDir };
    const [program = '', ...args] = notebookCommand(request);
    expect(() => execFileSync(program, args, { stdio: 'pipe', encoding: 'utf8' })).toThrow(
      'Add it with: uv add ipykernel',
    );
  });
});

describe.skipIf(skipped)(
  `parameters, as the real papermill injects them${skipped}`,
  { timeout: 60_000 },
  () => {
    const parameters = {
      alpha: 0.5,
      name: 'a "quoted" \\ näme\n😀',
      layers: [1, 2.5, true, null],
      nested: { deep: { value: -1e-7 } },
    };
    const tagged = [
      cell('import json'),
      cell('alpha = 1\nname: str = ""', ['parameters']),
      cell('print(alpha)'),
    ];
    const notebooks: [string, Cell[]][] = [
      ['after the tagged cell', tagged],
      ['in place of an earlier injection', [...tagged, cell('alpha = 9', ['injected-parameters'])]],
      ['first, without a tagged cell', [cell('x = 1')]],
    ];
    const oracle = `
import json, sys, papermill
papermill.execute_notebook(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), prepare_only=True)`;

    test.each(notebooks)('%s', async (_, cells) => {
      write(cells);
      const theirs = join(folder, 'papermill.ipynb');
      execFileSync(python.python, ['-c', oracle, file, theirs, JSON.stringify(parameters)], {
        env: python.env,
        stdio: 'pipe',
      });
      expect((await run(parameters)).exitCode).toBe(0);
      const shape = (one: Cell) => ({ source: [one.source].flat().join(''), tags: one.metadata.tags ?? [] });
      expect(executed().map(shape)).toEqual(JSON.parse(readFileSync(theirs, 'utf8')).cells.map(shape));
    });

    test('a name that no parameter cell knows is warned of', async () => {
      write([cell('alpha = 1', ['parameters'])]);
      const { output } = await run({ alpha: 2, aplha: 3 });
      expect(output).toContain('has a default for: aplha');
      expect(notes()).toContainEqual({ kind: 'notebook-parameters', names: 'aplha' });
    });
  },
);
