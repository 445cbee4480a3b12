import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import { pushRuns } from '../../../server/exporters/push-runs.ts';
import { RemoteArtifacts } from '../../../server/tracking/remote/remote-artifacts.ts';
import { RemoteTracker } from '../../../server/tracking/remote/remote-tracker.ts';
import type { TrackingChange } from '../../../server/tracking/tracker.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';
import { type MlflowServer, mlflowEnvironments, startMlflowServer } from '../../bed/mlflow-server.ts';

for (const [release, environment] of Object.entries(mlflowEnvironments)) {
  const python = await environment();
  const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

  describe.skipIf('skipped' in python)(`a server of ${release} behind the Tracker interface${why}`, () => {
    let server: MlflowServer;
    let workspace: Workspace;
    let tracker: RemoteTracker;
    let artifacts: RemoteArtifacts;
    const changes: TrackingChange[] = [];

    beforeAll(async () => {
      if ('skipped' in python) return;
      server = await startMlflowServer(python);
      workspace = await newWorkspace();
      tracker = remote(server.trackingUri, (change) => changes.push(change));
      artifacts = new RemoteArtifacts(tracker.client, join(workspace.folder, 'cache'));
    }, 180_000);
    afterAll(async () => {
      tracker?.dispose();
      await workspace?.close();
      await server?.close();
    });

    async function newRun(experiment: string) {
      const known = await tracker.getExperimentByName(experiment);
      const experimentId =
        known?.experimentId ??
        (await tracker.createExperiment({ name: experiment, artifactLocation: null, tags: {} }));
      return tracker.createRun({
        runId: null,
        experimentId,
        startTime: 1_000,
        userId: 'ana',
        runName: 'r',
        tags: { a: 'b' },
      });
    }

    test('answers queries, rows and columns', async () => {
      const { info } = await newRun('read');
      await tracker.logBatch(info.runId, {
        metrics: [{ key: 'auc', value: 0.75, timestamp: 1, step: 2 }],
        params: [{ key: 'lr', value: '0.1' }],
        tags: [],
      });
      const query = {
        experimentIds: [],
        filter: 'metrics.auc > 0.7',
        orderBy: ['metrics.auc DESC'],
        view: 'ACTIVE_ONLY' as const,
      };
      expect(await tracker.queryRunIds(query)).toEqual([info.runId]);
      const columns = ['metrics.auc', 'params.lr', 'tags.a', 'attributes.start_time', 'metrics.none'];
      expect((await tracker.runRows([info.runId], columns))[0]?.cells).toEqual([
        0.75,
        '0.1',
        'b',
        1_000,
        null,
      ]);
      expect(await tracker.runColumns([])).toMatchObject({ params: ['lr'], metrics: ['auc'] });
    });

    test("rejects with the server's own code and words", async () => {
      await expect(tracker.getRun('0'.repeat(32))).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
        message: expect.stringContaining('not found'),
      });
      const query = { experimentIds: [], filter: 'metrics.auc >', orderBy: [], view: 'ALL' as const };
      await expect(tracker.queryRunIds(query)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
    });

    test('reads histories over several pages, and only what is new when they grow', async () => {
      const { info } = await newRun('history');
      const point = (step: number) => ({ key: 'loss', value: step / 2, timestamp: 1_000 + step, step });
      const log = (from: number, count: number) =>
        tracker.logBatch(info.runId, {
          metrics: Array.from({ length: count }, (_, index) => point(from + index)),
          params: [],
          tags: [],
        });
      await log(0, 11_000);
      const request = { series: [{ runId: info.runId, key: 'loss' }], maxPoints: 20_000 };
      const [whole] = await tracker.metricSeries(request);
      expect(whole?.total).toBe(11_000);
      await log(11_000, 10);
      const [grown] = await tracker.metricSeries(request);
      expect(Array.from(decodeFloat64(grown?.values ?? { f64: '' }))).toEqual(
        Array.from({ length: 11_010 }, (_, step) => step / 2),
      );
    }, 60_000);

    test('tells of changes that others make while it is looked at', async () => {
      const { info } = await newRun('watched');
      await tracker.getRun(info.runId);
      await tracker.metricSeries({ series: [{ runId: info.runId, key: 'm' }], maxPoints: 100 });
      const other = remote(server.trackingUri, () => undefined);
      const metrics = [1, 2, 3].map((step) => ({ key: 'm', value: step, timestamp: step, step }));
      await other.logBatch(info.runId, { metrics, params: [], tags: [] });
      await vi.waitFor(
        () => expect(changes.flatMap(({ points }) => points.get(info.runId) ?? [])).toEqual(metrics),
        { timeout: 20_000, interval: 200 },
      );
    }, 30_000);

    test('streams artifacts both ways', async () => {
      const { info } = await newRun('artifacts');
      const content = Buffer.alloc(3 << 20, 'slipway');
      await artifacts.put(info.runId, 'model/ü 1.bin', {
        open: () => Readable.from([content]),
        size: content.length,
      });
      expect(await artifacts.list(info.runId, 'model')).toEqual([
        { path: 'model/ü 1.bin', isDir: false, size: content.length },
      ]);
      expect((await readFile(await artifacts.locate(info.runId, 'model/ü 1.bin'))).equals(content)).toBe(
        true,
      );
      await expect(artifacts.locate(info.runId, 'model/none')).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      await expect(artifacts.open(info.runId, '../../secret')).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
    });

    test('takes pushed runs once, their parents and what is added later too', async () => {
      const { tracker: local, artifacts: files } = workspace;
      const experimentId = await local.createExperiment({
        name: 'pushed',
        artifactLocation: null,
        tags: {},
      });
      const newLocal = (runName: string, tags: Record<string, string>) =>
        local.createRun({ runId: null, experimentId, startTime: 5, userId: 'ana', runName, tags });
      const parent = await newLocal('parent', {});
      const child = await newLocal('child', { 'mlflow.parentRunId': parent.info.runId });
      const metrics = Array.from({ length: 2_500 }, (_, step) => ({
        key: 'm',
        value: step % 7 ? step : Number.NaN,
        timestamp: 9,
        step,
      }));
      await local.logBatch(child.info.runId, {
        metrics: metrics.slice(0, 900),
        params: [{ key: 'p', value: '1' }],
        tags: [],
      });
      await files.write(`${experimentId}/${child.info.runId}/artifacts/a/b.txt`, Readable.from(['one']));
      await local.updateRun(child.info.runId, { status: 'FINISHED', endTime: 6 });
      const push = () =>
        pushRuns({
          local: { tracker: local, artifacts: files },
          remote: { tracker, artifacts },
          runIds: [child.info.runId, parent.info.runId],
          signal: new AbortController().signal,
          onProgress: () => undefined,
        });

      expect(await push()).toMatchObject({
        created: 2,
        unchanged: 0,
        points: 900,
        artifacts: 1,
        failed: [],
      });
      expect(await push()).toMatchObject({ created: 0, updated: 0, unchanged: 2, points: 0, artifacts: 0 });
      await local.logBatch(child.info.runId, { metrics: metrics.slice(900, 1_800), params: [], tags: [] });
      expect(await push()).toMatchObject({
        created: 0,
        updated: 1,
        unchanged: 1,
        points: 900,
        artifacts: 0,
      });

      const pushed = await remote(server.trackingUri, () => undefined).searchRuns({
        experimentIds: [],
        filter: `tags.\`slipway.pushedFrom\` = '${child.info.runId}'`,
        orderBy: [],
        view: 'ALL',
        maxResults: 10,
        pageToken: null,
      });
      expect(pushed.items).toHaveLength(1);
      const [run] = pushed.items;
      expect(run?.info).toMatchObject({ runName: 'child', status: 'FINISHED', startTime: 5, endTime: 6 });
      const history = await tracker.metricHistory(run?.info.runId ?? '', 'm', {
        maxResults: 5_000,
        pageToken: null,
      });
      const key = ({ step, value }: { step: number; value: number }) => `${step} ${value}`;
      expect(history.items.map(key).sort()).toEqual(metrics.slice(0, 1_800).map(key).sort());
      const parentOnServer = await tracker.getRun(run?.tags['mlflow.parentRunId'] ?? '');
      expect(parentOnServer.tags['slipway.pushedFrom']).toBe(parent.info.runId);
    }, 60_000);
  });
}

function remote(uri: string, onChange: (change: TrackingChange) => void): RemoteTracker {
  return new RemoteTracker(
    { name: 'team', uri, username: null, token: () => null, needsToken: false },
    onChange,
    () => false,
  );
}
