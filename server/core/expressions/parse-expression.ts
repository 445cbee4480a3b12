import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { Memo } from '../memo.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { describeSyntaxError } from './syntax-errors.ts';

export type ParsedExpression = { tree: ASTNode } | { problem: ExpressionProblem };

/** Nobody writes longer ones, and nothing longer is looked at. */
const limits = {
  maxAstNodes: 2000,
  maxDepth: 60,
  maxListElements: 200,
  maxMapEntries: 200,
  maxCallArguments: 16,
};

const longest = 4000;

const grammar = new Environment({ limits });

const known = new Memo<ParsedExpression>(2000);

/** Reads a CEL expression; the same answer for the same text. Never throws. */
export function parseExpression(text: string): ParsedExpression {
  return known.find(text, []) ?? known.keep(text, [], read(text));
}

function read(text: string): ParsedExpression {
  if (text.length > longest) return { problem: tooLong(text) };
  try {
    return { tree: grammar.parse(text).ast };
  } catch (error) {
    if (error instanceof ParseError) return { problem: describeSyntaxError(text, error) };
    // Brackets in brackets end the parser's stack before its own limit does.
    if (error instanceof RangeError) return { problem: tooLong(text) };
    throw error;
  }
}

function tooLong(text: string): ExpressionProblem {
  const message = `the expression is too long or too deeply nested: at most ${longest} characters are read`;
  return { kind: 'syntax', message, start: 0, end: text.length, fix: null };
}
