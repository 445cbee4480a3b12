import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Execution } from '../../../schemas/protocol/executions.ts';
import { type GcSite, planGc, runGc } from '../../../server/housekeeping/gc.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';

const dayMs = 86_400_000;
const policy = { olderThanDays: 30, keepLast: 0 };
let workspace: Workspace;
let site: GcSite;
const registered = new Set<string>();
const executions: Execution[] = [];

beforeEach(async () => {
  workspace = await newWorkspace();
  registered.clear();
  executions.length = 0;
  site = {
    layout: workspace.store.layout,
    tracker: workspace.tracker,
    registered: async () => registered,
    executions: () => executions,
    hasLoggedModel: async (modelId) => modelId === 'm-known',
    copies: { folder: join(workspace.store.layout.root, 'copies'), list: () => [], remove: async () => {} },
    // Everything that the test makes now is 40 days old.
    now: () => Date.now() + 40 * dayMs,
  };
});
afterEach(() => workspace.close());

async function newRun(runName: string, tags: Record<string, string> = {}): Promise<string> {
  const { tracker, artifacts } = workspace;
  const request = { runId: null, experimentId: '0', startTime: 1, userId: '', runName, tags };
  const { info } = await tracker.createRun(request);
  await artifacts.write(`0/${info.runId}/artifacts/a.txt`, Readable.from(['12345']));
  return info.runId;
}
async function newDeletedRun(runName: string, tags: Record<string, string> = {}): Promise<string> {
  const runId = await newRun(runName, tags);
  await workspace.tracker.setRunStage(runId, 'deleted');
  return runId;
}
const run = () => runGc(site, policy, { signal: new AbortController().signal, onProgress: () => undefined });
const folderOf = (runId: string) => join(site.layout.artifacts, '0', runId);
const execution = (executionId: string, runId: string, state: Execution['state']): Execution => ({
  ...{ executionId, runId, state, kind: 'command', commandLine: executionId, cwd: '/', pid: null },
  ...{
    startedAt: 0,
    endedAt: state === 'ended' ? 1 : null,
    exitCode: null,
    signal: null,
    reason: null,
    outputFile: null,
  },
});

describe('garbage collection', () => {
  it('shows what would go and how much, and changes nothing', async () => {
    await newRun('active');
    const runId = await newDeletedRun('deleted');
    const plan = await planGc(site, policy);
    expect(plan).toMatchObject({
      bytes: 5,
      kept: [],
      items: [{ what: 'run', id: runId, label: 'deleted', bytes: 5 }],
    });
    expect(await workspace.tracker.getRuns([runId])).toHaveLength(1);
    expect(existsSync(folderOf(runId))).toBe(true);
  });

  it('removes deleted runs with their files, and no others', async () => {
    const active = await newRun('active');
    const deleted = await newDeletedRun('deleted');
    expect((await run()).items).toHaveLength(1);
    expect(await workspace.tracker.getRuns([deleted])).toEqual([]);
    expect(existsSync(folderOf(deleted))).toBe(false);
    expect(await workspace.tracker.getRuns([active])).toHaveLength(1);
    expect(existsSync(folderOf(active))).toBe(true);
    expect((await run()).items).toEqual([]);
  });

  it('keeps what was deleted lately, and the newest that were', async () => {
    const older = await newDeletedRun('older');
    const newer = await newDeletedRun('newer');
    expect((await planGc(site, { olderThanDays: 50, keepLast: 0 })).items).toEqual([]);
    const { items } = await planGc(site, { olderThanDays: 30, keepLast: 1 });
    expect(items.map(({ id }) => id)).toEqual([older]);
    expect(items.map(({ id }) => id)).not.toContain(newer);
  });

  it('keeps starred runs, runs of registered models and live runs, and says why', async () => {
    const starred = await newDeletedRun('starred', { 'slipway.star': '1' });
    const model = await newDeletedRun('model');
    const live = await newDeletedRun('live');
    registered.add(model);
    executions.push(execution('e', live, 'running'));
    const plan = await run();
    expect(plan.items).toEqual([]);
    expect(new Map(plan.kept.map(({ id, reason }) => [id, reason]))).toEqual(
      new Map([
        [starred, 'it is starred'],
        [model, 'a registered model version comes from it'],
        [live, 'it is running'],
      ]),
    );
  });

  it('removes artifacts that no run or model has, but not fresh ones', async () => {
    const { artifacts } = workspace;
    await artifacts.write('0/gone/artifacts/a.txt', Readable.from(['123']));
    await artifacts.write('0/models/m-known/artifacts/a.txt', Readable.from(['123']));
    await artifacts.write('0/models/m-gone/artifacts/a.txt', Readable.from(['123']));
    expect((await planGc({ ...site, now: Date.now }, policy)).items).toEqual([]);
    expect((await run()).items.map(({ path }) => path)).toEqual([
      'artifacts/0/gone',
      'artifacts/0/models/m-gone',
    ]);
    expect(existsSync(join(site.layout.artifacts, '0', 'models', 'm-known'))).toBe(true);
  });

  it('removes old output and cache, but no outs of pipelines and none of live, starred or the newest executions', async () => {
    const starred = await newRun('starred', { 'slipway.star': '1' });
    for (const id of ['live', 'kept', 'newest', 'old']) {
      await mkdir(join(site.layout.executions, id));
      await writeFile(join(site.layout.executions, id, 'output.log'), 'text');
    }
    executions.push(execution('newest', 'r', 'ended'), execution('old', 'r', 'ended'));
    executions.push(execution('live', 'r', 'running'), execution('kept', starred, 'ended'));
    await mkdir(join(site.layout.cache, 'tracker-a'));
    await mkdir(join(site.layout.cache, 'pipelines'));
    await mkdir(join(site.layout.cache, 'fresh'));
    const later = new Date(Date.now() + 39 * dayMs);
    await utimes(join(site.layout.cache, 'fresh'), later, later);
    const { items } = await planGc(site, { olderThanDays: 30, keepLast: 1 });
    expect(items.map(({ path }) => path)).toEqual(['executions/old', 'cache/tracker-a']);
  });
});
