import type { ASTNode } from '@marcbachmann/cel-js';
import type { ExpressionValues } from './expression-values.ts';

const asked: Record<string, string> = {
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'less than',
  '==': 'exactly',
  '!=': 'anything but',
};
const turned: Record<string, string> = { '>=': '<=', '>': '<', '<=': '>=', '<': '>', '==': '==', '!=': '!=' };
const shownDigits = 6;

export type Comparison = ASTNode & { args: [ASTNode, ASTNode] };

export function isComparison(node: ASTNode): node is Comparison {
  return node.op in asked;
}

/** `auc is 0.91, and at least 0.92 is asked`. */
export function comparisonInWords(
  values: ExpressionValues,
  { op, args }: Comparison,
  holds: boolean,
): string {
  const isTurned = isLiteral(args[0]) && !isLiteral(args[1]);
  const [found, limit] = isTurned ? [args[1], args[0]] : args;
  const word = asked[isTurned ? (turned[op] ?? op) : op] ?? op;
  const [foundValue, limitValue] = shown(values.value(found), values.value(limit));
  const wanted = isLiteral(limit) ? limitValue : `${values.source(limit)} (${limitValue})`;
  return `${values.source(found)} is ${foundValue}${holds ? ':' : ', and'} ${word} ${wanted} is asked`;
}

function isLiteral(node: ASTNode): boolean {
  return node.op === 'value' || (node.op === '-_' && node.args.op === 'value');
}

/** Rounded, unless that would make the two look the same. */
function shown(a: unknown, b: unknown): [string, string] {
  const [first, second] = [rounded(a), rounded(b)];
  return first === second ? [String(a), String(b)] : [first, second];
}

function rounded(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(shownDigits))) : String(value);
}
