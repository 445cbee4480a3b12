import { describe, expect, test } from 'vitest';
import type { TrackingChange } from '../../../server/tracking/tracker.ts';
import { startRun, trackerForTest } from '../store/workspace.ts';

const everything = { experimentIds: [], filter: '', orderBy: [], view: 'ALL' as const };

describe('a run without a name', () => {
  test('gets one of the form that MLflow gives', async () => {
    const { tracker } = trackerForTest();
    const { info, tags } = await tracker.getRun(await startRun(tracker, ''));
    expect(info.runName).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/);
    expect(info.runName.length).toBeLessThanOrEqual(20);
    expect(tags['mlflow.runName']).toBe(info.runName);
  });
});

describe('the name of an experiment', () => {
  test.each(['a\0b', 'a\ud800', '\udc00b', ''])('cannot be %j', async (name) => {
    const { tracker } = trackerForTest();
    await expect(tracker.createExperiment({ name, artifactLocation: null, tags: {} })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    });
    const experimentId = await tracker.createExperiment({ name: 'a😀b', artifactLocation: null, tags: {} });
    await expect(tracker.renameExperiment(experimentId, name)).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    });
  });
});

describe('pages of runs', () => {
  test('follow one another without a gap, and the last has no token', async () => {
    const { tracker } = trackerForTest();
    for (let index = 0; index < 5; index++) await startRun(tracker, `run-${index}`, 1000 + index);
    const names: string[] = [];
    let pageToken: string | null = null;
    do {
      const page = await tracker.searchRuns({ ...everything, maxResults: 2, pageToken });
      names.push(...page.items.map((run) => run.info.runName));
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    expect(names).toEqual(['run-4', 'run-3', 'run-2', 'run-1', 'run-0']);
  });

  test.each(['!', 'bm90IGpzb24=', Buffer.from('{"offset":"x"}').toString('base64')])(
    'refuse the token %s',
    async (pageToken) => {
      const { tracker } = trackerForTest();
      await expect(tracker.searchRuns({ ...everything, maxResults: 2, pageToken })).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining('Invalid page token'),
      });
    },
  );

  test('ordered by a metric go on from values to NaN to runs without it', async () => {
    const { tracker } = trackerForTest();
    const values = [0.5, Number.NaN, null, 0.9, null, Number.NaN, 0.1];
    for (const [index, value] of values.entries()) {
      const runId = await startRun(tracker, `run-${index}`, 1000 + index);
      if (value !== null)
        await tracker.logBatch(runId, {
          metrics: [{ key: 'auc', value, timestamp: 1, step: 1 }],
          params: [],
          tags: [],
        });
    }
    const query = { ...everything, orderBy: ['metrics.auc DESC'] };
    const whole = await tracker.searchRuns({ ...query, maxResults: 10, pageToken: null });
    const names = whole.items.map((run) => run.info.runName);
    expect(names).toEqual(['run-3', 'run-0', 'run-6', 'run-5', 'run-1', 'run-4', 'run-2']);
    for (const size of [1, 2, 3, 4]) {
      const paged: string[] = [];
      let pageToken: string | null = null;
      do {
        const page = await tracker.searchRuns({ ...query, maxResults: size, pageToken });
        paged.push(...page.items.map((run) => run.info.runName));
        pageToken = page.nextPageToken;
      } while (pageToken !== null);
      expect(paged).toEqual(names);
    }
  });
});

describe('the table of runs', () => {
  test('has rows in the order asked, with only the asked columns', async () => {
    const { tracker } = trackerForTest();
    const first = await startRun(tracker, 'first');
    const second = await startRun(tracker, 'second');
    await tracker.logBatch(second, {
      metrics: [
        { key: 'val/auc', value: 0.5, timestamp: 1, step: 1 },
        { key: 'nan', value: Number.NaN, timestamp: 1, step: 1 },
      ],
      params: [{ key: 'a.b', value: 'x' }],
      tags: [{ key: 'slipway.star', value: 'true' }],
    });
    const columns = [
      'metrics.val/auc',
      'params.a.b',
      'tags.slipway.star',
      'metrics.nan',
      'attributes.run_name',
    ];
    const rows = await tracker.runRows([second, 'absent', first], columns);
    expect(rows.map((row) => row.info.runId)).toEqual([second, first]);
    expect(rows.map((row) => row.cells)).toEqual([
      [0.5, 'x', 'true', 'NaN', 'second'],
      [null, null, null, null, 'first'],
    ]);
  });

  test('refuses a column that is none', async () => {
    const { tracker } = trackerForTest();
    const runId = await startRun(tracker);
    for (const column of ['auc', 'things.auc', 'attributes.shoe_size'])
      await expect(tracker.runRows([runId], [column])).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
  });

  test('knows the columns of each experiment', async () => {
    const { tracker } = trackerForTest();
    const experimentId = await tracker.createExperiment({ name: 'other', artifactLocation: null, tags: {} });
    const here = await startRun(tracker);
    await tracker.logBatch(here, {
      metrics: [{ key: 'auc', value: 1, timestamp: 1, step: 1 }],
      params: [{ key: 'lr', value: '1' }],
      tags: [],
    });
    const tags = ['mlflow.runName'];
    expect(await tracker.runColumns(['0'])).toEqual({ params: ['lr'], metrics: ['auc'], tags });
    expect(await tracker.runColumns([experimentId])).toEqual({ params: [], metrics: [], tags: [] });
    expect(await tracker.runColumns([])).toEqual({ params: ['lr'], metrics: ['auc'], tags });
  });
});

describe('those who listen for changes', () => {
  test('hear of what was committed, and only of that', async () => {
    const { tracker } = trackerForTest();
    const heard: TrackingChange[] = [];
    const stop = tracker.onChange((change) => heard.push(change));
    const runId = await startRun(tracker);
    const point = { key: 'loss', value: 1, timestamp: 1, step: 1 };
    const metrics = [point];
    await tracker.logBatch(runId, { metrics, params: [{ key: 'lr', value: '1' }], tags: [] });
    const refused = tracker.logBatch(runId, {
      metrics: [{ ...point, step: 2 }],
      params: [{ key: 'lr', value: '2' }],
      tags: [],
    });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
    await tracker.logBatch(runId, { metrics, params: [], tags: [] });
    stop();
    await tracker.setRunStage(runId, 'deleted');
    expect(heard).toEqual([
      { experiments: false, runs: new Set([runId]), points: new Map() },
      { experiments: false, runs: new Set([runId]), points: new Map([[runId, metrics]]) },
    ]);
    const { items } = await tracker.metricHistory(runId, 'loss', { maxResults: 10, pageToken: null });
    expect(items).toEqual([point]);
  });
});

test('a param named __proto__ is a param like any other', async () => {
  const { tracker } = trackerForTest();
  const runId = await startRun(tracker);
  await tracker.logBatch(runId, { metrics: [], params: [{ key: '__proto__', value: 'x' }], tags: [] });
  const { params } = await tracker.getRun(runId);
  expect(Object.entries(params)).toEqual([['__proto__', 'x']]);
});
