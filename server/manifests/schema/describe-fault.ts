import { adviseName } from '../../core/nearest-name.ts';
import { type JsonSchema, type SchemaPath, typesOf } from './json-schema.ts';
import type { PlacedFault, SchemaFault } from './schema-fault.ts';

const longest = 60;

/** A fault in a person's words: what was found where, and what was expected. */
export function describeFault({ path, fault }: PlacedFault): string {
  const place = pathInWords(path);
  switch (fault.kind) {
    case 'unknown-key':
      return `${place} has no key "${fault.key}"; ${adviseName(fault.key, fault.known)}`;
    case 'missing-key':
      return `${place} lacks ${inWords(fault.keys.map(quoted), fault.anyOne ? 'or' : 'and')}`;
    case 'clashing-keys':
      return `${place} has ${inWords(fault.keys.map(quoted), 'and')}; expected one of them`;
    case 'wrong-key': {
      const expected = expectation(fault.schema);
      return `"${fault.key}" is no valid name in ${place}; expected ${expected}`;
    }
    case 'wrong-value':
      return `${place} is ${foundInWords(fault)}; expected ${inWords([...new Set(fault.schemas.map(expectation))], 'or')}`;
  }
}

/** What a sub-schema asks of a value by itself, for the end of "expected …". */
export function expectation(schema: JsonSchema): string {
  if (schema['x-expected'] !== undefined) return schema['x-expected'];
  if (schema.const !== undefined) return shown(schema.const);
  if (schema.enum)
    return schema.enum.length === 1 ? shown(schema.enum[0]) : `one of ${schema.enum.map(shown).join(', ')}`;
  const types = typesOf(schema);
  if (types.length === 0) return bounded('a value', schema);
  return inWords(
    types.map((type) => bounded(typeWords[type] ?? type, schema, type)),
    'or',
  );
}

const typeWords: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  null: 'nothing',
};

function bounded(words: string, schema: JsonSchema, type = ''): string {
  if (type === 'integer' || type === 'number') {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
    if (minimum !== undefined && maximum !== undefined) return `${words} from ${minimum} to ${maximum}`;
    const limits = [
      minimum !== undefined && `of at least ${minimum}`,
      exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
      maximum !== undefined && `of at most ${maximum}`,
      exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
    ].filter((limit) => limit !== false);
    return limits.length > 0 ? `${words} ${limits.join(' and ')}` : words;
  }
  if (type === 'string') {
    if (schema.pattern !== undefined) return `${words} that matches ${schema.pattern}`;
    return schema.minLength ? `${words} that is not empty` : words;
  }
  if (type === 'array') {
    const { minItems, maxItems, uniqueItems } = schema;
    const counted = [
      minItems !== undefined && `of at least ${minItems}`,
      maxItems !== undefined && `of at most ${maxItems}`,
      uniqueItems === true && 'without repetition',
    ].filter((limit) => limit !== false);
    return [words, ...counted].join(' ');
  }
  return type === 'object' && schema.minProperties ? `${words} that is not empty` : words;
}

/** A value as it may stand in a message. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

export function pathInWords(path: SchemaPath): string {
  return path.length > 0 ? `"${path.join('.')}"` : 'the file';
}

function foundInWords({ found, keyword }: Extract<SchemaFault, { kind: 'wrong-value' }>): string {
  if (keyword === 'minItems' && Array.isArray(found) && found.length === 0) return 'an empty list';
  return shown(found);
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** `a`, `a or b`, `a, b or c`. */
function inWords(words: readonly string[], last: 'or' | 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
