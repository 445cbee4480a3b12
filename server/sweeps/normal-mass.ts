import logCdf from '@stdlib/stats-base-dists-normal-logcdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** log(Φ(b) - Φ(a)) of the standard normal, for a <= b; exact in both tails. */
export function logNormalMass(a: number, b: number): number {
  // Of the two tails, the left one keeps its digits.
  if (a > 0) return logNormalMass(-b, -a);
  const [upper, lower] = [logCdf(b, 0, 1), logCdf(a, 0, 1)];
  if (a === b) return Number.NEGATIVE_INFINITY;
  return upper + Math.log1p(-Math.exp(lower - upper));
}

/** The value below which a share of the standard normal between a and b lies. */
export function truncatedNormalQuantile(share: number, a: number, b: number): number {
  if (a > 0) return -truncatedNormalQuantile(1 - share, -b, -a);
  const [low, high] = [Math.exp(logCdf(a, 0, 1)), Math.exp(logCdf(b, 0, 1))];
  return Math.min(b, Math.max(a, quantile(low + share * (high - low), 0, 1)));
}

/** log(sum(exp(x))). */
export function logSumExp(terms: readonly number[]): number {
  const largest = Math.max(...terms);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
