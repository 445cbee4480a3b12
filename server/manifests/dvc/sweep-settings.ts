import { isMapping, type PythonValue } from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { readFields, requireMapping, unexpected, wholeNumber } from './settings-fields.ts';

/** What one param may be. Both ends of a range belong to it. */
export type Dimension = ChoiceDimension | RangeDimension;

export interface ChoiceDimension {
  kind: 'choice';
  values: PythonValue[];
}

export interface RangeDimension {
  kind: 'range';
  min: number;
  max: number;
  scale: 'linear' | 'log';
  /** Null: any number between the ends. */
  step: number | null;
  /** Values are written as whole numbers. */
  whole: boolean;
  /** How many values a grid takes of a range without a step, the ends among them. */
  gridCount: number | null;
}

export type SweepMethod = 'grid' | 'random' | 'tpe';

/** When trials are stopped early. */
export interface HalvingRule {
  /** The first rung: how many steps every trial may make. */
  minSteps: number;
  /** The best 1 of so many goes on at each rung; from 2. */
  reduction: number;
}

/** A search over params for the best metric. */
export interface SweepSettings {
  method: SweepMethod;
  /** Name of a metric of the stage. */
  metric: string;
  goal: 'maximize' | 'minimize';
  /** By the param's name: `train.lr`, or `config.json:lr` for another file than params.yaml. */
  params: ReadonlyMap<string, Dimension>;
  /** Null: every combination of a grid. */
  trials: number | null;
  parallel: number;
  seed: number;
  earlyStopping: HalvingRule | null;
}

const methods: readonly SweepMethod[] = ['grid', 'random', 'tpe'];
const scales = ['linear', 'log'] as const;

/** @throws ManifestFault at the first key or value that does not belong */
export function readSweepSettings(value: PythonValue, path: ValuePath): SweepSettings {
  const fields = readFields(value, path, {
    method: oneOf(methods),
    maximize: name,
    minimize: name,
    params: searchSpace,
    trials: positive,
    parallel: positive,
    seed: wholeNumber,
    early_stopping: halvingRule,
  });
  const { maximize, minimize, params, trials = null } = fields;
  const metric = maximize ?? minimize;
  if (metric === undefined || (maximize !== undefined && minimize !== undefined))
    throw new ManifestFault(path, 'a sweep says which metric to "maximize" or to "minimize", one of the two');
  if (params === undefined) throw new ManifestFault(path, 'a sweep says in "params" what to search');
  const method = fields.method ?? (trials === null ? 'grid' : 'tpe');
  if (method !== 'grid' && trials === null)
    throw new ManifestFault(path, `a sweep by "${method}" says in "trials" how many it makes`);
  if (method === 'grid') requireGrid(params, [...path, 'params']);
  return {
    method,
    metric,
    goal: maximize === undefined ? 'minimize' : 'maximize',
    params,
    trials,
    parallel: fields.parallel ?? 1,
    seed: fields.seed ?? 0,
    earlyStopping: fields.early_stopping ?? null,
  };
}

/** What `readSweepSettings` reads as these settings. */
export function sweepWords(settings: SweepSettings): [string, PythonValue][] {
  const { method, metric, goal, params, trials, parallel, seed, earlyStopping } = settings;
  const words: [string, PythonValue][] = [
    ['method', method],
    [goal, metric],
    ['params', new Map([...params].map(([param, range]) => [param, dimensionWords(range)]))],
    ['parallel', BigInt(parallel)],
    ['seed', BigInt(seed)],
  ];
  if (trials !== null) words.push(['trials', BigInt(trials)]);
  if (earlyStopping)
    words.push([
      'early_stopping',
      new Map([
        ['min_steps', BigInt(earlyStopping.minSteps)],
        ['reduction', BigInt(earlyStopping.reduction)],
      ]),
    ]);
  return words;
}

function dimensionWords(range: Dimension): PythonValue {
  if (range.kind === 'choice') return range.values;
  const { min, max, scale, step, whole, gridCount } = range;
  const amount = (value: number) => (whole ? BigInt(value) : value);
  const words: [PythonValue, PythonValue][] = [
    ['min', amount(min)],
    ['max', amount(max)],
    ['scale', scale],
  ];
  // A range of whole numbers has a step of one by itself.
  if (step !== null && !(whole && step === 1)) words.push(['step', amount(step)]);
  if (gridCount !== null) words.push(['count', BigInt(gridCount)]);
  return new Map(words);
}

function searchSpace(value: PythonValue, path: ValuePath): ReadonlyMap<string, Dimension> {
  const space = new Map<string, Dimension>();
  for (const [param, described] of requireMapping(value, path))
    space.set(String(param), dimension(described, [...path, String(param)]));
  if (space.size === 0) throw new ManifestFault(path, '"params" of a sweep is empty');
  return space;
}

function dimension(value: PythonValue, path: ValuePath): Dimension {
  if (Array.isArray(value)) {
    if (value.length === 0) throw unexpected(value, path, 'at least one value to choose');
    return { kind: 'choice', values: value };
  }
  if (!isMapping(value)) throw unexpected(value, path, 'a list of values, or a range like {min: 1, max: 10}');
  const fields = readFields(value, path, {
    min: anyNumber,
    max: anyNumber,
    step: anyNumber,
    scale: oneOf(scales),
    count: positive,
  });
  const { min, max, step, scale = 'linear', count = null } = fields;
  if (min === undefined || max === undefined)
    throw new ManifestFault(path, 'a range says its "min" and its "max"');
  if (max.value < min.value)
    throw new ManifestFault([...path, 'max'], 'the "max" of a range lies below its "min"');
  if (scale === 'log' && min.value <= 0)
    throw new ManifestFault([...path, 'min'], 'the "min" of a range with a "log" scale lies above 0');
  if (step !== undefined && (step.value <= 0 || scale === 'log'))
    throw new ManifestFault([...path, 'step'], 'a "step" is above 0, and goes with a "linear" scale only');
  const whole = min.whole && max.whole && (step === undefined || step.whole);
  return {
    kind: 'range',
    min: min.value,
    max: max.value,
    scale,
    step: step?.value ?? (whole && (scale === 'log' || count === null) ? 1 : null),
    whole,
    gridCount: count,
  };
}

function requireGrid(space: ReadonlyMap<string, Dimension>, path: ValuePath): void {
  for (const [param, range] of space)
    if (range.kind === 'range' && range.step === null && range.gridCount === null)
      throw new ManifestFault(
        [...path, param],
        `a grid over the range of "${param}" needs its "step", or in "count" how many values to take`,
      );
}

function halvingRule(value: PythonValue, path: ValuePath): HalvingRule {
  const { min_steps: minSteps = 1, reduction = 3 } = readFields(value, path, {
    min_steps: positive,
    reduction: positive,
  });
  if (reduction < 2) throw new ManifestFault([...path, 'reduction'], 'a "reduction" is at least 2');
  return { minSteps, reduction };
}

function anyNumber(value: PythonValue, path: ValuePath): { value: number; whole: boolean } {
  const found = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (!Number.isFinite(found)) throw unexpected(value, path, 'a number');
  return { value: found, whole: typeof value === 'bigint' };
}

function positive(value: PythonValue, path: ValuePath): number {
  if (typeof value !== 'bigint' || value < 1n) throw unexpected(value, path, 'a whole number from 1');
  return Number(value);
}

function name(value: PythonValue, path: ValuePath): string {
  if (typeof value !== 'string' || value === '') throw unexpected(value, path, 'the name of a metric');
  return value;
}

function oneOf<T extends string>(known: readonly T[]) {
  return (value: PythonValue, path: ValuePath): T => {
    const found = known.find((candidate) => candidate === value);
    if (found === undefined) throw unexpected(value, path, known.join(' or '));
    return found;
  };
}
