import { invalid } from '../limits.ts';
import type { TrackingError } from '../tracker.ts';
import { type Token, tokenize } from './lexer.ts';

export type Literal =
  /** `raw` as written; `text` without the quotes. */
  | { kind: 'string'; raw: string; text: string }
  | { kind: 'number'; raw: string }
  | { kind: 'list'; raw: string; items: string[] };

/** A dotted name: `metrics."val/auc"` has the prefix `metrics` and the key `val/auc`. */
export interface Identifier {
  /** Null where the name has no dot. */
  prefix: string | null;
  key: string;
}

/** One condition as written; what its names mean is for a vocabulary to say. */
export interface RawComparison {
  identifier: Identifier;
  /** In capitals: `=`, `LIKE`, `NOT IN`, `IS NULL` … or what else stood in its place. */
  comparator: string;
  /** Null for IS NULL and IS NOT NULL. */
  literal: Literal | null;
}

export interface RawOrder {
  identifier: Identifier;
  ascending: boolean;
}

/**
 * `clause (AND clause)*`, or nothing.
 * @throws TrackingError INVALID_PARAMETER_VALUE
 */
export function parseFilter(filter: string): RawComparison[] {
  const tokens = tokenize(filter);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  if (tokens.some((token) => token.text === ';'))
    throw invalid(
      `Search filter contained multiple expression ${shown(filter)}. Provide AND-ed expression list.`,
    );
  return splitByAnd(tokens)
    .filter((clause) => clause.length > 0)
    .map((clause) => parseClause(filter, clause));
}

/**
 * A name, then perhaps ASC or DESC.
 * @throws TrackingError INVALID_PARAMETER_VALUE
 */
export function parseOrder(order: string): RawOrder {
  const [name, direction, ...rest] = tokenize(order);
  if (name?.kind !== 'name' || rest.length > 0)
    throw invalid(`Invalid order_by clause '${order}'. Could not be parsed.`);
  const word = direction?.text.toLowerCase() ?? 'asc';
  if (word !== 'asc' && word !== 'desc') throw invalid(`Invalid ordering key in order_by clause '${order}'.`);
  return { identifier: splitName(name.text), ascending: word === 'asc' };
}

function splitByAnd(tokens: Token[]): Token[][] {
  const clauses: Token[][] = [[]];
  for (const token of tokens) {
    if (isWord(token, 'AND')) clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  return clauses;
}

function parseClause(filter: string, tokens: Token[]): RawComparison {
  const unreadable = invalidClauses(tokens);
  const [name, ...rest] = tokens;
  if (name?.text === '(')
    throw invalid(`Invalid clause(s) in filter string: '${filter.slice(name.start, tokens.at(-1)?.end)}'`);
  if (name?.kind !== 'name') throw unreadable;
  const identifier = splitName(name.text);
  const [comparator, value] = readComparator(rest);
  if (comparator === null) throw unreadable;
  if (comparator === 'IS NULL' || comparator === 'IS NOT NULL') {
    if (value.length > 0) throw invalidClauses(value.slice(0, 1));
    return { identifier, comparator, literal: null };
  }
  const literal = readLiteral(filter, value);
  if (literal === null) throw unreadable;
  return { identifier, comparator, literal };
}

function invalidClauses(tokens: Token[]): TrackingError {
  return invalid(
    `Invalid clause(s) in filter string: ${tokens.map((token) => `'${token.text}'`).join(', ')}`,
  );
}

const wordComparators = ['IS NOT NULL', 'IS NULL', 'NOT IN', 'IN', 'NOT LIKE', 'NOT ILIKE', 'LIKE', 'ILIKE'];

function readComparator(tokens: Token[]): [comparator: string | null, rest: Token[]] {
  const [first] = tokens;
  if (first?.kind === 'comparator') return [first.text, tokens.slice(1)];
  for (const comparator of wordComparators) {
    const words = comparator.split(' ');
    const matches = words.every((word, index) => {
      const token = tokens[index];
      return token !== undefined && isWord(token, word);
    });
    if (matches) return [comparator, tokens.slice(words.length)];
  }
  return [null, tokens];
}

function readLiteral(filter: string, tokens: Token[]): Literal | null {
  const [first, ...rest] = tokens;
  if (first === undefined) return null;
  if (first.text === '(') return readList(filter, tokens);
  if (rest.length > 0) throw invalidClauses(rest.slice(0, 1));
  if (first.kind === 'number') return { kind: 'number', raw: first.text };
  if (first.kind === 'string' || first.kind === 'name')
    return { kind: 'string', raw: first.text, text: unquoted(first.text) };
  return null;
}

function readList(filter: string, tokens: Token[]): Literal | null {
  if (tokens.at(-1)?.text !== ')') return null;
  const inner = tokens.slice(1, -1);
  const raw = filter.slice(tokens[0]?.start, tokens.at(-1)?.end);
  const items: string[] = [];
  for (const [index, token] of inner.entries()) {
    const separator = index % 2 === 1;
    if (separator ? token.text !== ',' : !isQuoted(token))
      throw invalid(
        token.kind === 'number'
          ? `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${raw}`
          : 'While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.',
      );
    if (!separator) items.push(unquoted(token.text));
  }
  if (items.length === 0)
    throw invalid(
      'While parsing a list in the query, expected a non-empty list of string values, but got empty list',
    );
  return { kind: 'list', raw, items };
}

/** Splits at the first dot that is not within quotes. */
function splitName(written: string): Identifier {
  const first = /^(?:"[^"]*"|`[^`]*`|[^.])+/.exec(written)?.[0] ?? '';
  if (first.length === written.length) return { prefix: null, key: unquotedName(written) };
  return { prefix: unquotedName(first), key: unquotedName(written.slice(first.length + 1)) };
}

function isQuoted(token: Token): boolean {
  return token.kind === 'string' || (token.kind === 'name' && /^"[^"]*"$/.test(token.text));
}

/** A doubled ' within a string stands for one, as in SQL. */
function unquoted(text: string): string {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  return /^"[^"]*"$/s.test(text) ? text.slice(1, -1) : text;
}

function unquotedName(text: string): string {
  return /^"[^"]*"$|^`[^`]*`$/s.test(text) ? text.slice(1, -1) : text;
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'name' && token.text.toUpperCase() === word;
}

/** As Python's `repr` shows a string without control characters. */
function shown(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
}
