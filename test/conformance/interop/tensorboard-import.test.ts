import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tensorboardSource } from '../../../server/importers/tensorboard/tensorboard-folder.ts';
import { importInto, newWorkspace, pythonJson } from '../../bed/import-workspace.ts';
import { pythonEnv } from '../../bed/python-env.ts';
import { TestWorkspace } from '../../unit/processes/workspace.ts';

const python = await pythonEnv('tensorboard', [
  'tensorboard==2.21.0',
  'tensorboardX==2.6.5',
  'setuptools<81',
]);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

type Scalars = Record<string, Record<string, [number, number, number][]>>;

describe.skipIf('skipped' in python)(`TensorBoard event files${why}`, () => {
  test("give the scalars that TensorBoard's EventAccumulator reads, once", async () => {
    if ('skipped' in python) return;
    const folder = await mkdtemp(join(tmpdir(), 'slipway-events-'));
    const workspace = await newWorkspace();
    const byCli = new TestWorkspace();
    try {
      const oracle = (await pythonJson(python, 'write_events.py', [folder], folder)) as Scalars;
      const first = await importInto(workspace, await tensorboardSource(folder, 'events'));
      expect(first).toMatchObject({ added: 4, points: 221, skipped: [] });
      const second = await importInto(workspace, await tensorboardSource(folder, 'events'));
      expect(second).toMatchObject({ added: 0, unchanged: 4, points: 0 });

      const byCommand = await byCli.slipway('runs', 'import', folder, '--json');
      expect(JSON.parse(byCommand.stdout)).toMatchObject({ added: 4, points: 221, skipped: [] });

      const ids = await workspace.tracker.queryRunIds({
        experimentIds: [],
        filter: '',
        orderBy: [],
        view: 'ALL',
      });
      const runs = await workspace.tracker.getRuns(ids);
      const told: Scalars = {};
      for (const { info, metrics } of runs) {
        const scalars: Scalars[string] = {};
        for (const { key } of metrics) {
          const page = await workspace.tracker.metricHistory(info.runId, key, {
            maxResults: 1_000,
            pageToken: null,
          });
          scalars[key] = page.items.map(({ timestamp, step, value }) => [timestamp, step, value]);
        }
        told[info.runName] = scalars;
      }
      // MLflow's keys have no parentheses.
      expect(told).toEqual(JSON.parse(JSON.stringify(oracle).replace('m (x)', 'm _x_')));
      expect(runs.find(({ info }) => info.runName === 'tuned/trial')?.params).toEqual({
        lr: '0.1',
        opt: 'adam',
        flag: 'True',
        n: '3',
      });
    } finally {
      await byCli.dispose();
      await workspace.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
