import { isMapping, type PythonValue, pythonText } from '../../core/python-value.ts';
import { parseBytes, parseDuration } from '../../core/quantities.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { readFields, requireMapping, unexpected, wholeNumber } from './settings-fields.ts';
import { readSweepSettings, type SweepSettings } from './sweep-settings.ts';

/** What a stage takes of its machine while it runs. */
export interface StageResources {
  /** Cores; may be a fraction. */
  cpu: number;
  memoryBytes: number;
  /** Null: none are set aside for it, and it sees what its environment shows it. */
  gpus: number | null;
}

/** `meta.slipway` of a stage: how to run it. None of it makes a stage stale. */
export interface StageSettings {
  resources: StageResources;
  /** How often it may be run again after a failure. */
  retries: number;
  /** Of one attempt; null for as long as it takes. */
  timeoutMs: number | null;
  /** Laid over the environment of the command. */
  env: Record<string, string>;
  /** The search over its params that it declares. */
  sweep: SweepSettings | null;
}

/**
 * What stands under `slipway` of a stage's `meta`; everything else there is the user's.
 * @throws ManifestFault at the first key or value that does not belong
 */
export function readStageSettings(meta: PythonValue, path: ValuePath): StageSettings {
  const own = isMapping(meta) ? (meta.get('slipway') ?? null) : null;
  const fields = readFields(own, [...path, 'slipway'], {
    resources: (value, at) => readFields(value, at, { cpu: cores, memory: bytes, gpus: wholeNumber }),
    retries: wholeNumber,
    timeout: duration,
    env: variables,
    sweep: readSweepSettings,
  });
  return {
    resources: {
      cpu: fields.resources?.cpu ?? 1,
      memoryBytes: fields.resources?.memory ?? 0,
      gpus: fields.resources?.gpus ?? null,
    },
    retries: fields.retries ?? 0,
    timeoutMs: fields.timeout ?? null,
    env: fields.env ?? {},
    sweep: fields.sweep ?? null,
  };
}

function cores(value: PythonValue, path: ValuePath): number {
  const amount = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (!(Number.isFinite(amount) && amount > 0)) throw unexpected(value, path, 'a number of cores above 0');
  return amount;
}

function bytes(value: PythonValue, path: ValuePath): number {
  const amount = typeof value === 'string' ? parseBytes(value) : null;
  if (amount === null) throw unexpected(value, path, 'a size with its unit, like 16GiB');
  return amount;
}

function duration(value: PythonValue, path: ValuePath): number {
  const amount = typeof value === 'string' ? parseDuration(value) : null;
  if (!amount) throw unexpected(value, path, 'a duration with its unit, like 90s or 1h30m');
  return amount;
}

function variables(value: PythonValue, path: ValuePath): Record<string, string> {
  return Object.fromEntries(
    [...requireMapping(value, path)].map(([name, text]) => {
      const place = [...path, String(name)];
      if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw new ManifestFault(place, `"${String(name)}" is no name of an environment variable`);
      if (typeof text !== 'string' && typeof text !== 'bigint' && typeof text !== 'number')
        throw unexpected(text, place, 'text or a number');
      return [name, pythonText(text)];
    }),
  );
}
