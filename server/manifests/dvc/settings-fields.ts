import { adviseName } from '../../core/nearest-name.ts';
import {
  isMapping,
  type PythonMapping,
  type PythonValue,
  pythonText,
  pythonTypeName,
} from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';

export type FieldReader<T> = (value: PythonValue, path: ValuePath) => T;

/**
 * The fields of a mapping, each by its reader; null has none.
 * @throws ManifestFault at a key that none of them reads
 */
export function readFields<T extends Record<string, unknown>>(
  value: PythonValue,
  path: ValuePath,
  readers: { [K in keyof T]: FieldReader<T[K]> },
): Partial<T> {
  const found: Partial<T> = {};
  for (const [key, item] of value === null ? [] : requireMapping(value, path)) {
    const place = [...path, String(key)];
    const name = Object.keys(readers).find((known) => known === key) as keyof T | undefined;
    if (name === undefined)
      throw new ManifestFault(
        place,
        `"${path.slice(-2).join('.')}" has no key "${String(key)}"; ${adviseName(String(key), Object.keys(readers))}`,
      );
    found[name] = readers[name](item, place);
  }
  return found;
}

export function requireMapping(value: PythonValue, path: ValuePath): PythonMapping {
  if (!isMapping(value)) throw unexpected(value, path, 'a mapping');
  return value;
}

export function wholeNumber(value: PythonValue, path: ValuePath): number {
  if (typeof value !== 'bigint' || value < 0n) throw unexpected(value, path, 'a whole number from 0');
  return Number(value);
}

export function unexpected(value: PythonValue, path: ValuePath, expected: string): ManifestFault {
  const found =
    typeof value === 'string'
      ? `"${value}"`
      : typeof value === 'bigint' || typeof value === 'number'
        ? pythonText(value)
        : `a ${pythonTypeName(value)}`;
  return new ManifestFault(path, `"${path.slice(-2).join('.')}" is ${found}; expected ${expected}`);
}
