import type { SQLInputValue } from 'node:sqlite';
import type { Condition } from './vocabulary.ts';

/** A piece of SQL with the values of its question marks, in their order. */
export interface Fragment {
  sql: string;
  parameters: SQLInputValue[];
}

/** `column` compared as the condition says; the column is never null. */
export function compareText(column: string, { comparator, value }: Condition): Fragment {
  switch (comparator) {
    case 'LIKE':
      return { sql: `${column} GLOB ?`, parameters: [globOf(String(value))] };
    case 'ILIKE':
      return { sql: `${column} LIKE ?`, parameters: [String(value)] };
    case 'IN':
    case 'NOT IN':
      return {
        sql: `${column} ${comparator} (SELECT value FROM json_each(?))`,
        parameters: [JSON.stringify(value)],
      };
    default:
      return { sql: `${column} ${comparator} ?`, parameters: [value as SQLInputValue] };
  }
}

/** NaN differs from every number and is neither less nor greater, as in Python and in MLflow's file store. */
export function compareNumber(column: string, isNan: string, { comparator, value }: Condition): Fragment {
  const number = Number(value);
  if (comparator === '!=') return { sql: `(${isNan} = 1 OR ${column} <> ?)`, parameters: [number] };
  return { sql: `${isNan} = 0 AND ${column} ${comparator} ?`, parameters: [number] };
}

/**
 * SQLite's LIKE ignores case and its GLOB does not; MLflow's LIKE is case-sensitive. `%` and `_` become `*`
 * and `?`, and what is special to GLOB goes into brackets.
 */
export function globOf(likePattern: string): string {
  const translated: Record<string, string> = { '%': '*', _: '?', '*': '[*]', '?': '[?]', '[': '[[]' };
  return likePattern.replace(/[%_*?[]/g, (letter) => translated[letter] ?? letter);
}

export function joinFragments(fragments: Fragment[], separator: string): Fragment {
  return {
    sql: fragments.map((fragment) => fragment.sql).join(separator),
    parameters: fragments.flatMap((fragment) => fragment.parameters),
  };
}
