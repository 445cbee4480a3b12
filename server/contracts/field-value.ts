import type { Field } from '../../schemas/manifests/data.ts';
import { UserError } from '../core/user-error.ts';

/** A value as its field's type has it: dates and datetimes as milliseconds since 1970. `wrong`: it is none of that type. */
export type FieldValue = { missing: true } | { value: unknown } | { wrong: string };

const trueTexts = ['true', 'True', 'TRUE', '1'];
const falseTexts = ['false', 'False', 'FALSE', '0'];
const dateForm = /^\d{4}-\d\d-\d\d$/;
const datetimeForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;
const hasZone = /(Z|[+-]\d\d:?\d\d)$/;
const textForms: Record<string, (text: string) => boolean> = {
  default: () => true,
  email: (text) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text),
  uri: (text) => URL.canParse(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  binary: (text) => /^[A-Za-z0-9+/\s]*={0,2}$/.test(text),
};

type Read = (raw: unknown) => unknown;

/**
 * How values of a field are read, from a text or from what a file with types of its own holds.
 * @throws UserError `SLW-CONTRACT-UNSUPPORTED` for forms that are not known
 */
export function fieldReader(field: Field, missingValues: readonly string[]): (raw: unknown) => FieldValue {
  const missing = new Set(field.missingValues ?? missingValues);
  const read = readerOf(field);
  return (raw) => {
    if (raw === null || raw === undefined || (typeof raw === 'string' && missing.has(raw)))
      return { missing: true };
    const value = read(raw);
    return value === undefined ? { wrong: `is no ${field.type}` } : { value };
  };
}

/** Undefined: it is none. */
function readerOf(field: Field): Read {
  const { type, format = 'default' } = field;
  switch (type) {
    case 'string': {
      const isForm = textForms[format];
      if (!isForm) throw unsupported(field, `the format ${format}`);
      return (raw) => (typeof raw === 'string' && isForm(raw) ? raw : undefined);
    }
    case 'number':
      return (raw) => numberOf(raw, field);
    case 'integer':
      return (raw) => wholeNumber(numberOf(raw, field));
    case 'year':
      return (raw) => wholeNumber(numberOf(raw, {}));
    case 'boolean':
      return (raw) => booleanOf(raw, field);
    case 'date':
    case 'datetime':
      if (format !== 'default' && format !== 'any') throw unsupported(field, `the format ${format}`);
      return (raw) => instantOf(raw, type);
    case 'time':
      return (raw) => matching(raw, /^\d\d:\d\d(:\d\d(\.\d+)?)?$/);
    case 'yearmonth':
      return (raw) => matching(raw, /^-?\d{4}-(0[1-9]|1[0-2])$/);
    case 'any':
      return (raw) => raw;
    case 'object':
    case 'array':
      return (raw) => jsonOf(raw, type);
    case 'list':
      return (raw) => (typeof raw === 'string' ? raw.split(field.delimiter ?? ',') : jsonOf(raw, 'array'));
    default:
      throw unsupported(field, `the type ${type}`);
  }
}

/** Text bounds of dates as their values are compared. @throws UserError `SLW-CONTRACT-UNSUPPORTED` */
export function boundOf(field: Field, bound: unknown): unknown {
  const value = readerOf(field)(bound);
  if (value === undefined) throw unsupported(field, `the bound ${JSON.stringify(bound)}`);
  return value;
}

export function unsupported({ name }: Field, what: string): UserError {
  return new UserError(
    'SLW-CONTRACT-UNSUPPORTED',
    `Whether the data keeps its contract is not known: ${what} of the field ${name} cannot be checked.`,
    'Take it out of the contract, or check it in the evaluating stage and log the outcome as a metric.',
  );
}

function numberOf(raw: unknown, field: Pick<Field, 'decimalChar' | 'groupChar' | 'bareNumber'>) {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'bigint') return Number(raw);
  if (typeof raw !== 'string') return undefined;
  const { decimalChar = '.', groupChar, bareNumber = true } = field;
  let text = raw.trim();
  if (groupChar !== undefined) text = text.replaceAll(groupChar, '');
  if (decimalChar !== '.') text = text.replace(decimalChar, '.');
  if (!bareNumber) text = /[+-]?\d[\d.]*(e[+-]?\d+)?/i.exec(text)?.[0] ?? '';
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function wholeNumber(value: number | undefined): number | undefined {
  return Number.isInteger(value) ? value : undefined;
}

function booleanOf(raw: unknown, { trueValues = trueTexts, falseValues = falseTexts }: Field) {
  if (typeof raw === 'boolean') return raw;
  const text = String(raw);
  if (trueValues.includes(text)) return true;
  return falseValues.includes(text) ? false : undefined;
}

/** Without a zone it is taken for UTC, as the bounds are. */
function instantOf(raw: unknown, type: 'date' | 'datetime'): number | undefined {
  if (raw instanceof Date) return raw.getTime();
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim();
  const isDate = dateForm.test(text);
  if (type === 'date' ? !isDate : !isDate && !datetimeForm.test(text)) return undefined;
  const at = Date.parse(isDate || hasZone.test(text) ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function matching(raw: unknown, form: RegExp): string | undefined {
  return typeof raw === 'string' && form.test(raw) ? raw : undefined;
}

function jsonOf(raw: unknown, type: 'object' | 'array'): unknown {
  let value = raw;
  if (typeof raw === 'string')
    try {
      value = JSON.parse(raw);
    } catch {
      return undefined;
    }
  const isArray = Array.isArray(value);
  return typeof value === 'object' && value !== null && isArray === (type === 'array') ? value : undefined;
}
