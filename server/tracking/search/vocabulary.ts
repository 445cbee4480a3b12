import { invalid } from '../limits.ts';
import { type Identifier, parseFilter, parseOrder, type RawComparison } from './parser.ts';

/** MLflow's words for what a condition is about. */
export type EntityType = 'metric' | 'parameter' | 'tag' | 'attribute' | 'dataset';

export type Comparator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'LIKE'
  | 'ILIKE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL';

export interface Condition {
  type: EntityType;
  /** An attribute's own name, aliases resolved. */
  key: string;
  comparator: Comparator;
  /** Null for IS NULL and IS NOT NULL. */
  value: string | number | string[] | null;
}

export interface Order {
  type: Exclude<EntityType, 'dataset'>;
  key: string;
  ascending: boolean;
}

/** What can be searched for in one kind of thing: runs, experiments, registered models … */
export interface Vocabulary {
  /** Every word that may stand before the dot. */
  prefixes: Readonly<Record<string, EntityType>>;
  stringAttributes: readonly string[];
  numericAttributes: readonly string[];
  /** Other spellings of attributes. */
  attributeAliases: Readonly<Record<string, string>>;
  /** Attributes that take a list (IN, NOT IN). */
  listAttributes: readonly string[];
  orderAttributes: readonly string[];
  comparators: Readonly<Record<Exclude<EntityType, 'attribute'>, readonly Comparator[]>> & {
    stringAttribute: readonly Comparator[];
    numericAttribute: readonly Comparator[];
  };
  /** MLflow's wording for a word before the dot that is none of `prefixes`. */
  prefixError: (prefix: string) => string;
  /** MLflow's wording for IS NULL where it is not taken. */
  nullError: (type: EntityType, key: string) => string;
}

export const numericComparators: readonly Comparator[] = ['>', '>=', '!=', '=', '<', '<='];
export const textComparators: readonly Comparator[] = ['!=', '=', 'LIKE', 'ILIKE'];
export const listComparators: readonly Comparator[] = [...textComparators, 'IN', 'NOT IN'];
export const nullableComparators: readonly Comparator[] = [...textComparators, 'IS NULL', 'IS NOT NULL'];

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function readFilter(filter: string, vocabulary: Vocabulary): Condition[] {
  return parseFilter(filter).map((comparison) => readCondition(comparison, vocabulary));
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function readOrders(orders: string[], vocabulary: Vocabulary): Order[] {
  const seen = new Set<string>();
  return orders.map((written) => {
    const { identifier, ascending } = parseOrder(written);
    const { type, key } = resolveName(identifier, vocabulary, vocabulary.orderAttributes);
    if (type === 'dataset') throw invalid(`Invalid identifier type 'dataset'`);
    const id = `${type}.${key}`;
    if (seen.has(id)) throw invalid(`\`order_by\` contains duplicate fields: ${shownList(orders)}`);
    seen.add(id);
    return { type, key, ascending };
  });
}

function readCondition(raw: RawComparison, vocabulary: Vocabulary): Condition {
  const attributes = [...vocabulary.stringAttributes, ...vocabulary.numericAttributes];
  const { type, key } = resolveName(raw.identifier, vocabulary, attributes);
  const value = readValue(raw, type, key, vocabulary);
  const numeric = vocabulary.numericAttributes.includes(key);
  const allowed =
    type === 'attribute'
      ? vocabulary.comparators[numeric ? 'numericAttribute' : 'stringAttribute']
      : vocabulary.comparators[type];
  const comparator = allowed.find((known) => known === raw.comparator);
  if (comparator === undefined) {
    if (raw.literal === null) throw invalid(vocabulary.nullError(type, key));
    throw invalid(`Invalid comparator '${raw.comparator}' not one of '${shown(allowed)}'`);
  }
  return { type, key, comparator, value };
}

function resolveName(
  identifier: Identifier,
  vocabulary: Vocabulary,
  attributes: readonly string[],
): { type: EntityType; key: string } {
  const { prefix } = identifier;
  const type = prefix === null ? 'attribute' : vocabulary.prefixes[prefix];
  if (type === undefined) throw invalid(vocabulary.prefixError(prefix ?? ''));
  if (type === 'dataset' && !datasetKeys.includes(identifier.key))
    throw invalid(
      `Invalid dataset key '${identifier.key}' specified. Valid keys are '${shown(datasetKeys)}'`,
    );
  if (type !== 'attribute') return { type, key: identifier.key };
  const key = vocabulary.attributeAliases[identifier.key] ?? identifier.key;
  if (!attributes.includes(key))
    throw invalid(
      `Invalid attribute key '${identifier.key}' specified. Valid keys are '${shown(withAliases(attributes, vocabulary))}'`,
    );
  return { type, key };
}

function withAliases(attributes: readonly string[], { attributeAliases }: Vocabulary): string[] {
  const aliases = Object.entries(attributeAliases).filter(([, attribute]) => attributes.includes(attribute));
  return [...attributes, ...aliases.map(([alias]) => alias)];
}

const datasetKeys = ['context', 'digest', 'name'];

function readValue(
  { literal }: RawComparison,
  type: EntityType,
  key: string,
  vocabulary: Vocabulary,
): Condition['value'] {
  if (literal === null) return null;
  if (type === 'metric') {
    if (literal.kind !== 'number')
      throw invalid(`Expected numeric value type for metric. Found ${literal.raw}`);
    return Number(literal.raw);
  }
  if (type === 'attribute' && vocabulary.numericAttributes.includes(key)) {
    if (literal.kind !== 'number')
      throw invalid(`Expected numeric value type for numeric attribute: ${key}. Found ${literal.raw}`);
    return Number(literal.raw);
  }
  if (literal.kind === 'list') {
    if (type === 'dataset') return literal.items;
    if (type !== 'attribute')
      throw invalid(`Expected a quoted string value for ${type} (e.g. 'my-value'). Got value ${literal.raw}`);
    if (!vocabulary.listAttributes.includes(key))
      throw invalid(
        `Only ${shownList(vocabulary.listAttributes)} attributes support comparison with a list of quoted string values.`,
      );
    return literal.items;
  }
  if (literal.kind === 'number') throw invalid(expectedString(type, literal.raw));
  if (!/^['"]/.test(literal.raw))
    throw invalid(
      `Parameter value is either not quoted or unidentified quote types used for string value ${literal.raw}. Use either single or double quotes.`,
    );
  return literal.text;
}

function expectedString(type: EntityType, raw: string): string {
  if (type === 'attribute') return `Expected a quoted string value for attributes. Got value ${raw}`;
  if (type === 'dataset') return `Expected a quoted string value for dataset attributes. Got value ${raw}`;
  return `Expected a quoted string value for ${type} (e.g. 'my-value'). Got value ${raw}`;
}

/** As Python shows a list. */
function shownList(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

/** As Python shows a set, but in a stable order. */
function shown(words: readonly string[]): string {
  return `{${words
    .toSorted()
    .map((word) => `'${word}'`)
    .join(', ')}}`;
}
