import { randomBytes } from 'node:crypto';
import { encodeFloat64 } from '../../schemas/protocol/arrays.ts';
import type { MetricSeries } from '../../schemas/protocol/tracking.ts';
import type { MetricPoint, TrackingChange } from '../tracking/tracker.ts';
import type { Session } from './session.ts';

const coalesceMs = 100;

interface Subscription {
  session: Session;
  runIds: Set<string>;
}

/** Tells every session what changed, coalesced; sends inserted points to those who watch the run. */
export class ChangeBroadcast {
  readonly #sessions: Iterable<Session>;
  readonly #subscriptions = new Map<string, Subscription>();
  #timer: NodeJS.Timeout | null = null;
  #tracker = '';
  #experiments = false;
  #runs = new Set<string>();
  #points = new Map<string, MetricPoint[]>();

  constructor(sessions: Iterable<Session>) {
    this.#sessions = sessions;
  }

  subscribe(session: Session, runIds: string[]): string {
    const id = randomBytes(8).toString('hex');
    this.#subscriptions.set(id, { session, runIds: new Set(runIds) });
    session.onClose(() => this.#subscriptions.delete(id));
    return id;
  }

  unsubscribe(id: string): void {
    this.#subscriptions.delete(id);
  }

  push(tracker: string, change: TrackingChange): void {
    if (this.#timer && tracker !== this.#tracker) this.#flush();
    this.#tracker = tracker;
    this.#experiments ||= change.experiments;
    for (const runId of change.runs) this.#runs.add(runId);
    for (const [runId, points] of change.points) {
      const waiting = this.#points.get(runId);
      if (waiting) for (const point of points) waiting.push(point);
      else this.#points.set(runId, [...points]);
    }
    this.#timer ??= setTimeout(() => this.#flush(), coalesceMs);
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const runs = this.#runs;
    const points = this.#points;
    const changed = {
      tracker: this.#tracker,
      experiments: this.#experiments,
      runIds: [...new Set([...runs, ...points.keys()])],
      metricsOnly: runs.size === 0 && !this.#experiments,
    };
    this.#experiments = false;
    this.#runs = new Set();
    this.#points = new Map();
    for (const session of this.#sessions) session.notify('tracking/changed', changed);
    for (const [subscription, { session, runIds }] of this.#subscriptions) {
      const series = [...runIds].flatMap((runId) => columns(runId, points.get(runId) ?? []));
      if (series.length > 0) session.notify('metrics/appended', { subscription, series });
    }
  }
}

/** One series a metric, in the order of insertion. */
function columns(runId: string, points: MetricPoint[]): MetricSeries[] {
  const byKey = Map.groupBy(points, (point) => point.key);
  return [...byKey].map(([key, own]) => ({
    runId,
    key,
    steps: encodeFloat64(Float64Array.from(own, (point) => point.step)),
    timestamps: encodeFloat64(Float64Array.from(own, (point) => point.timestamp)),
    values: encodeFloat64(Float64Array.from(own, (point) => point.value)),
    total: own.length,
    decimated: false,
  }));
}
