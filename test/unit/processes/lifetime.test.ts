import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Execution } from '../../../schemas/protocol/executions.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { identifyProcess } from '../../../server/discovery/process-identity.ts';
import { hasPython, TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

async function execution(runId: string): Promise<Execution> {
  const client = await workspace.connect();
  try {
    const { execution } = await client.request('executions/get', { runId });
    if (!execution) throw new Error(`no execution of run ${runId}`);
    return execution;
  } finally {
    client.close();
  }
}

async function run(runId: string) {
  const client = await workspace.connect();
  try {
    const { runs } = await client.request('runs/get', { ids: [runId] });
    return runs[0];
  } finally {
    client.close();
  }
}

async function startDetached(...command: string[]): Promise<string> {
  const { stdout, stderr } = await workspace.slipway('run', '--detach', '--json', '--', ...command);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { runId: string }).runId;
}

describe('a tracked command', () => {
  test('prints its output and passes its success on', async () => {
    const { code, stdout } = await workspace.slipway('run', '--', 'sh', '-c', 'echo out; echo err >&2');
    expect(code).toBe(0);
    expect(stdout).toBe('out\nerr\n');
  });

  test('ends as a failed run with its exit code, its last words kept', async () => {
    const { code, stdout } = await workspace.slipway(
      'run',
      '--json',
      '--',
      'sh',
      '-c',
      'echo last words; exit 7',
    );
    expect(code).toBe(1);
    const ended = JSON.parse(stdout);
    expect(ended).toMatchObject({ exitCode: 7, reason: 'Exit code 7.' });
    const { outputFile } = await execution(ended.runId);
    expect(readFileSync(String(outputFile), 'utf8')).toBe('last words\n');
    const tracked = await run(ended.runId);
    expect(tracked?.info.status).toBe('FAILED');
    expect(tracked?.tags[runTags.exitCode]).toBe('7');
  });

  test('that tracks elsewhere is told so, and its run names its script', async () => {
    workspace.write('away.py', 'import os\nos.environ["MLFLOW_TRACKING_URI"] = "file:/elsewhere"\n');
    const { code, stderr } = await workspace.slipway('run', '--name', 'away', '--', 'python3', 'away.py');
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: The program tracks at file:/elsewhere');
    const { stdout } = await workspace.slipway('runs', 'show', 'away');
    expect(stdout).toMatch(/mlflow\.source\.name +away\.py/);
  });

  test('that cannot be started ends as a failed run that says why', async () => {
    const { code, stderr } = await workspace.slipway('run', '--', 'no-such-program');
    expect(code).toBe(1);
    expect(stderr).toMatch(/could not be started.*no-such-program.*ENOENT/);
  });

  test('is stopped with all of its group, the part that ignores Ctrl+C too', {
    timeout: 20_000,
  }, async () => {
    const pidFile = join(workspace.folder, 'grandchild.pid');
    const runId = await startDetached('sh', '-c', `sleep 60 & echo $! > ${pidFile}; wait`);
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').trim() !== '').toBe(true);
    expect((await workspace.slipway('runs', 'stop', runId)).code).toBe(0);
    await expect.poll(async () => (await execution(runId)).state).toBe('ended');
    expect((await run(runId))?.info.status).toBe('KILLED');
    const grandchild = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => identifyProcess(grandchild), { timeout: 12_000 }).toBeNull();
  });

  test('sees the user’s environment and nothing of the daemon’s or the editor’s', async () => {
    workspace.env.MY_OWN = 'kept';
    workspace.env.VSCODE_PID = '1';
    workspace.env.NODE_OPTIONS = '--no-warnings';
    workspace.env.MLFLOW_RUN_ID = 'of another';
    const { stdout } = await workspace.slipway('run', '--', 'env');
    expect(stdout).toMatch(/^MY_OWN=kept$/m);
    expect(stdout).toMatch(/^MLFLOW_TRACKING_URI=http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/m);
    expect(stdout).not.toMatch(/^(VSCODE_PID|NODE_OPTIONS|ELECTRON_RUN_AS_NODE|MLFLOW_RUN_ID)=/m);
  });
});

describe('a runner that is killed', { timeout: 20_000 }, () => {
  test('comes back for a live command on the same port, with the run live and nothing of it lost', async () => {
    const runId = await startDetached('sh', '-c', 'echo before; sleep 4; echo after');
    const first = await workspace.connect();
    process.kill(first.info.pid, 'SIGKILL');
    await new Promise<void>((closed) => first.onClose(closed));

    await expect
      .poll(async () => (await workspace.connect()).info.pid, { timeout: 5000 })
      .not.toBe(first.info.pid);
    const second = await workspace.connect();
    expect(second.info.trackingUri).toBe(first.info.trackingUri);
    expect((await execution(runId)).state).toBe('running');
    await expect.poll(async () => (await execution(runId)).state, { timeout: 8000 }).toBe('ended');
    const ended = await execution(runId);
    expect(ended).toMatchObject({ exitCode: 0, reason: null });
    expect(readFileSync(String(ended.outputFile), 'utf8')).toBe('before\nafter\n');
    expect((await run(runId))?.info.status).toBe('FINISHED');
    second.close();
  });

  test('learns afterwards how a command ended meanwhile', async () => {
    const runId = await startDetached('sh', '-c', 'sleep 1; exit 3');
    const client = await workspace.connect();
    process.kill(client.info.pid, 'SIGKILL');
    await expect.poll(async () => (await execution(runId)).state, { timeout: 8000 }).toBe('ended');
    expect((await execution(runId)).exitCode).toBe(3);
    expect((await run(runId))?.info.status).toBe('FAILED');
  });
});

test('a killed supervisor leaves no run that is running for ever', { timeout: 20_000 }, async () => {
  const runId = await startDetached('sleep', '2');
  const supervisor = readFileSync(`/proc/${(await execution(runId)).pid}/stat`, 'utf8').split(' ')[3];
  process.kill(Number(supervisor), 'SIGKILL');
  await expect.poll(async () => (await execution(runId)).state, { timeout: 8000 }).toBe('ended');
  expect(await execution(runId)).toMatchObject({
    exitCode: null,
    reason: 'Its supervisor was killed, so its exit code is unknown.',
  });
  expect((await run(runId))?.info.status).toBe('FAILED');
});

test('two that ask at once get the same runner', async () => {
  const [a, b] = await Promise.all([workspace.address(), workspace.address()]);
  expect(a.pid).toBe(b.pid);
});

test.each([
  { what: 'the folder', removed: '.' },
  { what: 'what Slipway keeps in it', removed: '.slipway' },
])(
  '$what is removed and made again: the runner goes with it, and nothing is written where nobody finds it',
  async ({ removed }) => {
    await workspace.slipway('run', '--name', 'before', '--', 'true');
    const { pid } = await workspace.address();
    rmSync(join(workspace.folder, removed), { recursive: true });
    mkdirSync(workspace.folder, { recursive: true });
    await expect.poll(() => identifyProcess(pid)).toBeNull();
    workspace.write('dvc.yaml', 'stages: {make: {cmd: echo 1 > out, outs: [out]}}\n');
    expect(await workspace.slipway('run')).toMatchObject({ code: 0 });
    const { stdout } = await workspace.slipway('runs', 'list', '--json');
    const runs = JSON.parse(stdout) as { info: { run_name: string } }[];
    expect(runs.map(({ info }) => info.run_name)).toEqual(['make', 'pipeline']);
  },
);

test('slipway server prints where it serves and takes the runner it started with it', async () => {
  const server = workspace.start('server', '--json');
  const line = await new Promise<string>((read) => server.stdout.once('data', (data) => read(String(data))));
  const { trackingUri, pid } = JSON.parse(line) as { trackingUri: string; pid: number };
  expect(await (await fetch(`${trackingUri}/health`)).text()).toBe('OK');
  const exited = new Promise((exit) => server.once('exit', exit));
  server.kill('SIGTERM');
  expect(await exited).toBe(0);
  await expect.poll(() => identifyProcess(pid)).toBeNull();
});

test('slipway server leaves a runner that was there before it', async () => {
  const { pid } = await workspace.address();
  const server = workspace.start('server', '--json');
  await new Promise((read) => server.stdout.once('data', read));
  const exited = new Promise((exit) => server.once('exit', exit));
  server.kill('SIGTERM');
  await exited;
  expect((await workspace.address()).pid).toBe(pid);
});

test.skipIf(!hasPython)('a script that asks for input is told that there is none', async () => {
  workspace.write('ask.py', 'name = input("learning rate? ")\n');
  const { code, stderr } = await workspace.slipway('run', '--', 'python3', 'ask.py');
  expect(code).toBe(1);
  expect(stderr).toMatch(/asked for input/);
});

test('wrong words end with exit code 2 and the usage', async () => {
  const { code, stderr } = await workspace.slipway('run', '--bogus', '--', 'true');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--bogus/);
  expect(stderr).toMatch(/Usage: slipway run/);
});

test.each([
  { words: ['rnu'], advice: 'Did you mean "slipway run"?' },
  { words: ['run', '--froce'], advice: 'There is no option "--froce"; did you mean "--force"?' },
  { words: ['run', '-z'], advice: 'There is no option "-z".' },
  { words: ['run', '--set', 'lr'], advice: '"lr" sets no param.\nWrite KEY=VALUE' },
  { words: ['run', '--dry', '--set', 'lr=[1'], advice: '"]" is missing' },
  { words: ['sweep', 'train', '--param', 'lr'], advice: '"lr" says not what to search' },
])('$words: $advice', async ({ words, advice }) => {
  workspace.write('dvc.yaml', 'stages: {train: {cmd: echo, outs: [out]}}\n');
  expect(await workspace.slipway(...words)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(advice),
  });
});

test('a notebook that is not there is missing, whatever the environment has', async () => {
  const { code, stderr } = await workspace.slipway('run', '--notebook', 'nowhere.ipynb');
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('SLW-NOTEBOOK-MISSING'),
  });
});

test('a stage that is not there: the one that was meant', async () => {
  workspace.write('dvc.yaml', 'stages: {train: {cmd: echo, outs: [out]}}\n');
  expect((await workspace.slipway('run', 'tran')).stderr).toContain('Did you mean "train"?');
  expect((await workspace.slipway('run', 'zzzzzzzz')).stderr).toContain('Stages: train');
});

test.each([
  ['ci', 'init', '--help'],
  ['run', 'train', '--help'],
  ['schedule', 'arm', '--help'],
])('slipway %s %s %s says more', async (...words) => {
  expect(await workspace.slipway(...words)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Usage: slipway ${words[0]}`),
  });
});
