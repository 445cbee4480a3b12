import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trackedEnvironment } from '../../../server/python/tracked-environment.ts';

const trackingUri = 'http://127.0.0.1:1/secret';
let workspace: string;
let executionDir: string;

beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-site-')));
  executionDir = join(workspace, '.slipway', 'executions', 'one');
  mkdirSync(executionDir, { recursive: true });
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function python(script: string, env: Record<string, string> = {}): string {
  writeFileSync(join(workspace, 'main.py'), script);
  return execFileSync('python3', ['main.py'], {
    cwd: workspace,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: trackedEnvironment(
      { PATH: process.env.PATH ?? '', ...env },
      { trackingUri, executionDir, workspace, autolog: false },
    ),
  });
}

function journal(name: 'io' | 'notes'): Record<string, string>[] {
  return readdirSync(executionDir)
    .filter((file) => file.startsWith(`${name}-`))
    .flatMap((file) => readFileSync(join(executionDir, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line));
}

test('records the files that a program reads and writes, once each', () => {
  writeFileSync(join(workspace, 'input.csv'), 'a,b');
  writeFileSync(join(workspace, 'helper.py'), '');
  python(`
import helper, os
for _ in range(3): open("input.csv").read()
with open("draft.csv", "w") as draft: draft.write("x")
os.replace("draft.csv", "output.csv")
open("/etc/hostname", "rb").close()
os.makedirs(".git"); open(".git/config", "w").close()
try: open("absent.csv")
except FileNotFoundError: pass
`);
  expect(journal('io')).toEqual([
    { path: 'main.py', op: 'read' },
    { path: 'helper.py', op: 'read' },
    { path: 'input.csv', op: 'read' },
    { path: 'draft.csv', op: 'write' },
    { path: 'output.csv', op: 'write' },
  ]);
});

test('names a module of the workspace that the import system takes from its cache', () => {
  writeFileSync(join(workspace, 'helper.py'), '');
  python('import helper');
  for (const file of readdirSync(executionDir)) rmSync(join(executionDir, file));
  python('import helper');
  expect(journal('io')).toContainEqual({ path: 'helper.py', op: 'read' });
});

test('records a folder as a whole where a program reads thousands of its files', () => {
  python(`
import os
os.mkdir("images")
for i in range(1000): open(f"images/{i}.png", "w").close()
`);
  const written = journal('io').filter(({ op }) => op === 'write');
  expect(written).toHaveLength(257);
  expect(written.at(-1)).toEqual({ path: 'images/', op: 'write' });
});

test('follows child processes, spawned and forked', () => {
  python(`
import multiprocessing, os
def work(name): open(name, "w").close()
if __name__ == "__main__":
    for method in ("spawn", "fork"):
        child = multiprocessing.get_context(method).Process(target=work, args=(method,))
        child.start(); child.join()
`);
  const written = journal('io').filter(({ op }) => op === 'write');
  expect(written.map(({ path }) => path).sort()).toEqual(['fork', 'spawn']);
  expect(readdirSync(executionDir).length).toBeGreaterThanOrEqual(3);
});

test('what was recorded before a crash stays', () => {
  expect(() => python('import os; open("kept", "w").close(); os.abort()')).toThrow();
  expect(journal('io')).toContainEqual({ path: 'kept', op: 'write' });
});

test("runs the user's own sitecustomize in its place", () => {
  const own = join(workspace, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'sitecustomize.py'), 'MINE = 1');
  expect(python('import sitecustomize; print(sitecustomize.MINE)', { PYTHONPATH: own }).trim()).toBe('1');
});

test('a program goes on where nothing can be recorded', () => {
  rmSync(executionDir, { recursive: true });
  expect(python('open("a", "w").close(); print("done")').trim()).toBe('done');
});

test('notes that the program asked for input and that it tracks elsewhere', () => {
  python(`
import os
try: input("Continue? ")
except EOFError: pass
os.environ["MLFLOW_TRACKING_URI"] = "http://elsewhere:5000"
`);
  expect(journal('notes')).toEqual([
    { kind: 'input', prompt: 'Continue? ' },
    { kind: 'tracking-uri', uri: 'http://elsewhere:5000' },
  ]);
});
