import { ParzenEstimator } from './parzen.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { randomPoint } from './samplers.ts';
import type { Point, SearchSpace } from './search-space.ts';

/** What a trial that has ended, or goes on, tells of its point. */
export interface Observation {
  point: Point;
  /** The lower the better; null for a trial that goes on or came to nothing. */
  loss: number | null;
}

const randomTrials = 10;
const candidates = 24;
/** Observations that count fully among the bad ones: the latest. */
const recent = 25;

/**
 * The next point of a tree-structured Parzen estimator: of some drawn from the density of the good trials, the one
 * that is least like the bad ones. The first ten are random. Trials that go on count as bad, so that those which run
 * beside one another differ. After Watanabe, "Tree-Structured Parzen Estimator" (2023). Observations in the order of
 * their trials.
 */
export function tpePoint(
  space: SearchSpace,
  observations: readonly Observation[],
  random: RandomNumbers,
): Point {
  const ended = observations.filter(({ loss }) => loss !== null);
  if (ended.length < randomTrials) return randomPoint(space, random);
  const { good, bad } = split(observations);
  const [likely, unlikely] = [
    new ParzenEstimator(
      space,
      good,
      good.map(() => 1),
    ),
    new ParzenEstimator(space, bad, forgetting(bad.length)),
  ];
  const drawn = Array.from({ length: candidates }, () => likely.sample(random));
  const gain = (point: Point) => likely.logDensity(point) - unlikely.logDensity(point);
  return drawn.reduce((best, point) => (gain(point) > gain(best) ? point : best));
}

/** The best tenth, at most 25, against the rest. */
function split(observations: readonly Observation[]): { good: Point[]; bad: Point[] } {
  const ended = observations.filter(({ loss }) => loss !== null);
  const count = Math.min(Math.ceil(ended.length / 10), 25);
  const best = new Set(ended.toSorted((a, b) => (a.loss ?? 0) - (b.loss ?? 0)).slice(0, count));
  return {
    good: observations.filter((observation) => best.has(observation)).map(({ point }) => point),
    bad: observations.filter((observation) => !best.has(observation)).map(({ point }) => point),
  };
}

/** Old observations count less the older they are. */
function forgetting(count: number): number[] {
  const old = Math.max(0, count - recent);
  return Array.from({ length: count }, (_, index) => {
    if (index >= old) return 1;
    return old === 1 ? 1 / count : 1 / count + (index / (old - 1)) * (1 - 1 / count);
  });
}
