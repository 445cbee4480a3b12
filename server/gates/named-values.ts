import type { ASTNode } from '@marcbachmann/cel-js';
import { boundName, operandsOf } from '../core/expressions/expression-tree.ts';
import { championGroups, type NamePath } from './facts.ts';

/** A value that an expression names. */
export interface NamedValue {
  path: NamePath;
  /** The name of a whole group, such as `metrics`, and no value of it. */
  isGroup: boolean;
  node: ASTNode;
}

/** `has(champion.f1)`, or `champion.exists`: it asks whether there is something, so that its absence is no accident. */
export interface PresenceTest {
  /** Of what there may be none; all that begins with it is covered. */
  path: NamePath;
  kind: 'has' | 'champion';
}

const groups = new Set([
  'metrics',
  'champion',
  'latency',
  'throughput',
  'slo',
  'signature',
  'data',
  'drift',
  'fairness',
  'size',
]);

/** Every value that is named in a tree, from left to right. What `has()` asks for is not among them. */
export function namedValues(tree: ASTNode, bound: ReadonlySet<string> = new Set()): NamedValue[] {
  if (isHas(tree)) return [];
  const path = pathOf(tree);
  if (path !== null && !bound.has(path[0] ?? '')) return [{ path, isGroup: namesGroup(path), node: tree }];
  const name = boundName(tree);
  const inner = name === null ? bound : new Set([...bound, name]);
  return operandsOf(tree)
    .filter(({ op, args }) => !(op === 'id' && args === name))
    .flatMap((operand, index) => namedValues(operand, index === 0 ? bound : inner));
}

/** What a node is, where it is nothing but a test of presence. */
export function presenceTest(node: ASTNode): PresenceTest | null {
  if (isHas(node)) {
    const [only] = node.op === 'call' ? node.args[1] : [];
    const path = only ? pathOf(only) : null;
    return path && { path, kind: 'has' };
  }
  const path = pathOf(node);
  return path?.length === 2 && path[0] === 'champion' && path[1] === 'exists'
    ? { path: ['champion'], kind: 'champion' }
    : null;
}

export function isHas(node: ASTNode): boolean {
  return node.op === 'call' && node.args[0] === 'has';
}

export function covers(test: PresenceTest, { path }: NamedValue): boolean {
  return test.path.every((part, index) => path[index] === part) || isSameMetric(test.path, path);
}

/** `champion.auc` is `champion.metrics["auc"]`. */
function isSameMetric(a: NamePath, b: NamePath): boolean {
  const plain = (path: NamePath) =>
    path.filter((part, index) => !(part === 'metrics' && index < path.length - 1)).join('\0');
  return plain(a) === plain(b);
}

function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '[]') return null;
  const holder = pathOf(node.args[0]);
  if (holder === null) return null;
  if (node.op === '.') return [...holder, node.args[1]];
  const [, index] = node.args;
  return index.op === 'value' && typeof index.args === 'string' ? [...holder, index.args] : null;
}

function namesGroup(path: NamePath): boolean {
  if (path.length === 1) return groups.has(path[0] ?? '');
  const [first, second = ''] = path;
  return path.length === 2 && first === 'champion' && (second === 'metrics' || championGroups.has(second));
}
