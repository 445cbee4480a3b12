import { Ajv } from 'ajv';
import type { Field } from '../../schemas/manifests/data.ts';
import { boundOf, unsupported } from './field-value.ts';

/** Whether a value that is there keeps one constraint. */
export interface FieldRule {
  /** For a person: `is below 18`. */
  broken: string;
  keeps: (value: unknown) => boolean;
}

/** Constraints of whole columns, which are looked at elsewhere. */
const ofColumns = new Set(['required', 'unique']);

/** @throws UserError `SLW-CONTRACT-UNSUPPORTED` for constraints that are not known */
export function fieldRules(field: Field): FieldRule[] {
  return Object.entries(field.constraints ?? {})
    .filter(([name]) => !ofColumns.has(name))
    .map(([name, asked]) => ruleOf(field, name, asked));
}

function ruleOf(field: Field, name: string, asked: unknown): FieldRule {
  const shown = JSON.stringify(asked);
  switch (name) {
    // NaN keeps no bound.
    case 'minimum':
      return compared(field, asked, `is not at least ${shown}`, (value, bound) => value >= bound);
    case 'maximum':
      return compared(field, asked, `is not at most ${shown}`, (value, bound) => value <= bound);
    case 'exclusiveMinimum':
      return compared(field, asked, `is not more than ${shown}`, (value, bound) => value > bound);
    case 'exclusiveMaximum':
      return compared(field, asked, `is not less than ${shown}`, (value, bound) => value < bound);
    case 'minLength':
      return { broken: `is shorter than ${shown}`, keeps: (value) => lengthOf(value) >= Number(asked) };
    case 'maxLength':
      return { broken: `is longer than ${shown}`, keeps: (value) => lengthOf(value) <= Number(asked) };
    case 'pattern': {
      const pattern = new RegExp(`^(?:${asked})$`, 'u');
      return { broken: `does not match ${asked}`, keeps: (value) => pattern.test(String(value)) };
    }
    case 'enum': {
      const allowed = new Set((asked as unknown[]).map((value) => JSON.stringify(boundOf(field, value))));
      return { broken: `is none of ${shown}`, keeps: (value) => allowed.has(JSON.stringify(value)) };
    }
    case 'jsonSchema': {
      const validate = new Ajv({ strict: false, logger: false }).compile(asked as object);
      return { broken: 'does not hold to its JSON Schema', keeps: (value) => validate(value) === true };
    }
    default:
      throw unsupported(field, `the constraint ${name}`);
  }
}

function compared(
  field: Field,
  asked: unknown,
  broken: string,
  holds: (value: number, bound: number) => boolean,
): FieldRule {
  // Times and months are texts that compare as they are written.
  const bound = boundOf(field, asked) as number;
  return { broken, keeps: (value) => holds(value as number, bound) };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}
