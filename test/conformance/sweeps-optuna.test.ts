import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dimension } from '../../server/manifests/dvc/sweep-settings.ts';
import { paramImportance } from '../../server/sweeps/importance.ts';
import { ParzenEstimator } from '../../server/sweeps/parzen.ts';
import { randomNumbers } from '../../server/sweeps/random-numbers.ts';
import { randomPoint } from '../../server/sweeps/samplers.ts';
import type { Point, SearchSpace } from '../../server/sweeps/search-space.ts';
import { type Observation, tpePoint } from '../../server/sweeps/tpe.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { range } from '../unit/sweeps/range.ts';

interface Answers {
  densities: { names: string[]; observed: Values[]; weights: number[]; asked: Values[]; log: number[] }[];
  importances: { trials: { point: Values; loss: number }[]; importance: Values }[];
  branin: number[];
}
type Values = Record<string, number>;

/** As SPACE in scripts/optuna_oracle.py. */
const space: SearchSpace = new Map<string, Dimension>([
  ['lr', range(1e-5, 1e-1, { scale: 'log' })],
  ['dropout', range(0, 0.6, { step: 0.1 })],
  ['momentum', range(0, 1)],
  ['layers', range(1, 12, { step: 1, whole: true })],
  ['units', range(4, 512, { scale: 'log', step: 1, whole: true })],
  ['kind', { kind: 'choice', values: ['linear', 'tree', 'net'] }],
]);

const point = (values: Values): Point => new Map(Object.entries(values));

const python = await pythonEnv('optuna', ['optuna==5.0.0']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`sweeps, as Optuna searches${why}`, () => {
  const optuna: Answers | null =
    'skipped' in python
      ? null
      : JSON.parse(
          execFileSync(python.python, [join(import.meta.dirname, 'scripts/optuna_oracle.py')], {
            env: python.env,
            encoding: 'utf8',
            maxBuffer: 1 << 26,
          }),
        );

  test('densities of observations are those of Optuna', () => {
    for (const { names, observed, weights, asked, log } of optuna?.densities ?? []) {
      const some = new Map([...space].filter(([name]) => names.includes(name)));
      const estimator = new ParzenEstimator(some, observed.map(point), weights);
      for (const [index, values] of asked.entries())
        expect(estimator.logDensity(point(values))).toBeCloseTo(log[index] ?? Number.NaN, 5);
    }
  });

  test('the importance of params is that of Optuna', () => {
    for (const { trials, importance } of optuna?.importances ?? []) {
      const found = paramImportance(
        space,
        trials.map(({ point: values, loss }) => ({ point: point(values), loss })),
      );
      for (const [name, expected] of Object.entries(importance))
        expect(found.get(name), `${name} of ${trials.length} trials`).toBeCloseTo(expected, 6);
    }
  });

  test('a search finds what Optuna finds in as many trials, and random points do not', () => {
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const best = (next: (observations: Observation[], trial: number, seed: number) => Point) =>
      median(
        (optuna?.branin ?? []).map((_, seed) => {
          const observations: Observation[] = [];
          for (let trial = 0; trial < 60; trial++) {
            const at = next(observations, trial, seed);
            observations.push({ point: at, loss: branin(at.get('x') ?? 0, at.get('y') ?? 0) });
          }
          return Math.min(...observations.map(({ loss }) => loss ?? Number.POSITIVE_INFINITY));
        }),
      );
    const plane: SearchSpace = new Map<string, Dimension>([
      ['x', range(-5, 10)],
      ['y', range(0, 15)],
    ]);
    const searched = best((seen, trial, seed) => tpePoint(plane, seen, randomNumbers(seed, trial)));
    const guessed = best((_, trial, seed) => randomPoint(plane, randomNumbers(seed, trial)));
    // The function's least value, which no search gets below.
    const least = 0.397887;
    expect(searched - least).toBeLessThan((guessed - least) / 2);
    expect(searched - least).toBeLessThan(2 * (median(optuna?.branin ?? []) - least));
  });
});

function branin(x: number, y: number): number {
  const bent = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return bent ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}
