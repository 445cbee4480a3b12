import type { SweepRequest } from '../../schemas/protocol/sweeps.ts';
import type { PythonValue } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { readSweepSettings, type SweepSettings, sweepWords } from '../manifests/dvc/sweep-settings.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';

const hint = 'Write NAME=2..8, NAME=0.001..0.1 log, NAME=0..1 step 0.1, NAME=0..1 count 5, or NAME=tree,net.';

/**
 * What a sweep searches: what was asked for, laid over what its stage declares.
 * @throws UserError `SLW-SWEEP-INVALID`; `SLW-PARAM-SYNTAX` for a param that was asked for and cannot be read
 */
export function requestedSettings(request: SweepRequest, declared: SweepSettings | null): SweepSettings {
  const { method, maximize, minimize, params, trials, parallel, seed, reduction } = request;
  const words = new Map(declared ? sweepWords(declared) : []);
  if (maximize !== undefined || minimize !== undefined) {
    words.delete('maximize');
    words.delete('minimize');
  }
  const asked: [string, PythonValue | undefined][] = [
    ['method', method],
    ['maximize', maximize],
    ['minimize', minimize],
    ['params', params && new Map(params.map(readParam))],
    ['trials', whole(trials)],
    ['parallel', whole(parallel)],
    ['seed', whole(seed)],
    [
      'early_stopping',
      reduction === undefined ? undefined : new Map([['reduction', whole(reduction) ?? null]]),
    ],
  ];
  for (const [word, value] of asked) if (value !== undefined) words.set(word, value);
  try {
    return readSweepSettings(words, []);
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    throw invalid(error.message);
  }
}

function readParam(text: string): [string, PythonValue] {
  const [, name = '', written = ''] = /^([^=\s]+)=(.+)$/s.exec(text.trim()) ?? [];
  if (name === '') throw unreadable(`"${text}" says not what to search`);
  const [, min, max, rest = ''] = /^(\S+?)\.\.(\S+)((?:\s+\w+(?:\s+[\d.eE+-]+)?)*)$/.exec(written) ?? [];
  if (min === undefined || max === undefined) return [name, scalarList(written)];
  const range = new Map<PythonValue, PythonValue>([
    ['min', scalar(min)],
    ['max', scalar(max)],
  ]);
  for (const [, word = '', amount] of rest.matchAll(/\s+([a-z]\w*)(?:\s+([\d.][\d.eE+-]*))?/g))
    if (word === 'log' && amount === undefined) range.set('scale', 'log');
    else range.set(word, amount === undefined ? null : scalar(amount));
  return [name, range];
}

function scalarList(text: string): PythonValue {
  const { value, problems } = readYaml(text.startsWith('[') ? text : `[${text}]`);
  if (problems.length > 0) throw unreadable(`"${text}" is no list of values`);
  return value;
}

function scalar(text: string): PythonValue {
  const { value, problems } = readYaml(text);
  if (problems.length > 0) throw unreadable(`"${text}" is no value`);
  return value;
}

function whole(value: number | undefined): PythonValue | undefined {
  if (value === undefined) return undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

function unreadable(message: string): UserError {
  return new UserError('SLW-PARAM-SYNTAX', `This sweep cannot be made: ${message}.`, hint);
}

function invalid(message: string): UserError {
  return new UserError('SLW-SWEEP-INVALID', `This sweep cannot be made: ${message}.`, hint);
}
