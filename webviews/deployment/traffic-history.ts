import type { RevisionTraffic, TargetTraffic } from '../../schemas/protocol/deployments.ts';
import { Points } from '../shared/chart/points.ts';

export type TrafficFigure = 'requestsPerSecond' | 'errorsPerSecond' | 'p99Ms';

/** Of the last samples at one a second: ten minutes. */
const mostSamples = 600;

/** What revisions did, second by second, as far back as the charts reach. */
export class TrafficHistory {
  private samples: TargetTraffic[] = [];

  add(sample: TargetTraffic): void {
    const last = this.samples.at(-1);
    if (last !== undefined && sample.at <= last.at) return;
    this.samples.push(sample);
    if (this.samples.length > mostSamples) this.samples.shift();
  }

  get latest(): TargetTraffic | null {
    return this.samples.at(-1) ?? null;
  }

  /** That any sample told of, in their order. */
  revisions(): number[] {
    const seen = new Set(this.samples.flatMap(({ revisions }) => revisions.map(({ revision }) => revision)));
    return [...seen].sort((a, b) => a - b);
  }

  /** One figure of one revision over time; seconds without a value are left out. */
  points(revision: number, figure: TrafficFigure): Points {
    const found = this.samples.flatMap(({ at, revisions }) => {
      const value = revisions.find((traffic) => traffic.revision === revision)?.[figure] ?? null;
      return value === null ? [] : [{ at, value }];
    });
    const points = new Points();
    const times = Float64Array.from(found, ({ at }) => at);
    points.appendColumns(
      times,
      times,
      Float64Array.from(found, ({ value }) => value),
    );
    return points;
  }
}

/** Lines without the theme's red, which would look like a failure. */
const calmStyles = 4;

/** Index into the theme's line styles: a revision keeps its colour whichever others come and go. */
export function styleOf(revision: number): number {
  return revision % calmStyles;
}

/** In the order of their revisions, the live one first: who answers most of the requests is looked at first. */
export function byShare(traffic: readonly RevisionTraffic[], live: number | null): RevisionTraffic[] {
  return traffic.toSorted(
    (a, b) => Number(b.revision === live) - Number(a.revision === live) || b.revision - a.revision,
  );
}
