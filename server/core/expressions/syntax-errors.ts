import type { ParseError } from '@marcbachmann/cel-js';
import type { ExpressionFix, ExpressionProblem } from './expression-problem.ts';
import { withoutStrings } from './expression-tree.ts';

interface Habit {
  /** From other languages; `matched` group 1 is what is replaced. */
  pattern: RegExp;
  text: (found: string) => string;
  message: (found: string, instead: string) => string;
}

const written = (found: string, instead: string) => `"${found}" is written "${instead}" here`;

/** What people write who come from Python, mathematics or a spreadsheet. */
const habits: readonly Habit[] = [
  { pattern: /(?<=[\s)\]])(and)(?=[\s(!])/, text: () => '&&', message: written },
  { pattern: /(?<=[\s)\]])(or)(?=[\s(!])/, text: () => '||', message: written },
  {
    pattern: /(?<![\w.])(not\s+)(?=[\w(])/,
    text: () => '!',
    message: (_, instead) => written('not', instead),
  },
  { pattern: /(≥|=>)/, text: () => '>=', message: written },
  { pattern: /(≤|=<)/, text: () => '<=', message: written },
  { pattern: /(≠|<>)/, text: () => '!=', message: written },
  { pattern: /(===)/, text: () => '==', message: written },
  {
    pattern: /(?<![=!<>])(=)(?!=)/,
    text: () => '==',
    message: (_, instead) => `two values are compared with "${instead}"`,
  },
  { pattern: /(?<![\w.)\]])(\.\d+)/, text: (found) => `0${found}`, message: written },
  { pattern: /(?<=[<>=]\s*)(\d+,\d+)(?!\w)/, text: (found) => found.replace(',', '.'), message: written },
  {
    pattern: /(?<![\w.])(\d+(?:\.\d+)?\s*%)(?=\s*(?:$|[)&|]))/,
    text: (found) => percentage(found),
    message: (found, instead) => `a share is a number from 0 to 1: write ${instead} for "${found}"`,
  },
  { pattern: /(;)\s*$/, text: () => '', message: () => 'an expression has no ";" at its end' },
  { pattern: /(?<!&)(&)(?!&)/, text: () => '&&', message: written },
  { pattern: /(?<!\|)(\|)(?!\|)/, text: () => '||', message: written },
];

const tokens: Record<string, string> = {
  EOF: 'the end',
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  DOT: '"."',
  COMMA: '","',
  COLON: '":"',
  QUESTION: '"?"',
  NUMBER: 'a number',
  STRING: 'a text',
  IDENTIFIER: 'a name',
};

/** What is wrong with an expression that CEL's parser refuses, and what was probably meant. */
export function describeSyntaxError(text: string, error: ParseError): ExpressionProblem {
  if (text.trim() === '')
    return problem('the expression is empty: write what must hold, like auc >= 0.9', 0, text.length, null);
  const plain = withoutStrings(text);
  for (const { pattern, text: rewrite, message } of habits) {
    const match = pattern.exec(plain);
    const found = match?.[1];
    if (!match || found === undefined) continue;
    const start = match.index + match[0].indexOf(found);
    const end = start + found.length;
    const instead = rewrite(found);
    const title = instead === '' ? `Remove "${found}"` : `Write ${instead.trim()}`;
    return problem(message(found, instead), start, end, { title, start, end, text: instead });
  }
  return describeOther(text, error);
}

function describeOther(text: string, { code, summary, range }: ParseError): ExpressionProblem {
  const start = Math.min(range?.start ?? 0, Math.max(text.trimEnd().length - 1, 0));
  const end = Math.min(Math.max(range?.end ?? start, start + 1), text.length);
  const at = (message: string) => problem(message, start, end, null);
  const [, token] = /^Unexpected token: (\w+)$/.exec(summary) ?? [];
  if (token === 'EOF') return at('the expression ends too early: a value is missing after this');
  if (token !== undefined) return at(`expected a value, found ${inWords(token)}`);
  const [, wanted, found] = /^Expected (\w+), got (\w+)$/.exec(summary) ?? [];
  if (wanted !== undefined && found !== undefined) {
    const missing = { RPAREN: '(', RBRACKET: '[', RBRACE: '{' }[wanted];
    if (missing !== undefined && found === 'EOF') return at(`a "${missing}" is never closed`);
    return at(`expected ${inWords(wanted)}, found ${inWords(found)}`);
  }
  switch (code) {
    case 'unexpected_character':
      return at(
        `"${text.slice(start, end)}" was not expected here: an operator like && or >= is missing before it`,
      );
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return at('a quotation mark is never closed');
    case 'reserved_identifier':
      return at(
        `"${text.slice(start, end)}" is a reserved word of CEL: a metric of this name is metrics["${text.slice(start, end)}"]`,
      );
    case 'limit_exceeded':
      return at('the expression is too long or too deeply nested to be looked at');
    default:
      return at(summary.charAt(0).toLowerCase() + summary.slice(1));
  }
}

function inWords(token: string): string {
  return tokens[token] ?? `"${token.toLowerCase()}"`;
}

function percentage(found: string): string {
  return String(Number((Number.parseFloat(found) / 100).toPrecision(12)));
}

function problem(message: string, start: number, end: number, fix: ExpressionFix | null): ExpressionProblem {
  return { kind: 'syntax', message, start, end, fix };
}
