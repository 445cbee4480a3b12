import type { Dimension } from '../manifests/dvc/sweep-settings.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { modelledRange, nearestInRange, type Point, rangeValues, type SearchSpace } from './search-space.ts';

/** The point of a trial, counted from 0, in the product of all values; the last param changes fastest. */
export function gridPoint(space: SearchSpace, trial: number): Point {
  const point: [string, number][] = [];
  let rest = trial;
  for (const [name, dimension] of [...space].reverse()) {
    const values = coordinates(dimension);
    point.unshift([name, values[rest % values.length] ?? 0]);
    rest = Math.floor(rest / values.length);
  }
  return new Map(point);
}

export function gridSize(space: SearchSpace): number {
  return [...space.values()].reduce((size, dimension) => size * coordinates(dimension).length, 1);
}

/** Uniform in each param, by the logarithm where its scale is one. */
export function randomPoint(space: SearchSpace, random: RandomNumbers): Point {
  return new Map([...space].map(([name, dimension]) => [name, randomCoordinate(dimension, random)]));
}

function randomCoordinate(dimension: Dimension, random: RandomNumbers): number {
  if (dimension.kind === 'choice') return Math.floor(random() * dimension.values.length);
  const { low, high } = modelledRange(dimension);
  return nearestInRange(dimension, low + random() * (high - low));
}

function coordinates(dimension: Dimension): number[] {
  return dimension.kind === 'choice' ? dimension.values.map((_, index) => index) : rangeValues(dimension);
}
