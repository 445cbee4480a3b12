import type { ASTNode } from '@marcbachmann/cel-js';
import type { ExpressionFix, ExpressionProblem } from './expression-problem.ts';
import { nodesOf, sourceOf, type TextRange, wholeRange } from './expression-tree.ts';

const opposites: Record<string, string> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** What is valid CEL and yet does not say what a person means by it. */
export function findHazards(text: string, tree: ASTNode): ExpressionProblem[] {
  const found: ExpressionProblem[] = [];
  let named = false;
  for (const node of nodesOf(tree)) {
    if (node.op === 'id') named = true;
    if (node.op === 'rcall' && node.args[0] === 'matches') found.push(patternProblem(text, node));
    if (node.op === '!_' && comparesBelow(node.args)) found.push(negationProblem(text, node));
  }
  if (!named)
    found.push(
      hazard(
        { start: 0, end: text.length },
        'this looks at nothing that was measured: it always says the same',
      ),
    );
  return found;
}

/** Where an expression needs a live version to compare with, and does not ask for one; null elsewhere. */
export function championUse(tree: ASTNode): TextRange | null {
  let first: TextRange | null = null;
  for (const node of nodesOf(tree)) {
    if (node.op === 'call' && node.args[0] === 'has') return null;
    if (node.op !== '.' && node.op !== '[]') continue;
    const [holder, member] = node.args;
    if (holder.op !== 'id' || holder.args !== 'champion') continue;
    if (member === 'exists') return null;
    first ??= { start: node.start, end: node.end };
  }
  return first;
}

/** Whether a condition asks for a live version. */
export function asksForChampion(tree: ASTNode): boolean {
  return [...nodesOf(tree)].some(
    (node) =>
      node.op === '.' &&
      node.args[1] === 'exists' &&
      node.args[0].op === 'id' &&
      node.args[0].args === 'champion',
  );
}

function patternProblem(text: string, node: ASTNode): ExpressionProblem {
  const message =
    'matches() is turned off: some patterns take seconds. Compare with ==, startsWith(), endsWith() or contains()';
  return hazard(wholeRange(text, node), message);
}

function negationProblem(text: string, node: ASTNode & { op: '!_' }): ExpressionProblem {
  const range = wholeRange(text, node);
  const instead = inverted(text, node.args);
  const message = 'this is also true where a value is NaN, for every comparison with NaN is false';
  // What cannot be turned round is to be said otherwise by a person.
  if (instead.startsWith('!') && comparesBelow(node.args)) return hazard(range, message);
  return hazard(range, `${message}: write ${instead}`, {
    title: `Change to ${instead}`,
    ...range,
    text: instead,
  });
}

function comparesBelow(tree: ASTNode): boolean {
  return [...nodesOf(tree)].some(({ op }) => op in opposites);
}

/** The opposite of a condition, with which NaN stays false. */
function inverted(text: string, node: ASTNode): string {
  const opposite = opposites[node.op];
  if (opposite !== undefined) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    return `${bracketed(text, left)} ${opposite} ${bracketed(text, right)}`;
  }
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = node.args.map((operand) => {
      const source = inverted(text, operand);
      return operand.op === '?:' || (node.op === '||' && operand.op === '&&') ? `(${source})` : source;
    });
    return `${left} ${node.op === '&&' ? '||' : '&&'} ${right}`;
  }
  if (node.op === '?:') {
    const [condition, yes, no] = node.args;
    return `${sourceOf(text, condition)} ? ${inverted(text, yes)} : ${inverted(text, no)}`;
  }
  if (node.op === 'value' && typeof node.args === 'boolean') return String(!node.args);
  if (node.op === '!_') return sourceOf(text, node.args);
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args;
    return `${bracketed(text, left)} ${node.op === '==' ? '!=' : '=='} ${bracketed(text, right)}`;
  }
  return standsAlone.has(node.op) ? `!${sourceOf(text, node)}` : `!(${sourceOf(text, node)})`;
}

const standsAlone = new Set(['id', '.', '[]', 'call', 'rcall', 'value', '!_']);
const bindsLess = new Set(['?:', '||', '&&', 'in', '==', '!=', '<', '<=', '>', '>=']);

/** Of one side of a comparison; its own brackets are no part of a node. */
function bracketed(text: string, node: ASTNode): string {
  const source = sourceOf(text, node);
  return bindsLess.has(node.op) ? `(${source})` : source;
}

function hazard(
  { start, end }: TextRange,
  message: string,
  fix: ExpressionFix | null = null,
): ExpressionProblem {
  return { kind: 'hazard', message, start, end, fix };
}
