import { factory } from '@stdlib/random-base-mt19937';

/** Uniform in [0, 1). */
export type RandomNumbers = () => number;

/** The numbers of one trial: the same for the same seed and trial, however often a sweep is taken up again. */
export function randomNumbers(seed: number, trial: number): RandomNumbers {
  const next = factory({ seed: [seed + 1, trial + 1] });
  // Whole numbers from 1 to 2^32 - 1.
  return () => (next() - 1) / (2 ** 32 - 1);
}
