import type { MetricSeries, Run, SeriesId } from '../../../schemas/protocol/tracking.ts';
import type { ChartSettings } from '../../../schemas/protocol/views/charts.ts';
import type { ViewContract } from '../../../schemas/protocol/views/messages.ts';
import { type Host, isAbort, type Problem, problemOf } from '../host.ts';
import { aggregateLines, quantiles } from './aggregate.ts';
import type { ChartLine, ZoomRange } from './line-chart.ts';
import { Points } from './points.ts';

/** Points asked for over all runs of one chart; each run gets its share within the limits. */
const pointsOfChart = 60_000;
const fewestPoints = 100;
const mostPoints = 4000;
const refreshMs = 500;
/** Beyond this many runs, quantiles are drawn instead of a line each. */
const mostLines = 60;
const aggregateBuckets = 200;
/** Series asked for at once. */
const readAtOnce = 500;

interface MetricChart {
  byRun: Map<string, Points>;
  state: 'asked' | 'ready';
  /** Live points that came while the history was on its way. */
  waiting: MetricSeries[];
  zoom: ZoomRange | null;
  detail: Map<string, Points>;
  revision: number;
}

/** Runs and their metric histories, live. A metric is read when its chart is first looked at. */
export class CurvesModel {
  runs: Run[] = [];
  settings: ChartSettings;
  phase: 'loading' | 'ready' = 'loading';
  error: Problem | null = null;

  private readonly host: Pick<Host<ViewContract>, 'request' | 'on'>;
  private runIds: readonly string[];
  private readonly onChange: () => void;
  private readonly charts = new Map<string, MetricChart>();
  private subscription: string | undefined;
  private keys: string[] = [];
  private timer = 0;
  private zooming: AbortController | undefined;

  constructor(
    host: Pick<Host<ViewContract>, 'request' | 'on'>,
    runIds: readonly string[],
    settings: ChartSettings | undefined,
    onChange: () => void,
  ) {
    this.host = host;
    this.runIds = runIds;
    this.onChange = onChange;
    this.settings = settings ?? { axis: 'step', log: false, smoothing: 0 };
    host.on('metrics/appended', ({ subscription, series }) => {
      if (subscription === this.subscription) this.append(series);
    });
    host.on('tracking/changed', ({ runIds }) => {
      if (runIds.length === 0 || runIds.some((id) => this.runIds.includes(id))) this.refreshSoon();
    });
    void this.load();
  }

  /** Asks for everything again, perhaps for other runs. */
  show(runIds: readonly string[]): void {
    this.runIds = runIds;
    void this.load();
  }

  /** Keys of all metrics that the runs have: the user's, then the system's, each in order of name. */
  metricKeys(): readonly string[] {
    return this.keys;
  }

  /** The chart has come into sight. */
  look(key: string): void {
    if (!this.charts.has(key)) this.read(key);
  }

  chart(key: string): { revision: number; zoom: ZoomRange | null; loading: boolean } {
    const chart = this.charts.get(key);
    return {
      revision: chart?.revision ?? 0,
      zoom: chart?.zoom ?? null,
      loading: chart?.state !== 'ready',
    };
  }

  lines(key: string, hidden: ReadonlySet<string>): ChartLine[] {
    const chart = this.charts.get(key);
    if (chart === undefined) return [];
    if (this.runs.length > mostLines) return this.aggregated(chart);
    return this.runs.flatMap(({ info }, style) => {
      const points = chart.byRun.get(info.runId);
      if (points === undefined || points.length === 0 || hidden.has(info.runId)) return [];
      const detail = chart.detail.get(info.runId);
      const origin = info.startTime ?? 0;
      return [{ id: info.runId, label: info.runName, style, points, origin, ...(detail && { detail }) }];
    });
  }

  /** True where quantiles over the runs are drawn, since lines of so many would be a blur. */
  get isAggregated(): boolean {
    return this.runs.length > mostLines;
  }

  private aggregated(chart: MetricChart): ChartLine[] {
    const { axis } = this.settings;
    const columns = this.runs.flatMap(({ info }) => {
      const points = chart.byRun.get(info.runId);
      return points === undefined || points.length === 0 ? [] : [points.columns(axis, info.startTime ?? 0)];
    });
    return aggregateLines(columns, aggregateBuckets).map(({ x, y }, style) => {
      const points = new Points();
      points.appendColumns(x, x, y);
      const { label = '' } = quantiles[style] ?? {};
      return { id: label, label, style, points, origin: 0 };
    });
  }

  change(settings: Partial<ChartSettings>): void {
    // A zoomed range means nothing on another axis.
    if (settings.axis !== undefined && settings.axis !== this.settings.axis)
      for (const chart of this.charts.values()) {
        chart.zoom = null;
        chart.detail.clear();
      }
    this.settings = { ...this.settings, ...settings };
    for (const chart of this.charts.values()) chart.revision++;
    this.onChange();
  }

  /** Zooms one chart, and asks for the points that decimation hid there. */
  zoom(key: string, range: ZoomRange | null): void {
    const chart = this.charts.get(key);
    if (chart === undefined) return;
    chart.zoom = range;
    chart.detail.clear();
    chart.revision++;
    this.onChange();
    this.zooming?.abort();
    const decimated = this.runs.filter(({ info }) => chart.byRun.get(info.runId)?.decimated);
    if (range === null || decimated.length === 0) return;
    this.zooming = new AbortController();
    for (const run of decimated) void this.readDetail(key, chart, run, range, this.zooming.signal);
  }

  private async readDetail(
    key: string,
    chart: MetricChart,
    { info }: Run,
    { min, max }: ZoomRange,
    signal: AbortSignal,
  ): Promise<void> {
    const { axis } = this.settings;
    const origin = axis === 'relative' ? (info.startTime ?? 0) : 0;
    try {
      const { series } = await this.host.request(
        'metrics/series',
        {
          series: [{ runId: info.runId, key }],
          maxPoints: mostPoints,
          range: { axis: axis === 'step' ? 'step' : 'timestamp', min: min + origin, max: max + origin },
        },
        signal,
      );
      for (const one of series) {
        const detail = new Points();
        detail.replace(one);
        chart.detail.set(one.runId, detail);
      }
      chart.revision++;
      this.onChange();
    } catch (error) {
      this.fail(error);
    }
  }

  private async load(): Promise<void> {
    const runIds = [...this.runIds];
    try {
      // Subscribed first: what is logged while the histories are on their way must not be lost.
      const [{ subscription }, { runs }] = await Promise.all([
        this.host.request('metrics/subscribe', { runIds }),
        this.host.request('runs/get', { ids: runIds }),
      ]);
      this.subscription = subscription;
      this.error = null;
      this.takeRuns(runs);
      for (const key of this.charts.keys()) this.read(key);
    } catch (error) {
      this.fail(error);
    }
  }

  private takeRuns(runs: Run[]): void {
    this.runs = runs;
    this.phase = 'ready';
    this.learnKeys(runs.flatMap((run) => run.metrics.map((metric) => metric.key)));
    this.onChange();
  }

  private learnKeys(keys: readonly string[]): void {
    const all = new Set([...this.keys, ...keys]);
    if (all.size === this.keys.length) return;
    const rank = (key: string) => (key.startsWith('system/') ? 1 : 0);
    this.keys = [...all].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  }

  private read(key: string): void {
    const known = this.charts.get(key);
    const chart: MetricChart = known ?? {
      byRun: new Map(),
      state: 'asked',
      waiting: [],
      zoom: null,
      detail: new Map(),
      revision: 0,
    };
    chart.state = 'asked';
    this.charts.set(key, chart);
    const series = this.runs
      .filter((run) => run.metrics.some((metric) => metric.key === key))
      .map(({ info }) => ({ runId: info.runId, key }));
    const share = Math.floor(pointsOfChart / Math.max(1, series.length));
    const maxPoints = Math.max(fewestPoints, Math.min(mostPoints, share));
    void this.readSeries(chart, series, maxPoints);
  }

  private async readSeries(chart: MetricChart, series: SeriesId[], maxPoints: number): Promise<void> {
    try {
      for (let from = 0; from < series.length; from += readAtOnce) {
        const some = series.slice(from, from + readAtOnce);
        const answer = await this.host.request('metrics/series', { series: some, maxPoints });
        for (const one of answer.series) pointsOf(chart, one.runId).replace(one);
        chart.revision++;
        this.onChange();
      }
      chart.state = 'ready';
      for (const one of chart.waiting) pointsOf(chart, one.runId).appendAfterLast(one);
      chart.waiting = [];
      chart.revision++;
      this.onChange();
    } catch (error) {
      this.fail(error);
    }
  }

  private append(series: readonly MetricSeries[]): void {
    this.learnKeys(series.map((one) => one.key));
    for (const one of series) {
      const chart = this.charts.get(one.key);
      if (chart === undefined) continue;
      if (chart.state === 'asked') {
        chart.waiting.push(one);
      } else {
        pointsOf(chart, one.runId).append(one);
        chart.revision++;
      }
    }
    this.onChange();
  }

  private refreshSoon(): void {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.host.request('runs/get', { ids: [...this.runIds] }).then(
        ({ runs }) => this.takeRuns(runs),
        (error: unknown) => this.fail(error),
      );
    }, refreshMs);
  }

  private fail(error: unknown): void {
    if (isAbort(error)) return;
    this.error = problemOf(error);
    this.phase = 'ready';
    this.onChange();
  }
}

function pointsOf(chart: MetricChart, runId: string): Points {
  const points = chart.byRun.get(runId) ?? new Points();
  chart.byRun.set(runId, points);
  return points;
}
