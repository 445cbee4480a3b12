import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlipwayApi, startSlipwayApi } from '../../bed/slipway-api.ts';
import { call } from './http.ts';

let api: SlipwayApi;
let experimentId: string;
beforeEach(async () => {
  api = await startSlipwayApi();
  experimentId = await api.tracker.createExperiment({ name: 'script', artifactLocation: null, tags: {} });
});
afterEach(async () => {
  expect(api.unexpected).toEqual([]);
  await api.close();
});

async function createRun(trackingUri: string, body: object): Promise<string> {
  const { json } = await call(trackingUri, 'POST', 'runs/create', body);
  return (json as { run: { info: { run_id: string } } }).run.info.run_id;
}

test('the first run of an execution is the prepared one, in the experiment that the script names', async () => {
  const { trackingUri, runId } = await api.prepareExecution('e1', '0');
  const found = await createRun(trackingUri, {
    experiment_id: experimentId,
    run_name: 'mine',
    user_id: 'ada',
    start_time: 1_700_000_000_000,
    tags: [
      { key: 'mlflow.source.name', value: 'train.py' },
      { key: 'slipway.execution', value: 'forged' },
    ],
  });
  expect(found).toBe(runId);
  const run = await api.tracker.getRun(runId);
  expect(run.info).toMatchObject({
    experimentId,
    runName: 'mine',
    userId: 'ada',
    startTime: 1_700_000_000_000,
    artifactUri: `mlflow-artifacts:/${experimentId}/${runId}/artifacts`,
  });
  expect(run.tags).toMatchObject({
    'mlflow.runName': 'mine',
    'mlflow.source.name': 'train.py',
    'slipway.execution': 'e1',
  });
});

test('what the script leaves empty stays as it was prepared', async () => {
  const { trackingUri, runId } = await api.prepareExecution('e1', '0');
  await createRun(trackingUri, { experiment_id: '0' });
  expect((await api.tracker.getRun(runId)).info).toMatchObject({ runName: 'train.py', userId: 'prepared' });
});

test('later runs are its children, unless they name a parent', async () => {
  const { trackingUri, runId } = await api.prepareExecution('e1', '0');
  await createRun(trackingUri, { experiment_id: '0' });
  const child = await createRun(trackingUri, { experiment_id: '0' });
  const tags = [{ key: 'mlflow.parentRunId', value: child }];
  const grandchild = await createRun(trackingUri, { experiment_id: '0', tags });
  expect((await api.tracker.getRun(child)).tags).toMatchObject({
    'mlflow.parentRunId': runId,
    'slipway.execution': 'e1',
  });
  expect((await api.tracker.getRun(grandchild)).tags['mlflow.parentRunId']).toBe(child);
});

test('of many processes that start at once, exactly one gets the prepared run', async () => {
  const { trackingUri, runId } = await api.prepareExecution('torchrun', '0');
  const runs = await Promise.all(
    Array.from({ length: 16 }, () => createRun(trackingUri, { experiment_id: experimentId })),
  );
  expect(runs.filter((found) => found === runId)).toHaveLength(1);
  expect(new Set(runs).size).toBe(16);
});

test('artifacts that were kept before the script named its experiment come along', async () => {
  const { trackingUri, runId } = await api.prepareExecution('e1', '0');
  await api.artifacts.write(`0/${runId}/artifacts/diff.patch`, Readable.from(['diff']));
  await createRun(trackingUri, { experiment_id: experimentId });
  expect(await api.artifacts.list(runId, '')).toEqual([{ path: 'diff.patch', isDir: false, size: 4 }]);
  expect(existsSync(join(api.folder, '.slipway/artifacts/0', runId))).toBe(false);
});

test('an experiment that is not there leaves the prepared run for the next try', async () => {
  const { trackingUri, runId } = await api.prepareExecution('e1', '0');
  const refused = await call(trackingUri, 'POST', 'runs/create', { experiment_id: '99' });
  expect(refused).toMatchObject({ status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } });
  expect(await createRun(trackingUri, { experiment_id: '0' })).toBe(runId);
});

test('that a run is taken is remembered by the next runner', async () => {
  const before = await api.prepareExecution('e1', '0');
  await createRun(before.trackingUri, { experiment_id: '0' });
  const { folder } = api;
  await api.close({ keepFolder: true });
  api = await startSlipwayApi(folder);
  api.addSecret('secret-of-e1', { executionId: 'e1', preparedRunId: before.runId });
  const child = await createRun(`http://127.0.0.1:${api.port}/secret-of-e1`, { experiment_id: '0' });
  expect(child).not.toBe(before.runId);
  expect((await api.tracker.getRun(child)).tags['mlflow.parentRunId']).toBe(before.runId);
  await api.close();
  await rm(folder, { recursive: true });
  api = await startSlipwayApi();
});
