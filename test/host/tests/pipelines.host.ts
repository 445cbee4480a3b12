import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../registry.ts';

const folder = () => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'a folder is open');
  return first;
};

async function writePipeline(text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder().uri, 'dvc.yaml'), Buffer.from(text));
}

async function stageTasks(): Promise<Map<string, vscode.Task>> {
  const tasks = await vscode.tasks.fetchTasks({ type: 'slipway' });
  return new Map(tasks.map((task) => [task.name, task]));
}

/** Runs a task to its end and returns its exit code. */
async function exitCodeOf(task: vscode.Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

const pollMs = 50;

/** Waits for what the extension is told of by the runner. */
async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

test('each stage and each group of a dvc.yaml is a task, and all of them are one', async () => {
  await writePipeline(
    [
      'stages:',
      '  good: {cmd: echo 1 > good.txt, outs: [good.txt]}',
      '  bad: {cmd: exit 3, outs: [bad.txt]}',
      `  each: {foreach: [a, b], do: {cmd: "echo \${item} > \${item}.txt", outs: ["\${item}.txt"]}}`,
    ].join('\n'),
  );
  const tasks = await until(async () => {
    const found = await stageTasks();
    return found.size > 0 ? found : undefined;
  });
  assert.deepEqual([...tasks.keys()].sort(), ['Run Pipeline', 'bad', 'each', 'good']);
});

test('a task ends with 0 where its stages went well, and with 1 where one failed', async () => {
  const tasks = await stageTasks();
  const [good, bad] = [tasks.get('good'), tasks.get('bad')];
  assert.ok(good && bad);
  assert.equal(await exitCodeOf(good), 0);
  const made = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder().uri, 'good.txt'));
  assert.equal(Buffer.from(made).toString(), '1\n');
  assert.equal(await exitCodeOf(bad), 1);
});

test('a stage that failed without a traceback stands in Problems at its own line', async () => {
  const file = vscode.Uri.joinPath(folder().uri, 'dvc.yaml');
  const problem = await until(() =>
    vscode.languages.getDiagnostics(file).find(({ source }) => source === 'slipway'),
  );
  assert.match(problem.message, /^bad failed: Exit code 3/);
  assert.equal(problem.range.start.line, 2);
});

test('a task as tasks.json writes it is resolved, and one that cannot be meant fails', async () => {
  const task = { type: 'slipway', stage: 'each', force: true, label: 'mine' };
  const wrong = { type: 'slipway', only: true, downstream: true, label: 'wrong' };
  await vscode.workspace
    .getConfiguration('tasks', folder().uri)
    .update('tasks', [task, wrong], vscode.ConfigurationTarget.WorkspaceFolder);
  const written = await until(async () => {
    const found = (await vscode.tasks.fetchTasks()).filter(({ name }) => name === 'mine' || name === 'wrong');
    return found.length === 2 ? found : undefined;
  });
  const [mine, other] = ['mine', 'wrong'].map((name) => written.find((one) => one.name === name));
  assert.ok(mine && other);
  assert.equal(await exitCodeOf(mine), 0);
  assert.equal(await exitCodeOf(other), 1);
});

test('a mistake in a dvc.yaml stands in Problems at its line, and goes with it', async () => {
  const file = vscode.Uri.joinPath(folder().uri, 'dvc.yaml');
  await writePipeline('stages:\n  good:\n    comand: echo\n');
  const [problem] = await until(() => {
    const found = vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'slipway');
    return found.length > 0 ? found : undefined;
  });
  assert.ok(problem && problem.range.start.line >= 1);
  await writePipeline('stages: {}\n');
  await until(() => (vscode.languages.getDiagnostics(file).length === 0 ? true : undefined));
});
