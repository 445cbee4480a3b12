import type { Run } from '../../../schemas/protocol/tracking.ts';
import type { MetricPoint, TrackingChange } from '../tracker.ts';
import type { HistoryCache } from './history-cache.ts';
import type { MlflowRest } from './mlflow-rest.ts';
import type { RunCache } from './run-cache.ts';

const periodMs = 5_000;
const lookedAtForMs = 60_000;
/** Where a window is open but nobody asked for a while: a view of it may be on the screen. */
const watchedPeriodMs = 15_000;
const watchedForMs = 3_600_000;
const newestRuns = 100;
const followedRuns = 40;

interface Polled {
  rest: MlflowRest;
  runs: RunCache;
  histories: HistoryCache;
  onChange: (change: TrackingChange) => void;
  /** Whether a window is open that may show what it once asked for. */
  isWatched: () => boolean;
}

/**
 * Asks an MLflow server what changed in the experiments that were looked at within the last minute: their newest
 * runs in one request, and the older ones that still run, a bounded number of them. Goes on more slowly while a
 * window is open, and stops when nobody looks.
 */
export class Poller {
  readonly #polled: Polled;
  readonly #abort = new AbortController();
  readonly #lookedAt = new Map<string, number>();
  #lastLook = 0;
  #timer: NodeJS.Timeout | null = null;
  #experiments = '';
  /** As of the last round; the cache is fresher, for others read through it too. */
  #told = new Map<string, Run>();

  constructor(polled: Polled) {
    this.#polled = polled;
  }

  /** Someone reads these experiments now. */
  look(experimentIds: string[]): void {
    this.#lastLook = Date.now();
    for (const id of experimentIds) this.#lookedAt.set(id, this.#lastLook);
    if (this.#timer === null && !this.#abort.signal.aborted) this.#schedule();
  }

  dispose(): void {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    this.#timer = setTimeout(async () => {
      // An unreachable server is told of by the tracker's state; the client holds back by itself.
      await this.poll().catch(() => undefined);
      this.#timer = null;
      if (Date.now() - this.#lastLook < this.#horizonMs() && !this.#abort.signal.aborted) this.#schedule();
    }, this.#period());
    // Looking at a server does not keep the runner alive.
    this.#timer.unref();
  }

  /** One round. Rejects with `TrackingError` where the server does not answer. */
  async poll(): Promise<void> {
    const { rest, runs, onChange } = this.#polled;
    const { signal } = this.#abort;
    const change: TrackingChange = { experiments: false, runs: new Set(), points: new Map() };
    const all = { filter: '', maxResults: newestRuns, pageToken: null };
    const experiments = await rest.searchExperiments(
      { ...all, orderBy: ['last_update_time DESC'], view: 'ALL' },
      signal,
    );
    const fingerprint = JSON.stringify(experiments.items);
    change.experiments = this.#experiments !== '' && fingerprint !== this.#experiments;
    this.#experiments = fingerprint;

    const experimentIds = this.#current();
    if (experimentIds.length) {
      const newestFirst = ['attributes.start_time DESC'];
      const page = await rest.searchRuns(
        { ...all, experimentIds, orderBy: newestFirst, view: 'ALL' },
        signal,
      );
      const told = new Set(page.items.map(({ info }) => info.runId));
      const live = [...runs.runsOf(new Set(experimentIds))].filter(
        ({ info }) => info.status === 'RUNNING' && !told.has(info.runId),
      );
      const older = await Promise.all(
        live.slice(-followedRuns).map(({ info }) => rest.getRun(info.runId, signal).catch(() => null)),
      );
      const polled = [...page.items, ...older].filter((run) => run !== null);
      for (const run of polled) await this.#compare(run, change);
      this.#told = new Map(polled.map((run) => [run.info.runId, run]));
    }
    if (change.experiments || change.runs.size || change.points.size) onChange(change);
  }

  #horizonMs(): number {
    return this.#polled.isWatched() ? watchedForMs : lookedAtForMs;
  }

  #period(): number {
    return Date.now() - this.#lastLook < lookedAtForMs ? periodMs : watchedPeriodMs;
  }

  #current(): string[] {
    const horizon = Date.now() - this.#horizonMs();
    for (const [id, at] of this.#lookedAt) if (at < horizon) this.#lookedAt.delete(id);
    return [...this.#lookedAt.keys()];
  }

  async #compare(run: Run, change: TrackingChange): Promise<void> {
    const { runs, histories } = this.#polled;
    const { runId } = run.info;
    const before = this.#told.get(runId) ?? runs.last(runId);
    runs.put(run);
    if (withoutMetrics(before) !== withoutMetrics(run)) change.runs.add(runId);
    const known = new Map(before?.metrics.map((metric) => [metric.key, JSON.stringify(metric)]));
    const points: MetricPoint[] = [];
    for (const metric of run.metrics) {
      if (known.get(metric.key) === JSON.stringify(metric)) continue;
      // A chart that is open gets every point between; others need only the newest.
      if (histories.has(runId, metric.key)) {
        const { added } = await histories.refresh(runId, metric.key, this.#abort.signal);
        points.push(...added);
      } else points.push({ ...metric, value: Number(metric.value) });
    }
    if (points.length) change.points.set(runId, points);
  }
}

function withoutMetrics(run: Run | null): string {
  return JSON.stringify({ ...run, metrics: null });
}
