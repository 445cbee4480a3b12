import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OperationProgress } from '../../../schemas/protocol/interop.ts';
import type {
  PipelineRunRequest,
  PipelineSummary,
  PrivateCopyInfo,
} from '../../../schemas/protocol/pipelines.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { RunnerClient } from '../../../server/discovery/connect.ts';
import { identifyProcess } from '../../../server/discovery/process-identity.ts';
import { TestWorkspace } from '../processes/workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
  workspace.write('params.yaml', 'lr: 1\n');
  workspace.write('gate', '');
  // `slow` goes on until there is a file `open` beside the workspace's own gate.
  workspace.write(
    'dvc.yaml',
    `stages:
  first: {cmd: echo x >> ${join(workspace.folder, 'firsts')} && echo 1 > a, params: [lr], outs: [a]}
  slow:
    cmd: touch ${join(workspace.folder, 'begun')}; until [ -e ${join(workspace.folder, 'open')} ]; do sleep 0.1; done; cp a b
    deps: [a]
    outs: [b]
  last: {cmd: cp b c, deps: [b], outs: [c]}
`,
  );
});
afterEach(() => workspace.dispose());

const at = (name: string) => join(workspace.folder, name);
const begun = () => expect.poll(() => existsSync(at('begun')), { timeout: 20_000 }).toBe(true);

interface ListedRun {
  id: string;
  name: string;
  status: string;
  tags: Record<string, string>;
}

async function runs(): Promise<ListedRun[]> {
  const { stdout } = await workspace.slipway('runs', 'list', '--json');
  return (
    JSON.parse(stdout) as {
      info: { run_id: string; run_name: string; status: string };
      data: { tags: { key: string; value: string }[] };
    }[]
  ).map(({ info, data }) => ({
    id: info.run_id,
    name: info.run_name,
    status: info.status,
    tags: Object.fromEntries(data.tags.map(({ key, value }) => [key, value])),
  }));
}

async function states(...args: string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await workspace.slipway('run', ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return Object.fromEntries(
    (JSON.parse(stdout) as PipelineSummary).stages.map(({ name, state }) => [name, state]),
  );
}

function ended(child: ReturnType<TestWorkspace['start']>): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, stderr })));
}

test('a pipeline is stopped by its own run: its stages end, what needs them does not begin, and a later run goes on', async () => {
  const run = ended(workspace.start('run'));
  await begun();
  const parent = (await runs()).find(({ name }) => name === 'pipeline')?.id ?? '';
  expect(await workspace.slipway('runs', 'stop', parent)).toMatchObject({ code: 0 });
  expect(await run).toMatchObject({ code: 1, stderr: expect.stringContaining('SLW-PIPELINE-STOPPED') });
  const after = Object.fromEntries((await runs()).map(({ name, status }) => [name, status]));
  expect(after).toEqual({ pipeline: 'KILLED', first: 'FINISHED', slow: 'KILLED' });
  workspace.write('open', '');
  expect(await states()).toEqual({ first: 'fresh', slow: 'ran', last: 'ran' });
  expect(readFileSync(at('firsts'), 'utf8')).toBe('x\n');
});

test('Ctrl+C stops it too', async () => {
  const child = workspace.start('run');
  const run = ended(child);
  await begun();
  child.kill('SIGINT');
  expect(await run).toMatchObject({ code: 1, stderr: expect.stringContaining('SLW-CANCELLED') });
  expect((await runs()).find(({ name }) => name === 'pipeline')?.status).toBe('KILLED');
});

test('a private run that was stopped goes on in its own copy, as the same run', async () => {
  const run = ended(workspace.start('run', '--set', 'lr=2'));
  await begun();
  const parent = (await runs()).find(({ name }) => name === 'pipeline')?.id ?? '';
  expect(await workspace.slipway('run', '--resume', parent)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is still running in its private copy'),
  });
  await workspace.slipway('runs', 'stop', parent);
  await run;
  workspace.write('open', '');
  // The workspace's own edits are not its business.
  workspace.write('params.yaml', 'lr: 7\n');
  expect(await states('--resume', parent)).toEqual({ first: 'fresh', slow: 'ran', last: 'ran' });
  const pipelines = (await runs()).filter(({ tags }) => tags[runTags.pipeline] === 'true');
  expect(pipelines).toMatchObject([{ id: parent, status: 'FINISHED' }]);
});

test('a run in the workspace that was stopped goes on with the stages that it was asked for, in their order', async () => {
  const run = ended(workspace.start('run', 'slow'));
  await begun();
  const parent = (await runs()).find(({ name }) => name === 'pipeline')?.id ?? '';
  await workspace.slipway('runs', 'stop', parent);
  await run;
  workspace.write('open', '');
  expect(await states('--resume', parent)).toEqual({ first: 'fresh', slow: 'ran' });
  expect(readFileSync(at('firsts'), 'utf8')).toBe('x\n');
  expect(existsSync(at('c'))).toBe(false);
});

test.each([
  { where: 'in the workspace', words: [] },
  { where: 'in a private copy', words: ['--set', 'lr=2'] },
])('a forced run $where that was stopped forces the rest of it, and nothing twice', async ({ words }) => {
  workspace.write('open', '');
  await states(...words);
  rmSync(at('open'));
  rmSync(at('begun'));
  /** The pipeline's run that was stopped in `slow`. */
  const stoppedInSlow = async (...args: string[]): Promise<string> => {
    const run = ended(workspace.start('run', ...args));
    await begun();
    const { id = '' } =
      (await runs()).find(({ name, status }) => name === 'pipeline' && status === 'RUNNING') ?? {};
    await workspace.slipway('runs', 'stop', id);
    await run;
    rmSync(at('begun'));
    return id;
  };
  const forced = await stoppedInSlow('--force', ...words);
  const resumed = await stoppedInSlow('--resume', forced);
  workspace.write('open', '');
  expect(await states('--resume', resumed)).toEqual({ first: 'fresh', slow: 'ran', last: 'ran' });
  // Also of the run that was forced first, nothing is left to be forced.
  expect(await states('--resume', forced)).toEqual({ first: 'fresh', slow: 'fresh', last: 'fresh' });
  expect(readFileSync(at('firsts'), 'utf8')).toBe('x\nx\n');
});

test('a private run whose copy was removed cannot go on, and it is said how to do the same anew', async () => {
  workspace.write('open', '');
  await states('--set', 'lr=2');
  const parent = (await runs()).find(({ name }) => name === 'pipeline')?.id ?? '';
  await workspace.slipway('copies', 'discard', parent);
  expect(await workspace.slipway('run', '--resume', parent)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`slipway run --inputs-of ${parent}`),
  });
});

test('one queue for the workspace: who waits is told for whom, and may leave while it waits', async () => {
  const client = await workspace.connect();
  try {
    const order: PipelineRunRequest = {
      cwd: workspace.folder,
      env: process.env as Record<string, string>,
      stages: [],
      reach: 'upstream',
      force: false,
      jobs: null,
      keepGoing: false,
    };
    const waits = messages(client);
    const first = await client.request('pipelines/run', order);
    await begun();
    const second = await client.request('pipelines/run', { ...order, stages: ['last'] });
    const third = await client.request('pipelines/run', order);
    await expect.poll(() => waits.get(second.operation)).toContain('waiting for the run of all stages');
    await expect.poll(() => waits.get(third.operation)).toContain('waiting for the run of last');
    await client.request('operations/cancel', { operation: second.operation });
    await expect(client.request('operations/result', { operation: second.operation })).rejects.toThrow(
      'cancelled',
    );
    workspace.write('open', '');
    const [one, three] = await Promise.all(
      [first, third].map(({ operation }) => client.request('operations/result', { operation })),
    );
    expect(one?.summary).toMatchObject({
      isPrivate: false,
      stages: [{ state: 'ran' }, { state: 'ran' }, { state: 'ran' }],
    });
    expect(three?.summary).toMatchObject({
      runId: null,
      stages: [{ state: 'fresh' }, { state: 'fresh' }, { state: 'fresh' }],
    });
  } finally {
    client.close();
  }
});

test('a runner that is killed: its copies are found, none is run in twice, and the run goes on', async () => {
  const asked = ended(workspace.start('run', '--set', 'lr=2'));
  await begun();
  const parent = (await runs()).find(({ name }) => name === 'pipeline')?.id ?? '';
  const { pid } = await workspace.address();
  process.kill(pid, 'SIGKILL');
  expect(await asked).toEqual({ code: 1, stderr: expect.stringContaining('SLW-RUNNER-LOST') });
  await expect.poll(() => identifyProcess(pid)).toBe(null);
  const { stdout } = await workspace.slipway('copies', '--json');
  const { copies } = JSON.parse(stdout) as { copies: PrivateCopyInfo[] };
  expect(copies).toMatchObject([{ runId: parent, isRunning: true, set: ['lr=2'] }]);
  const refused = await workspace.slipway('run', '--resume', parent);
  expect(refused.stderr).toContain('SLW-COPY-BUSY');
  workspace.write('open', '');
  await expect
    .poll(async () => (await runs()).find(({ name }) => name === 'slow')?.status, { timeout: 20_000 })
    .toBe('FINISHED');
  expect((await runs()).find(({ id }) => id === parent)).toMatchObject({ status: 'FAILED' });
  expect(await states('--resume', parent)).toMatchObject({ first: 'fresh', last: 'ran' });
});

function messages(client: RunnerClient): Map<string, string[]> {
  const known = new Map<string, string[]>();
  client.on('operations/progress', ({ operation, message }: OperationProgress) => {
    if (message.startsWith('waiting')) known.set(operation, [...(known.get(operation) ?? []), message]);
  });
  return known;
}
