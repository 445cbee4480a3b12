import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import type { PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from './fault.ts';
import { readJson } from './json-values.ts';
import { pythonParams } from './python-params.ts';
import { readYaml } from './yaml-values.ts';

/**
 * The values of a params file, by its name's ending as DVC tells them apart: `.json`, `.toml`, `.py`, and YAML for all
 * else.
 * @throws ManifestFault for a text that is not what its name says
 */
export function parseParamValues(text: string, file: string): PythonValue {
  const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  if (ending === 'py') return pythonParams(text, file);
  if (ending === 'toml') return tomlValues(text, file);
  if (ending === 'json') return jsonValues(text, file);
  const { value, problems } = readYaml(text);
  const [problem] = problems;
  if (problem) throw new ManifestFault([], `${file}:${problem.line}:${problem.column}: ${problem.message}`);
  return value ?? new Map();
}

/** The value at a dotted key, `layers.0` in a list; undefined where there is none. */
export function paramAt(values: PythonValue, key: string): PythonValue | undefined {
  let value: PythonValue | undefined = values;
  for (const step of key.split('.')) {
    if (value instanceof Map)
      value = value.get(step) ?? [...value].find(([name]) => String(name) === step)?.[1];
    else value = Array.isArray(value) && /^\d+$/.test(step) ? value[Number(step)] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function jsonValues(text: string, file: string): PythonValue {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ManifestFault([], `${file}:${error.message}`);
  }
}

function tomlValues(text: string, file: string): PythonValue {
  try {
    return fromToml(parseToml(text, { integersAsBigInt: true }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ManifestFault([], `${file}:${error.line}:${error.column}: ${error.message.split('\n')[0]}`);
  }
}

function fromToml(value: unknown): PythonValue {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(fromToml);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, item]) => [key, fromToml(item)]));
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? value : String(value);
}
