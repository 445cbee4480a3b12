import type { ChoiceDimension, Dimension, RangeDimension } from '../manifests/dvc/sweep-settings.ts';
import { logNormalMass, logSumExp, truncatedNormalQuantile } from './normal-mass.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { modelledRange, nearestInRange, type Point, type SearchSpace } from './search-space.ts';

const logTwoPi = Math.log(2 * Math.PI);

/**
 * A density over a search space: a mixture with one product kernel an observation and one for the prior, which covers
 * the whole space. Ranges have normal kernels cut at the ends, as wide as the gap to the neighbour; choices have
 * categorical ones. After Bergstra et al., "Algorithms for Hyper-Parameter Optimization" (2011), and Falkner et al.
 * (2018) for the product.
 */
export class ParzenEstimator {
  readonly #space: SearchSpace;
  /** Sum to one; the prior's is the last. */
  readonly #weights: number[];
  readonly #kernels: Map<string, Kernel[]>;

  /** `weights` of the observations, beside which the prior has 1. */
  constructor(space: SearchSpace, observations: readonly Point[], weights: readonly number[]) {
    this.#space = space;
    const all = [...weights, 1];
    const sum = all.reduce((total, weight) => total + weight, 0);
    this.#weights = all.map((weight) => weight / sum);
    this.#kernels = new Map(
      [...space].map(([name, dimension]) => {
        const seen = observations.map((point) => point.get(name) ?? 0);
        return [
          name,
          dimension.kind === 'choice' ? choiceKernels(dimension, seen) : rangeKernels(dimension, seen),
        ];
      }),
    );
  }

  sample(random: RandomNumbers): Point {
    const kernel = pick(this.#weights, random());
    return new Map(
      [...this.#space].map(([name, dimension]) => [
        name,
        this.#kernels.get(name)?.[kernel]?.sample(random) ?? first(dimension),
      ]),
    );
  }

  logDensity(point: Point): number {
    return logSumExp(
      this.#weights.map((weight, index) => {
        let log = Math.log(weight);
        for (const [name, kernels] of this.#kernels)
          log += kernels[index]?.logDensity(point.get(name) ?? 0) ?? 0;
        return log;
      }),
    );
  }
}

interface Kernel {
  sample(random: RandomNumbers): number;
  logDensity(coordinate: number): number;
}

function choiceKernels({ values }: ChoiceDimension, seen: readonly number[]): Kernel[] {
  const kernels = seen.length + 1;
  return [...seen, null].map((index) => {
    const raw = values.map((_, at) => 1 / kernels + (at === index ? 1 : 0));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const weights = raw.map((weight) => weight / sum);
    return {
      sample: (random) => pick(weights, random()),
      logDensity: (at) => Math.log(weights[at] ?? 0),
    };
  });
}

function rangeKernels(range: RangeDimension, seen: readonly number[]): Kernel[] {
  const { low, high } = modelledRange(range);
  const modelled = seen.map((value) => (range.scale === 'log' ? Math.log(value) : value));
  const widths = kernelWidths(modelled, low, high);
  return [
    ...modelled.map((mean, index) => rangeKernel(range, mean, widths[index] ?? high - low)),
    rangeKernel(range, (low + high) / 2, high - low),
  ];
}

/** The larger of the gaps to the neighbours, neither so small that a kernel is a spike nor wider than the range. */
function kernelWidths(means: readonly number[], low: number, high: number): number[] {
  const smallest = (high - low) / Math.min(100, means.length + 2);
  const order = means.map((_, index) => index).sort((a, b) => (means[a] ?? 0) - (means[b] ?? 0));
  const sorted = order.map((index) => means[index] ?? 0);
  const widths: number[] = [];
  for (const [place, index] of order.entries()) {
    const here = sorted[place] ?? 0;
    const alone = sorted.length === 1;
    // The ends of the range are no observations: what stands at the edge looks inwards, unless it is alone.
    const below = place > 0 || alone ? here - (sorted[place - 1] ?? low) : 0;
    const above = place < sorted.length - 1 || alone ? (sorted[place + 1] ?? high) - here : 0;
    widths[index] = Math.min(high - low, Math.max(smallest, below, above));
  }
  return widths;
}

function rangeKernel(range: RangeDimension, mean: number, width: number): Kernel {
  const { low, high } = modelledRange(range);
  const scaled = (value: number) => (value - mean) / width;
  const whole = logNormalMass(scaled(low), scaled(high));
  return {
    sample: (random) =>
      nearestInRange(range, mean + width * truncatedNormalQuantile(random(), scaled(low), scaled(high))),
    logDensity: (value) => {
      const modelled = (at: number) => (range.scale === 'log' ? Math.log(at) : at);
      if (range.step === null)
        return -(scaled(modelled(value)) ** 2) / 2 - logTwoPi / 2 - Math.log(width) - whole;
      const half = range.step / 2;
      return logNormalMass(scaled(modelled(value - half)), scaled(modelled(value + half))) - whole;
    },
  };
}

function first(dimension: Dimension): number {
  return dimension.kind === 'choice' ? 0 : dimension.min;
}

/** The index in which a share of the whole falls. */
function pick(weights: readonly number[], share: number): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    if (share < sum) return index;
  }
  return weights.length - 1;
}
