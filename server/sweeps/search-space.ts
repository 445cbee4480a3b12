import type { PythonValue } from '../core/python-value.ts';
import type { Dimension, RangeDimension } from '../manifests/dvc/sweep-settings.ts';

/** The params of a sweep by their name, `train.lr`, or `config.json:lr` for another file than params.yaml. */
export type SearchSpace = ReadonlyMap<string, Dimension>;

/** A choice's index, or a range's number, by the name of the param. */
export type Point = ReadonlyMap<string, number>;

/** The value that is set for a coordinate of a point. */
export function valueAt(dimension: Dimension, coordinate: number): PythonValue {
  if (dimension.kind === 'choice') return dimension.values[coordinate] ?? null;
  return dimension.whole ? BigInt(Math.round(coordinate)) : coordinate;
}

/** Where a range's density is modelled: by its logarithm where the scale is one, with half a step beyond each end. */
export function modelledRange({ min, max, scale, step }: RangeDimension): { low: number; high: number } {
  const margin = (step ?? 0) / 2;
  const modelled = (value: number) => (scale === 'log' ? Math.log(value) : value);
  return { low: modelled(min - margin), high: modelled(max + margin) };
}

/** The value of the range that is nearest to a modelled one. */
export function nearestInRange(range: RangeDimension, modelled: number): number {
  const { min, max, scale, step } = range;
  const value = scale === 'log' ? Math.exp(modelled) : modelled;
  // Decimal steps add up to crooked sums: 0.1 * 3.
  const stepped = step === null ? value : tidy(min + Math.round((value - min) / step) * step);
  return Math.min(max, Math.max(min, stepped));
}

/** Every value of a stepped range, or `gridCount` of a smooth one. */
export function rangeValues(range: RangeDimension): number[] {
  const { min, max, step, scale, gridCount } = range;
  if (step !== null)
    return Array.from({ length: Math.floor((max - min) / step + 1e-9) + 1 }, (_, index) =>
      tidy(min + index * step),
    );
  const count = gridCount ?? 0;
  const at = (share: number) => (scale === 'log' ? min * (max / min) ** share : min + (max - min) * share);
  return Array.from({ length: count }, (_, index) => tidy(at(count === 1 ? 0.5 : index / (count - 1))));
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
