import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { dvcSource } from '../../../server/importers/dvc/dvc-folder.ts';
import { importInto, newWorkspace } from '../../bed/import-workspace.ts';
import { pythonEnv } from '../../bed/python-env.ts';
import { TestWorkspace } from '../../unit/processes/workspace.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';
const script = join(import.meta.dirname, '..', 'scripts', 'run_dvc_experiments.sh');

interface ShownExperiment {
  name: string;
  revs: { data: { metrics: Record<string, { data: unknown }> } }[];
}

describe.skipIf('skipped' in python)(`DVC experiments and DVCLive folders${why}`, () => {
  test('give what `dvc exp show` tells, with histories, once', async () => {
    if ('skipped' in python) return;
    const folder = await mkdtemp(join(tmpdir(), 'slipway-dvc-'));
    const workspace = await newWorkspace();
    const byCli = new TestWorkspace();
    try {
      const { stdout } = await promisify(execFile)('bash', [script, folder, dirname(python.python)], {
        env: python.env,
      });
      const baselines = JSON.parse(stdout.slice(stdout.indexOf('['))) as {
        experiments: ShownExperiment[] | null;
      }[];
      const shown = baselines.flatMap(({ experiments }) => experiments ?? []);
      expect(shown.map(({ name }) => name).sort()).toEqual(['first', 'second']);

      const first = await importInto(workspace, await dvcSource(folder, 'dvc'));
      expect(first).toMatchObject({ added: 3, points: 8 + 8 + 7, skipped: [] });
      expect(await importInto(workspace, await dvcSource(folder, 'dvc'))).toMatchObject({
        added: 0,
        unchanged: 3,
        points: 0,
      });

      const byCommand = await byCli.slipway('runs', 'import', folder, '--json');
      expect(JSON.parse(byCommand.stdout)).toMatchObject({ added: 3, points: 8 + 8 + 7, skipped: [] });

      const ids = await workspace.tracker.queryRunIds({
        experimentIds: [],
        filter: '',
        orderBy: [],
        view: 'ALL',
      });
      const runs = new Map((await workspace.tracker.getRuns(ids)).map((run) => [run.info.runName, run]));
      for (const { name, revs } of shown) {
        const metrics = revs[0]?.data.metrics ?? {};
        const live = metrics['dvclive/metrics.json']?.data as {
          train: { loss: number };
          acc: number;
          final: number;
        };
        const scores = metrics['scores.json']?.data as { auc: { val: number } };
        const latest = new Map(runs.get(name)?.metrics.map(({ key, value }) => [key, value]));
        expect(Object.fromEntries(latest)).toEqual({
          'train/loss': live.train.loss,
          acc: live.acc,
          final: live.final,
          'auc.val': scores.auc.val,
        });
      }
      expect(runs.get('second')?.params).toEqual({ 'train.lr': '0.5', 'train.layers': '[1,2]', epochs: '3' });
      const runId = runs.get('dvclive')?.info.runId ?? '';
      const { items } = await workspace.tracker.metricHistory(runId, 'acc', {
        maxResults: 10,
        pageToken: null,
      });
      expect(items.map(({ step, value }) => [step, value])).toEqual([
        [0, 0],
        [1, 1],
        [2, 2],
      ]);
    } finally {
      await byCli.dispose();
      await workspace.close();
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
