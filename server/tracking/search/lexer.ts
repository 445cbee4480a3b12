/**
 * Tokens of MLflow's search language, which is what its parser (sqlparse) makes of an SQL condition:
 * dotted names whose parts may be quoted by " or `, strings in ' or ", numbers, comparators, lists.
 */
export type TokenKind = 'name' | 'string' | 'number' | 'comparator' | 'punctuation' | 'unknown';

export interface Token {
  kind: TokenKind;
  /** As written, quotes included. */
  text: string;
  start: number;
  end: number;
}

const part = String.raw`(?:[\p{L}_][\p{L}\p{N}_$#]*|"[^"]*"|\x60[^\x60]*\x60)`;
const patterns: [TokenKind, RegExp][] = [
  ['string', /'(?:''|[^'])*'/y],
  ['name', new RegExp(String.raw`${part}(?:\.(?:[\p{L}\p{N}_$#]+|"[^"]*"|\x60[^\x60]*\x60))*`, 'uy')],
  ['number', /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/uy],
  ['comparator', /[<>=~!]+/y],
  ['punctuation', /[(),;]/y],
  ['unknown', /[^\s]/uy],
];

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const space = /\s*/y;
  let at = 0;
  while (true) {
    space.lastIndex = at;
    space.test(text);
    at = space.lastIndex;
    if (at >= text.length) return tokens;
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      if (!pattern.test(text)) continue;
      tokens.push({ kind, text: text.slice(at, pattern.lastIndex), start: at, end: pattern.lastIndex });
      at = pattern.lastIndex;
      break;
    }
  }
}
