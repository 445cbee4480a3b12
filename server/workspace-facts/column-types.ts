/** Types of Frictionless Table Schema that can be told from texts. */
export type TextType = 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'string';

/** What stands for no value in most data. */
const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '#n/a', '-', '?']);

const forms: readonly [TextType, RegExp][] = [
  // A leading zero belongs to a code, not to a number.
  ['integer', /^[+-]?(?:0|[1-9]\d*)$/],
  ['number', /^[+-]?(?:(?:0|[1-9]\d*)?\.\d+|(?:0|[1-9]\d*)\.?)(?:e[+-]?\d+)?$|^[+-]?inf(?:inity)?$/i],
  ['boolean', /^(?:true|false)$/i],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['datetime', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?(?:\d\d)?))?$/],
];

export function isMissing(text: string): boolean {
  return missing.has(text.trim().toLowerCase());
}

export function typeOfText(text: string): TextType {
  const trimmed = text.trim();
  return forms.find(([, form]) => form.test(trimmed))?.[0] ?? 'string';
}

/** The type that all of these have; `any` where there are none. */
export function commonType(types: Iterable<string>): string {
  let common: string | null = null;
  for (const type of types) common = common === null ? type : wider(common, type);
  return common ?? 'any';
}

function wider(a: string, b: string): string {
  if (a === b) return a;
  const both = new Set([a, b]);
  if (both.has('integer') && both.has('number')) return 'number';
  if (both.has('date') && both.has('datetime')) return 'datetime';
  return both.has('object') || both.has('array') ? 'any' : 'string';
}
