import { pythonJson } from '../core/python-json.ts';
import type { PythonValue } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { joinLocation } from '../manifests/dvc/location.ts';
import type { ParamChange } from '../manifests/dvc/param-change.ts';
import { readSweepSettings, type SweepSettings, sweepWords } from '../manifests/dvc/sweep-settings.ts';
import { defaultParamsFile } from '../manifests/dvc/template-values.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';
import { gridSize } from './samplers.ts';
import { type Point, valueAt } from './search-space.ts';

/** A sweep as it was begun: what its parent run keeps, so that it can be taken up again as it was. */
export interface SweepPlan {
  stage: string;
  settings: SweepSettings;
  /** Trials in all. */
  total: number;
}

/** MLflow's limit of a tag's value. */
const longestTag = 8000;

export function planOf(stage: string, settings: SweepSettings): SweepPlan {
  const { method, trials } = settings;
  const total =
    method === 'grid' ? Math.min(trials ?? Number.POSITIVE_INFINITY, gridSize(settings.params)) : trials;
  return { stage, settings, total: total ?? 0 };
}

/** @throws UserError `SLW-SWEEP-TOO-LONG` */
export function planText({ stage, settings }: SweepPlan): string {
  const text = pythonJson(
    new Map<PythonValue, PythonValue>([
      ['stage', stage],
      ['sweep', new Map<PythonValue, PythonValue>(sweepWords(settings))],
      // A mapping does not keep it, and a grid goes by it.
      ['order', [...settings.params.keys()]],
    ]),
  );
  if (text.length <= longestTag) return text;
  throw new UserError(
    'SLW-SWEEP-TOO-LONG',
    `What this sweep searches takes ${text.length} characters, and its run keeps at most ${longestTag}.`,
    'Search fewer values, or ranges instead of lists.',
  );
}

/** @throws UserError `SLW-SWEEP-UNREADABLE` for a text that `planText` did not write */
export function readPlan(text: string): SweepPlan {
  const { value } = readYaml(text);
  const stage = value instanceof Map ? value.get('stage') : null;
  if (!(value instanceof Map) || typeof stage !== 'string') throw unreadable('it names no stage');
  try {
    const settings = readSweepSettings(value.get('sweep') ?? null, []);
    return planOf(stage, { ...settings, params: inOrder(settings.params, value.get('order') ?? null) });
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    throw unreadable(error.message);
  }
}

/** How a run is told the params of a point. */
export function changesAt({ params }: SweepSettings, point: Point): ParamChange[] {
  return [...params].map(([name, dimension]) => {
    const [, file, key = name] = /^(.+):([^:]+)$/.exec(name) ?? [];
    return {
      file: joinLocation('.', file ?? defaultParamsFile),
      key,
      value: valueAt(dimension, point.get(name) ?? 0),
      mode: 'set',
    };
  });
}

/** The params of a point as text, in the order of the settings. */
export function valuesAt(settings: SweepSettings, point: Point): string[] {
  return changesAt(settings, point).map(({ value }) =>
    typeof value === 'string' ? value : pythonJson(value),
  );
}

function inOrder(params: SweepSettings['params'], names: PythonValue): SweepSettings['params'] {
  const order = Array.isArray(names) ? names.map(String) : [];
  return new Map([...params].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

function unreadable(why: string): UserError {
  return new UserError(
    'SLW-SWEEP-UNREADABLE',
    `What this run says of its sweep cannot be read: ${why}.`,
    'Start the sweep anew.',
  );
}
