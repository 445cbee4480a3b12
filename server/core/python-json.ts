import { isMapping, type PythonValue, pythonFloat, pythonText } from './python-value.ts';

/** The text of Python's `json.dumps(value, sort_keys=True)`: DVC's keys are hashes of it, so each byte counts. */
export function pythonJson(value: PythonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return jsonFloat(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const entries = [...value].map(([key, item]) => [keyText(key), item] as const);
  return `{${entries
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, item]) => `${jsonString(key)}: ${pythonJson(item)}`)
    .join(', ')}}`;
}

/** Python's order of text; JavaScript's own differs beyond U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = 0, y = 0] = [a.codePointAt(at), b.codePointAt(at)];
    if (x !== y) return x - y;
  }
  return a.length - b.length;
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? pythonFloat(value) : value > 0 ? 'Infinity' : '-Infinity';
}

function keyText(key: PythonValue): string {
  if (Array.isArray(key) || isMapping(key)) throw new TypeError('a key of JSON is a scalar');
  if (typeof key === 'number') return jsonFloat(key);
  return key === null || typeof key === 'boolean' ? String(key) : pythonText(key);
}
