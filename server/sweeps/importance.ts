import type { Dimension, RangeDimension } from '../manifests/dvc/sweep-settings.ts';
import { logNormalMass } from './normal-mass.ts';
import { modelledRange, type Point, type SearchSpace } from './search-space.ts';

export interface ScoredPoint {
  point: Point;
  /** The lower the better. */
  loss: number;
}

const bestShare = 0.1;
const gridSteps = 50;
/** So that 90 % of a kernel fits into its cell. */
const smallestWidth = 0.5 / 1.64;

/**
 * How much each param matters for a trial to be among the best tenth, from 0 to 1, in all 1; all 0 where the trials
 * tell nothing. Compares the density of a param's values among the best trials with that among all: PED-ANOVA, after
 * Watanabe et al. (2023).
 */
export function paramImportance(space: SearchSpace, trials: readonly ScoredPoint[]): Map<string, number> {
  const losses = trials.map(({ loss }) => loss).sort((a, b) => a - b);
  const limit = losses[Math.ceil(bestShare * losses.length) - 1];
  const best = trials.filter(({ loss }) => limit !== undefined && loss <= limit);
  const divergence = (name: string, dimension: Dimension) => {
    if (trials.length < 2 || isSingle(dimension)) return 0;
    const [among, all] = [best, trials].map((some) =>
      cellMasses(
        dimension,
        some.map(({ point }) => point.get(name) ?? 0),
      ),
    );
    return (all ?? []).reduce((sum, mass, cell) => sum + mass * ((among?.[cell] ?? 0) / mass - 1) ** 2, 0);
  };
  const raw = [...space].map(([name, dimension]) => [name, divergence(name, dimension)] as const);
  const sum = raw.reduce((total, [, value]) => total + value, 0);
  return new Map(raw.map(([name, value]) => [name, sum > 0 ? value / sum : 0]));
}

function isSingle(dimension: Dimension): boolean {
  return dimension.kind === 'choice' ? dimension.values.length < 2 : dimension.min === dimension.max;
}

/** The smoothed share of the trials in each cell of a param's range, or at each of its choices. */
function cellMasses(dimension: Dimension, seen: readonly number[]): number[] {
  const cells = dimension.kind === 'choice' ? dimension.values.length : cellCount(dimension);
  const counts = new Array<number>(cells).fill(0);
  for (const value of seen) {
    const cell = dimension.kind === 'choice' ? value : cellOf(dimension, value, cells);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const masses = dimension.kind === 'choice' ? choiceMasses(counts) : rangeMasses(counts);
  return masses.map((mass) => mass + 1e-12);
}

function cellCount({ min, max, step, scale, whole }: RangeDimension): number {
  if (whole && scale === 'log') return Math.min(Math.ceil(Math.log2(max - min + 1)) + 1, gridSteps);
  return step === null ? gridSteps : Math.min(Math.round((max - min) / step) + 1, gridSteps);
}

function cellOf(range: RangeDimension, value: number, cells: number): number {
  const { low, high } = modelledRange({ ...range, step: null });
  const modelled = range.scale === 'log' ? Math.log(value) : value;
  const cell = Math.ceil(((modelled - low) / (high - low)) * (cells - 1) - 0.5);
  return Math.min(cells - 1, Math.max(0, cell));
}

function choiceMasses(counts: readonly number[]): number[] {
  const seen = counts.flatMap((count, choice) => (count > 0 ? [{ choice, count }] : []));
  const kernels = seen.length + 1;
  const total = seen.reduce((sum, { count }) => sum + count, 1);
  const spread = 1 / kernels;
  return counts.map((_, choice) =>
    seen.reduce(
      (mass, kernel) =>
        mass +
        (kernel.count / total) *
          ((spread + (kernel.choice === choice ? 1 : 0)) / (counts.length * spread + 1)),
      1 / total / counts.length,
    ),
  );
}

/** Normal kernels on the cells, their width by Scott's rule, beside a prior over all of them. */
function rangeMasses(counts: readonly number[]): number[] {
  const seen = counts.flatMap((count, cell) => (count > 0 ? [{ cell, count }] : []));
  const total = seen.reduce((sum, { count }) => sum + count, 0);
  const last = counts.length - 1;
  const width = Math.max(scottWidth(seen, total), smallestWidth);
  const kernels = [
    ...seen.map(({ cell, count }) => ({ mean: cell, width, weight: count / (total + 1) })),
    { mean: last / 2, width: last + 1, weight: 1 / (total + 1) },
  ];
  return counts.map((_, cell) =>
    kernels.reduce((mass, kernel) => {
      const scaled = (at: number) => (at - kernel.mean) / kernel.width;
      const whole = logNormalMass(scaled(-0.5), scaled(last + 0.5));
      return mass + kernel.weight * Math.exp(logNormalMass(scaled(cell - 0.5), scaled(cell + 0.5)) - whole);
    }, 0),
  );
}

function scottWidth(seen: readonly { cell: number; count: number }[], total: number): number {
  const mean = seen.reduce((sum, { cell, count }) => sum + cell * count, 0) / total;
  const squares = seen.reduce((sum, { cell, count }) => sum + count * (cell - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  const quartiles = cellAbove(seen, Math.floor((total * 3) / 4)) - cellAt(seen, Math.floor(total / 4));
  return 1.059 * Math.min(quartiles / 1.34, deviation) * total ** -0.2;
}

/** The first cell at which so many trials are counted. */
function cellAt(seen: readonly { cell: number; count: number }[], wanted: number): number {
  let counted = 0;
  for (const { cell, count } of seen) {
    counted += count;
    if (counted >= wanted) return cell;
  }
  return seen.at(-1)?.cell ?? 0;
}

/** The first cell at which more than so many are. */
function cellAbove(seen: readonly { cell: number; count: number }[], wanted: number): number {
  return cellAt(seen, wanted + 1);
}
