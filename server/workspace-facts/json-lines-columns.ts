import type { Column } from '../language/workspace/providers.ts';
import { commonType, typeOfText } from './column-types.ts';

const mostRows = 1000;

/** Columns of JSON lines, by the head of the text. Null where a line is no JSON object. */
export function jsonLinesColumns(head: string): Column[] | null {
  const types = new Map<string, string[]>();
  const lines = head.split('\n', mostRows).filter((line) => line.trim() !== '');
  for (const line of lines) {
    const row = objectOf(line);
    if (!row) return null;
    for (const [name, value] of Object.entries(row)) {
      const known = types.get(name) ?? [];
      types.set(name, known);
      const type = typeOfValue(value);
      if (type !== null) known.push(type);
    }
  }
  if (types.size === 0) return null;
  return [...types].map(([name, found]) => ({ name, type: commonType(found) }));
}

function objectOf(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Null for null. */
function typeOfValue(value: unknown): string | null {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'boolean':
      return 'boolean';
    case 'string': {
      // A number in quotation marks is a text in JSON.
      const type = typeOfText(value);
      return type === 'date' || type === 'datetime' ? type : 'string';
    }
    default:
      if (value === null) return null;
      return Array.isArray(value) ? 'array' : 'object';
  }
}
