import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Execution } from '../../../schemas/protocol/executions.ts';
import { ExecutionTable } from '../../../server/executions/execution-table.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { startRun, temporaryFolder } from '../store/workspace.ts';
import { ReaderProcess } from './reader-process.ts';

const all = { experimentIds: [], filter: '', orderBy: [], view: 'ALL' } as const;
const allRuns = () => ({ ...all, experimentIds: [], orderBy: [] });

describe('the reader of a folder that is not trusted', () => {
  test('shows the runs, metrics, artifacts and output that are there, and leaves every file as it was', async () => {
    const { folder, runId } = await folderWithRun({});
    const before = fingerprint(folder);
    const reader = read(folder);

    expect(await reader.request('runs/query', allRuns())).toEqual({ ids: [runId], total: 1 });
    const { runs } = await reader.request('runs/get', { ids: [runId] });
    expect(runs[0]?.info.runName).toBe('before');
    expect(runs[0]?.metrics).toMatchObject([{ key: 'loss', value: 0.25 }]);
    const { entries } = await reader.request('artifacts/list', { runId, path: '' });
    expect(entries).toEqual([{ path: 'report.txt', isDir: false, size: 4 }]);
    const { file } = await reader.request('artifacts/locate', { runId, path: 'report.txt' });
    expect(readFileSync(file, 'utf8')).toBe('good');
    expect(await reader.request('executions/readOutput', output)).toEqual({
      text: 'trained\n',
      nextOffset: 8,
      ended: true,
    });

    expect(fingerprint(folder)).toEqual(before);
    await reader.hangUp();
    expect(fingerprint(folder)).toEqual(before);
  });

  test('shows a folder without runs, and makes no .slipway in it', async () => {
    const folder = temporaryFolder();
    expect(await read(folder).request('runs/query', allRuns())).toEqual({ ids: [], total: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('shows the stages of its pipelines, not judged, and reads nothing that is no file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'dvc.yaml'), 'stages: {one: {cmd: "true", deps: [a], outs: [b]}}\n');
    mkdirSync(join(folder, 'endless'));
    writeFileSync(
      join(folder, 'endless/dvc.yaml'),
      'vars: [/dev/zero]\nstages: {two: {cmd: "true", outs: [c]}}\n',
    );
    const { files, stages, faults } = await read(folder).request('pipelines/view', {});
    expect(files).toEqual([join(folder, 'dvc.yaml'), join(folder, 'endless/dvc.yaml')]);
    expect(stages).toMatchObject([{ name: 'one', state: 'unknown', reasons: [] }]);
    expect(faults).toMatchObject([{ file: files[1], message: '/dev/zero is no file' }]);
    expect(readdirSync(folder)).toEqual(['dvc.yaml', 'endless']);
  });

  test('shows the pipelines of a clone without asking git, which executes what its configuration names', async () => {
    const folder = temporaryFolder();
    const tools = temporaryFolder();
    const asked = join(tools, 'asked');
    writeFileSync(join(tools, 'git'), `#!/bin/sh\ntouch ${asked}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, 'dvc.yaml'), 'stages: {one: {cmd: "true", outs: [b]}}\n');
    const { stages } = await read(folder).request('pipelines/view', {});
    expect(stages).toHaveLength(1);
    expect(existsSync(asked)).toBe(false);
  });

  test.each([
    ['runs/rename', { runId: 'x', name: 'y' }],
    ['executions/startCommand', { command: ['true'], cwd: '/', env: {} }],
    ['terminals/open', { cwd: '/', env: {} }],
    ['runner/stop', { reason: 'test' }],
  ] as const)('refuses %s, which would change or execute something', async (method, params) => {
    const { folder } = await folderWithRun({});
    await expect(read(folder).request(method, structuredClone(params) as never)).rejects.toMatchObject({
      data: { code: 'SLW-READER-REFUSED' },
    });
  });

  test('does not believe the slipway.yaml: no server that it names is asked', async () => {
    const { folder } = await folderWithRun({});
    writeFileSync(
      join(folder, 'slipway.yaml'),
      'tracker: theirs\ntrackers:\n  theirs: { uri: http://127.0.0.1:9 }\n',
    );
    const { trackers, current } = await read(folder).request('trackers/list', {});
    expect(trackers.map(({ name }) => name)).toEqual(['local']);
    expect(current).toBe('local');
  });

  test('reads output only where outputs lie, whatever the record says', async () => {
    const outside = join(temporaryFolder(), 'secret');
    writeFileSync(outside, 'secret');
    const { folder, runId } = await folderWithRun({ outputFile: outside });
    const { execution } = await read(folder).request('executions/get', { runId });
    expect(execution?.outputFile).toBe(join(folder, '.slipway/executions/00000000000000e1/output.log'));
    expect((await read(folder).request('executions/readOutput', output)).text).toBe('trained\n');
  });

  test('refuses a link in the place of an output', async () => {
    const outside = join(temporaryFolder(), 'secret');
    writeFileSync(outside, 'secret');
    const { folder } = await folderWithRun({});
    const file = join(folder, '.slipway/executions/00000000000000e1/output.log');
    rmSync(file);
    symlinkSync(outside, file);
    await expect(read(folder).request('executions/readOutput', output)).rejects.toMatchObject({
      data: { code: 'SLW-STORE-FOREIGN' },
    });
  });

  test('knows no execution whose name leads out of the folder', async () => {
    const { folder, runId } = await folderWithRun({ executionId: '../../..' });
    expect(await read(folder).request('executions/get', { runId })).toEqual({ execution: null });
  });

  test('refuses a .slipway that is a link, and a database that is not ours', async () => {
    const linked = temporaryFolder();
    symlinkSync(temporaryFolder(), join(linked, '.slipway'));
    await expect(read(linked).request('runs/query', allRuns())).rejects.toMatchObject({
      data: { code: 'SLW-STORE-FOREIGN' },
    });
    const foreign = temporaryFolder();
    mkdirSync(join(foreign, '.slipway'));
    const database = new DatabaseSync(join(foreign, '.slipway/slipway.db'));
    database.exec('CREATE TABLE runs (x); CREATE TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; END');
    database.close();
    await expect(read(foreign).request('runs/query', allRuns())).rejects.toMatchObject({
      data: { code: 'SLW-STORE-FOREIGN' },
    });
  });

  test('calls nothing live: of an end it would not hear', async () => {
    const { folder } = await folderWithRun({ state: 'running' });
    const reader = read(folder);
    expect(await reader.request('executions/list', { state: 'live' })).toEqual({ executions: [] });
    expect((await reader.request('executions/list', {})).executions).toHaveLength(1);
  });

  test('ends with its window, and its copy with it', async () => {
    const { folder } = await folderWithRun({});
    const temporary = temporaryFolder();
    const reader = new ReaderProcess(folder, temporary);
    await reader.request('runs/query', allRuns());
    expect(readdirSync(temporary)).toHaveLength(1);
    await reader.hangUp();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

const output = { executionId: '00000000000000e1', offset: 0, maxBytes: 100, follow: true };

function read(folder: string): ReaderProcess {
  return new ReaderProcess(folder, temporaryFolder());
}

/** A folder that Slipway ran something in, closed again; `said` is what its database says of the execution. */
async function folderWithRun(said: Partial<Execution>): Promise<{ folder: string; runId: string }> {
  const folder = temporaryFolder();
  const store = openStore({ folder, access: 'write' });
  const tracker = new EmbeddedTracker(store);
  const runId = await startRun(tracker, 'before');
  const metrics = [{ key: 'loss', value: 0.25, timestamp: 1, step: 0 }];
  await tracker.logBatch(runId, { metrics, params: [], tags: [] });
  const outputFile = join(store.layout.executions, '00000000000000e1/output.log');
  new ExecutionTable(store, 'seal').insert(
    {
      executionId: '00000000000000e1',
      runId,
      kind: 'python',
      commandLine: 'python train.py',
      cwd: folder,
      state: 'ended',
      pid: null,
      startedAt: 1,
      endedAt: 2,
      exitCode: 0,
      signal: null,
      reason: null,
      outputFile,
      ...said,
    },
    null,
  );
  store.close();
  mkdirSync(join(folder, '.slipway/executions/00000000000000e1'));
  writeFileSync(outputFile, 'trained\n');
  const artifacts = join(folder, '.slipway/artifacts/0', runId, 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(join(artifacts, 'report.txt'), 'good');
  return { folder, runId };
}

/** Every path below a folder with its size and time of change. */
function fingerprint(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => {
      const { size, mtimeMs, ctimeMs } = statSync(join(folder, path));
      return `${path} ${size} ${mtimeMs} ${ctimeMs}`;
    })
    .sort();
}
