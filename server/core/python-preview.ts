import { isMapping, type PythonValue, pythonFloat, pythonTypeName } from './python-value.ts';

const longest = 60;

/** A value in a few words: `0.1`, `[1, 2, 3]`, `{lr, layers}`. */
export function previewOf(value: PythonValue): string {
  const text = written(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** With its type in Python's words: `0.1 (float)`. */
export function previewWithType(value: PythonValue): string {
  return `${previewOf(value)} (${pythonTypeName(value)})`;
}

function written(value: PythonValue): string {
  if (Array.isArray(value))
    return `[${value.slice(0, 10).map(written).join(', ')}${value.length > 10 ? ', …' : ''}]`;
  if (isMapping(value)) return `{${[...value.keys()].slice(0, 10).map(String).join(', ')}}`;
  if (typeof value === 'number') return pythonFloat(value);
  return value === null ? 'null' : String(value);
}
