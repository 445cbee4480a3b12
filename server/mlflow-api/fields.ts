import { invalidParameter } from './errors.ts';

/**
 * Reading a request's fields as protobuf's JSON mapping does (numbers may be strings), with the errors that
 * MLflow's server words for a missing or mistyped one. An empty string counts as missing where a value is
 * required, because that is how protobuf spells absence.
 */
export type Fields = Record<string, unknown>;

const seeDocs = ' See the API docs for more information about request parameters.';

export function missing(name: string): Error {
  return invalidParameter(`Missing value for required parameter '${name}'.${seeDocs}`);
}

export function requiredString(fields: Fields, name: string): string {
  const value = optionalString(fields, name);
  if (value === null || value === '') throw missing(name);
  return value;
}

export function optionalString(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw mistyped(name, value);
  return value;
}

/** `run_uuid` is what clients of MLflow 1 call it. */
export function requiredRunId(fields: Fields): string {
  const runId = optionalString(fields, 'run_id') || optionalString(fields, 'run_uuid');
  if (!runId) throw missing('run_id');
  return runId;
}

export function optionalInteger(fields: Fields, name: string): number | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw mistyped(name, value);
  return number;
}

/** A double as protobuf's JSON carries it, or null. */
export function toDouble(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? null : number;
}

export function optionalBoolean(fields: Fields, name: string): boolean | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw mistyped(name, value);
}

export function stringArray(fields: Fields, name: string): string[] {
  const values = array(fields, name);
  for (const value of values) if (typeof value !== 'string') throw mistyped(name, fields[name]);
  return values as string[];
}

/** The elements of a list of messages; empty where the field is absent. */
export function objectArray(fields: Fields, name: string): Fields[] {
  const values = array(fields, name);
  for (const value of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw mistyped(name, fields[name]);
    }
  }
  return values as Fields[];
}

export function optionalObject(fields: Fields, name: string): Fields | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw mistyped(name, value);
  return value as Fields;
}

/** A list of `{key, value}`; a missing value is the empty string, as in protobuf. */
export function keyValues(fields: Fields, name: string): { key: string; value: string }[] {
  return objectArray(fields, name).map((entry, index) => {
    const key = entry.key;
    if (key === undefined || key === null || key === '') throw missing(`${name}[${index}].key`);
    const value = entry.value ?? '';
    if (typeof key !== 'string' || typeof value !== 'string') throw mistyped(name, fields[name]);
    return { key, value };
  });
}

export function keyValueRecord(fields: Fields, name: string): Record<string, string> {
  return Object.fromEntries(keyValues(fields, name).map(({ key, value }) => [key, value]));
}

/** `max_results` between 1 and `most`. */
export function pageSize(fields: Fields, preset: number, most: number): number {
  const value = optionalInteger(fields, 'max_results') ?? preset;
  if (value > most) throw mistyped('max_results', value);
  if (value < 1) {
    throw invalidParameter(
      `Invalid value for parameter 'max_results' supplied. It must be a positive integer, but got ${value}`,
    );
  }
  return value;
}

export function mistyped(name: string, value: unknown): Error {
  return invalidParameter(
    `Invalid value ${compactJson(value)} for parameter '${name}' supplied:  Hint: Value was of type '${pythonType(value)}'.${seeDocs}`,
  );
}

function array(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw mistyped(name, value);
  return value;
}

/** Keys sorted, as MLflow prints a value in an error. */
function compactJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}

function pythonType(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      return 'dict';
  }
}
