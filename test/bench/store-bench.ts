import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../server/tracking/embedded/embedded-tracker.ts';
import { type Figure, percentile, report } from './figures.ts';

/**
 * The tracking store in-process: rows a second of `logBatch`, searches over 100,000 runs, and one series of a
 * million points. Run by `node test/bench/store-bench.ts`; one JSON object a figure on stdout.
 */
const runCount = Number(process.env.SLIPWAY_BENCH_RUNS ?? 100_000);
const pointCount = 1_000_000;

/** As a user types them; the filter differs in each repeat, so that no result is ever asked for twice. */
const searchCases: [name: string, filterOf: (repeat: number) => string, orderBy: string[]][] = [
  ['half', (repeat) => `metrics."metric-1" > 0.5${repeat}`, []],
  ['tenth', (repeat) => `metrics."metric-1" > 0.9${repeat}`, []],
  ['few', (repeat) => `metrics."metric-1" > 0.9995${repeat}`, []],
  ['none', (repeat) => `metrics."metric-1" > 2.${repeat}`, []],
  [
    'three',
    (repeat) => `metrics."metric-1" > 0.5${repeat} AND metrics."metric-2" < 0.1 AND params."param-1" = '3'`,
    [],
  ],
  [
    'threeNone',
    (repeat) => `metrics."metric-1" > 0.${repeat} AND metrics."metric-2" < 0.99 AND params."param-1" = 'no'`,
    [],
  ],
  ['rareTag', (repeat) => `metrics."metric-1" > 0.2${repeat} AND tags.kind = 'rare'`, []],
  ['paramLike', (repeat) => `metrics."metric-1" > 0.9${repeat} AND params."param-2" LIKE '%1%'`, []],
  ['nameIlike', (repeat) => `run_name ILIKE '%UN-${repeat}7%9'`, []],
  [
    'idIn',
    (repeat) => `run_id IN ('${'0'.repeat(30)}1${repeat % 10}', '${'0'.repeat(29)}10${repeat % 10}')`,
    [],
  ],
  ['status', (repeat) => `status = 'RUNNING' AND metrics."metric-3" < 0.000${repeat}`, []],
  [
    'startRange',
    (repeat) =>
      `start_time > 170000000${repeat % 10}000 AND start_time < 1700000060000 AND metrics."metric-1" > 0.9`,
    [],
  ],
  ['ordered', (repeat) => `metrics."metric-1" > 0.5${repeat}`, ['metrics."metric-1" DESC']],
  ['orderedOther', (repeat) => `metrics."metric-1" > 0.9${repeat}`, ['metrics."metric-2" DESC']],
  ['orderedParam', (repeat) => `metrics."metric-1" > 0.9${repeat}`, ['params."param-3" ASC']],
  ['orderedAll', () => '', ['metrics."metric-1" DESC']],
];

const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const store = openStore({ folder, access: 'write' });
const tracker = new EmbeddedTracker(store);
try {
  report(await batchRate());
  await fillRuns();
  for (const figure of await searches()) report(figure);
  for (const figure of await tables()) report(figure);
  for (const figure of await series()) report(figure);
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}

/** 1,000 metric values of ten keys a request, as a training loop sends them. */
async function batchRate(): Promise<Figure> {
  const { info } = await newRun(0);
  const requests = 300;
  const batches = Array.from({ length: requests }, (_, request) => ({
    metrics: Array.from({ length: 1000 }, (_, row) => ({
      key: `metric-${row % 10}`,
      value: Math.random(),
      timestamp: 1_700_000_000_000 + request * 100 + Math.floor(row / 10),
      step: request * 100 + Math.floor(row / 10),
    })),
    params: [],
    tags: [],
  }));
  const start = performance.now();
  for (const batch of batches) await tracker.logBatch(info.runId, batch);
  const seconds = (performance.now() - start) / 1000;
  return {
    figure: 'store.logBatch',
    value: (requests * 1000) / seconds,
    unit: 'rows/s',
    target: '>= 150000',
  };
}

async function fillRuns(): Promise<void> {
  for (let start = 1; start < runCount; start += 1000) {
    store.transaction(() => {
      for (let index = start; index < Math.min(start + 1000, runCount); index++) fillRun(index);
    });
    await new Promise(setImmediate);
  }
}

/** Ten metrics, five params and three tags a run; within one transaction the promises are already settled. */
function fillRun(index: number): void {
  const runId = index.toString(16).padStart(32, '0');
  void newRun(index, runId);
  void tracker.logBatch(runId, {
    metrics: Array.from({ length: 10 }, (_, key) => ({
      key: `metric-${key}`,
      value: pseudoRandom(index * 10 + key),
      timestamp: index,
      step: 1,
    })),
    params: Array.from({ length: 5 }, (_, key) => ({
      key: `param-${key}`,
      value: String(index % (key + 10)),
    })),
    tags: [
      { key: 'kind', value: index % 1000 === 0 ? 'rare' : 'common' },
      { key: 'slipway.star', value: index % 2 === 0 ? 'true' : 'false' },
    ],
  });
}

function newRun(index: number, runId: string | null = null) {
  return tracker.createRun({
    runId,
    experimentId: '0',
    startTime: 1_700_000_000_000 + index,
    userId: 'bench',
    runName: `run-${index}`,
    tags: {},
  });
}

async function searches(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, filterOf, orderBy] of searchCases) {
    const times: number[] = [];
    for (let repeat = 0; repeat < 30; repeat++)
      times.push(
        await timed(() =>
          tracker.searchRuns({
            experimentIds: ['0'],
            filter: filterOf(repeat),
            orderBy,
            view: 'ACTIVE_ONLY',
            maxResults: 100,
            pageToken: null,
          }),
        ),
      );
    figures.push({
      figure: `store.searchRuns.${name}.p95`,
      value: percentile(times, 95),
      unit: 'ms',
      target: '< 30',
    });
    figures.push({
      figure: `store.searchRuns.${name}.first`,
      value: times[0] ?? Number.NaN,
      unit: 'ms',
      target: null,
    });
  }
  return figures;
}

async function tables(): Promise<Figure[]> {
  const all = { experimentIds: ['0'], filter: '', view: 'ACTIVE_ONLY' as const };
  const byStart = await timed(() => tracker.queryRunIds({ ...all, orderBy: [] }));
  const byMetric = await timed(() => tracker.queryRunIds({ ...all, orderBy: ['metrics."metric-4" DESC'] }));
  fillRun(runCount + 1);
  const afterRun = await timed(() => tracker.queryRunIds({ ...all, orderBy: ['metrics."metric-4" DESC'] }));
  const ids = (await tracker.queryRunIds({ ...all, orderBy: [] })).slice(5000, 5100);
  const columns = Array.from({ length: 10 }, (_, key) => `metrics.metric-${key}`);
  const rows = await timed(() => tracker.runRows(ids, columns));
  const names = await timed(() => tracker.runColumns(['0']));
  return [
    { figure: 'store.queryRunIds.start', value: byStart, unit: 'ms', target: null },
    { figure: 'store.queryRunIds.metric', value: byMetric, unit: 'ms', target: null },
    { figure: 'store.queryRunIds.metric.afterNewRun', value: afterRun, unit: 'ms', target: null },
    { figure: 'store.runRows.100', value: rows, unit: 'ms', target: null },
    { figure: 'store.runColumns', value: names, unit: 'ms', target: null },
  ];
}

async function series(): Promise<Figure[]> {
  const { info } = await newRun(runCount);
  for (let start = 0; start < pointCount; start += 1000)
    await tracker.logBatch(info.runId, {
      metrics: Array.from({ length: 1000 }, (_, row) => ({
        key: 'loss',
        value: pseudoRandom(start + row),
        timestamp: 1_700_000_000_000 + start + row,
        step: start + row,
      })),
      params: [],
      tags: [],
    });
  const id = { series: [{ runId: info.runId, key: 'loss' }], maxPoints: 2000 };
  const whole = await timed(() => tracker.metricSeries(id));
  const zoomed = await timed(() =>
    tracker.metricSeries({ ...id, range: { axis: 'step', min: 400_000, max: 500_000 } }),
  );
  return [
    { figure: 'store.metricSeries.million', value: whole, unit: 'ms', target: '< 300' },
    { figure: 'store.metricSeries.range', value: zoomed, unit: 'ms', target: '< 300' },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** In [0, 1), spread evenly and the same each time. */
function pseudoRandom(seed: number): number {
  return (Math.imul(seed + 1, 2654435761) >>> 0) / 2 ** 32;
}
