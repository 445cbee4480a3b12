import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LastPoints } from '../../../server/jobs/metric-file.ts';
import { watchMetricFiles } from '../../../server/jobs/metric-files.ts';
import type { MetricSample } from '../../../server/jobs/metric-sample.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('dvclive', ['dvclive']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';

let folder: string;
let points: MetricSample[];
let params: Record<string, string>;
let problems: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-metrics-'));
  points = [];
  params = {};
  problems = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const watching = (startedAt: number, last: LastPoints = new Map(), name = 'metrics.json') =>
  watchMetricFiles({
    dvcliveFolders: [join(folder, 'dvclive')],
    files: [{ path: join(folder, 'out', name), prefix: '' }],
    startedAt,
    last,
    onChange: async (change) => {
      points.push(...change.metrics);
      Object.assign(params, change.params);
      if (change.problem) problems.push(change.problem);
    },
  });

const values = () => points.map(({ key, value, step }) => [key, step, value]);

function json(text: string): void {
  mkdirSync(join(folder, 'out'), { recursive: true });
  writeFileSync(join(folder, 'out', 'metrics.json'), text);
}

describe('a declared JSON file', () => {
  test('in a folder that is not there yet: each change is a point, as soon as it is written', async () => {
    const watch = watching(Date.now());
    json('{"loss": 0.5, "val": {"auc": 0.7}, "name": "x"}');
    await vi.waitFor(() => expect(points).toHaveLength(2), { timeout: 3000 });
    json('{"loss": 0.25, "val": {"auc": 0.7}}');
    await vi.waitFor(() => expect(points).toHaveLength(3), { timeout: 3000 });
    json('{"loss": 0.125, "val"');
    await sleep(300);
    json('{"loss": NaN, "val": {"auc": 0.8}}');
    await watch.finish();
    expect(values()).toEqual([
      ['loss', 0, 0.5],
      ['val.auc', 0, 0.7],
      ['loss', 1, 0.25],
      ['loss', 2, Number.NaN],
      ['val.auc', 1, 0.8],
    ]);
  });

  test('its own step or epoch counts', async () => {
    const watch = watching(Date.now());
    json('{"epoch": 10, "loss": 0.5}');
    await watch.finish();
    expect(values()).toEqual([['loss', 10, 0.5]]);
  });

  test('what an earlier run left is not this run’s', async () => {
    json('{"loss": 9}');
    utimesSync(join(folder, 'out', 'metrics.json'), 1000, 1000);
    await watching(Date.now()).finish();
    expect(points).toEqual([]);
  });

  test('a runner that comes later does not log again what the run has', async () => {
    const startedAt = Date.now();
    json('{"loss": 0.5, "auc": 0.7}');
    await watching(startedAt, new Map([['loss', { step: 3, value: 0.5 }]])).finish();
    expect(values()).toEqual([['auc', 0, 0.7]]);
  });
});

describe('other declared files', () => {
  async function readOnce(name: string, text: string) {
    const watch = watching(Date.now(), new Map(), name);
    mkdirSync(join(folder, 'out'), { recursive: true });
    writeFileSync(join(folder, 'out', name), text);
    await watch.finish();
    return values();
  }

  test.each([
    ['m.yaml', 'acc: 0.5\nval: {auc: 0.75, n: 1_000}\nname: x\nok: true\n'],
    ['m.yml', 'acc: .5\nval:\n  auc: 75e-2\n  n: 1000\n'],
    ['m.toml', 'acc = 0.5\nname = "x"\n[val]\nauc = 0.75\nn = 1_000\n'],
    ['m.json', '{"acc": 0.5, "val": {"auc": 0.75, "n": 1000}, "name": "x", "ok": true, "none": null}'],
  ])('%s: nested keys by their dotted path, and no step', async (name, text) => {
    expect(await readOnce(name, text)).toEqual([
      ['acc', 0, 0.5],
      ['val.auc', 0, 0.75],
      ['val.n', 0, 1000],
    ]);
  });

  test.each([
    ['a table', 'm.csv', 'epoch,"loss, train",note,auc\n1,0.5,"a ""b""\nc",nan\n3,-inf,,0.75\n'],
    ['with tabs', 'm.tsv', 'epoch\tloss, train\ttimestamp\tauc\r\n1\t0.5\t17\tnan\r\n3\t-inf\t18\t0.75\r\n'],
    [
      'a list',
      'm.json',
      '[{"epoch": 1, "loss, train": 0.5, "auc": NaN}, {"auc": 0.75, "epoch": 3, "loss, train": -Infinity}]',
    ],
  ])('%s: one point a row, at the row’s own step', async (_what, name, text) => {
    expect((await readOnce(name, text)).sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['auc', 1, Number.NaN],
      ['auc', 3, 0.75],
      ['loss_ train', 1, 0.5],
      ['loss_ train', 3, -Infinity],
    ]);
  });

  test('lists below a key, with and without a step of their own', async () => {
    const text = '{"loss": [0.5, 0.25], "train": [{"step": 10, "f1": 0.5}, {"f1": 0.75}], "auc": 0.9}';
    expect(await readOnce('m.json', text)).toEqual([
      ['loss', 0, 0.5],
      ['loss', 1, 0.25],
      ['train.f1', 10, 0.5],
      ['train.f1', 1, 0.75],
      ['auc', 0, 0.9],
    ]);
  });

  test('rows of a table are read as they come, each once, and only whole ones', async () => {
    const watch = watching(Date.now(), new Map(), 'log.csv');
    mkdirSync(join(folder, 'out'), { recursive: true });
    const file = join(folder, 'out', 'log.csv');
    writeFileSync(file, 'step,loss\n0,1.5\n1,1.2');
    await vi.waitFor(() => expect(values()).toEqual([['loss', 0, 1.5]]), { timeout: 3000 });
    writeFileSync(file, 'step,loss\n0,1.5\n1,1.25\n2,1\n');
    await vi.waitFor(() => expect(points).toHaveLength(3), { timeout: 3000 });
    await watch.finish();
    expect(values()).toEqual([
      ['loss', 0, 1.5],
      ['loss', 1, 1.25],
      ['loss', 2, 1],
    ]);
  });

  test('a runner that comes later goes on from the last row that the run has', async () => {
    const last = new Map([['loss', { step: 1, value: 0.5 }]]);
    const startedAt = Date.now();
    mkdirSync(join(folder, 'out'), { recursive: true });
    writeFileSync(join(folder, 'out', 'm.csv'), 'step,loss\n0,1\n1,0.5\n2,0.25\n');
    await watching(startedAt, last, 'm.csv').finish();
    expect(values()).toEqual([['loss', 2, 0.25]]);
  });

  test('a file that holds one number has its name for a metric', async () => {
    expect(await readOnce('accuracy.txt', '0.875\n')).toEqual([['accuracy', 0, 0.875]]);
  });

  test.each([
    ['m.json', '{"a": ', /^m\.json holds no metrics: m\.json:1:\d+: /],
    ['m.yaml', 'a: [1', /^m\.yaml holds no metrics: m\.yaml:1:\d+: /],
    ['m.json', '{"a": "high"}', 'm.json holds no metrics: there is no number in it'],
    ['m.csv', '', 'm.csv holds no metrics: there is no number in it'],
    ['m.png', '\u0089PNG\r\n\u001a\n', /^m\.png holds no metrics: /],
  ])('%s with %j: it says why it is none', async (name, text, why) => {
    expect(await readOnce(name, text)).toEqual([]);
    expect(problems).toEqual([typeof why === 'string' ? why : expect.stringMatching(why)]);
  });
});

/** Runs `steps` under `with Live(…) as live`, with the real DVCLive. */
function dvclive(options: string, steps: string): void {
  const script = `
from dvclive import Live
with Live(save_dvc_exp=False, report=None, ${options}) as live:
${steps.replace(/^/gm, '    ')}
`;
  const python = 'skipped' in bed ? '' : bed.python;
  const { status, stderr } = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

describe.skipIf(skipped)(`a folder that the real DVCLive writes${skipped}`, { timeout: 60_000 }, () => {
  test('histories, values without one, parameters', async () => {
    const watch = watching(Date.now());
    dvclive(
      '',
      `live.log_params({"lr": 0.1, "model": {"layers": [1, 2]}})
for i in range(3):
    live.log_metric("train/loss", 1 / 2**i)
    live.log_metric("acc", i / 10, timestamp=True)
    live.log_metric("last", i, plot=False)
    live.next_step()
live.log_metric("broken", float("nan"))`,
    );
    await watch.finish();
    const series = (key: string) => values().filter(([name]) => name === key);
    expect(series('train/loss')).toEqual([
      ['train/loss', 0, 1],
      ['train/loss', 1, 0.5],
      ['train/loss', 2, 0.25],
    ]);
    expect(series('acc').map(([, , value]) => value)).toEqual([0, 0.1, 0.2]);
    expect(series('last').at(-1)).toEqual(['last', expect.any(Number), 2]);
    expect(series('broken')).toEqual([['broken', 3, Number.NaN]]);
    expect(params).toEqual({ lr: '0.1', 'model.layers': '[1,2]' });
    expect(points.find(({ key }) => key === 'acc')?.timestamp).toBeLessThanOrEqual(Date.now());
  });

  test('a run that resumes another’s folder has only its own steps', async () => {
    dvclive('', 'live.log_metric("loss", 1); live.next_step()');
    await sleep(50);
    const watch = watching(Date.now());
    await sleep(200);
    dvclive('resume=True', 'live.log_metric("loss", 2); live.next_step()');
    await watch.finish();
    expect(values()).toEqual([['loss', expect.any(Number), 2]]);
  });

  test('a runner that comes later logs only what is new', async () => {
    const startedAt = Date.now();
    dvclive('', 'for i in range(3): live.log_metric("loss", i); live.next_step()');
    await watching(startedAt, new Map([['loss', { step: 1, value: 1 }]])).finish();
    expect(values()).toEqual([['loss', 2, 2]]);
  });
});
