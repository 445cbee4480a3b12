import type { ASTNode } from '@marcbachmann/cel-js';
import type { ExpressionProblem } from './expression-problem.ts';
import { operandsOf } from './expression-tree.ts';
import { type ExpressionFacts, metricExpression } from './known-metrics.ts';

/** Metrics whose names CEL takes for something else: `val/loss` is a division to it. */
export function misreadNames(text: string, tree: ASTNode, facts: ExpressionFacts): ExpressionProblem[] {
  const found = misreadDivision(text, tree, facts);
  return found ? [found] : operandsOf(tree).flatMap((operand) => misreadNames(text, operand, facts));
}

function misreadDivision(
  text: string,
  node: ASTNode,
  { metrics }: ExpressionFacts,
): ExpressionProblem | null {
  const parts = node.op === '/' ? nameParts(node) : null;
  if (!parts) return null;
  const { names, holder } = parts;
  const metric = names.join('/');
  // A division of two metrics that are both known is one, unless their names together are a third.
  if (metrics !== null && !metrics.includes(metric) && names.every((name) => metrics.includes(name)))
    return null;
  const instead = metricExpression(metric, holder);
  const range = { start: node.start, end: node.end };
  const said = text.slice(node.start, node.end);
  const message = `"${said}" divides ${names.join(' by ')}; the metric "${metric}" is written ${instead}`;
  const fix = { title: `Change to ${instead}`, ...range, text: instead };
  return { kind: 'hazard', message, ...range, fix };
}

/** Of `val/loss` and `champion.val/loss`; null for what divides something else than names. */
function nameParts(node: ASTNode): { names: string[]; holder: string | null } | null {
  if (node.op === 'id') return node.args === 'champion' ? null : { names: [node.args], holder: null };
  if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'champion')
    return { names: [node.args[1]], holder: 'champion' };
  if (node.op !== '/') return null;
  const [left, right] = node.args;
  const before = nameParts(left);
  if (!before || right.op !== 'id') return null;
  return { names: [...before.names, right.args], holder: before.holder };
}
