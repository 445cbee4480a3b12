import type { ASTNode } from '@marcbachmann/cel-js';
import { boundName, operandsOf, type TextRange } from '../../core/expressions/expression-tree.ts';
import { parseExpression } from '../../core/expressions/parse-expression.ts';
import { type ExpressionMoment, namesAt } from '../../core/expressions/release-names.ts';
import { type ExpressionDeclaration, expressionsOf } from '../model/gates.ts';
import type { WrittenText } from '../yaml/reading.ts';
import { placesOfLetters } from '../yaml/scalar-places.ts';
import type { MentionCollector } from './collector.ts';
import { part } from './mention.ts';
import type { ManifestSymbol } from './symbol.ts';

/** What the CEL expressions of a model manifest name: metrics, and the objectives under `slo`. */
export function mentionExpressions(collector: MentionCollector): void {
  const { document } = collector;
  for (const { name, key } of collector.entries(collector.find('slo')))
    collector.add(key.place, {
      symbol: objective(document.location, name),
      role: 'definition',
      start: key.node.start,
      end: key.node.end,
      writing: part,
    });
  for (const declaration of expressionsOf(document)) mentionNames(collector, declaration);
}

function mentionNames(collector: MentionCollector, { expression, moment }: ExpressionDeclaration): void {
  const parsed = parseExpression(expression.text);
  if (!('tree' in parsed)) return;
  const { location } = collector.document;
  for (const named of namesIn(parsed.tree, moment)) {
    const letters = lettersOf(expression, named);
    if (!letters) continue;
    const symbol =
      named.kind === 'objective' ? objective(location, named.name) : metric(location, named.name);
    collector.add(expression.at.place, { symbol, role: 'reference', ...letters, writing: part });
  }
}

interface NamedInExpression extends TextRange {
  kind: 'objective' | 'metric';
  name: string;
}

/** `slo.p99_ms`; and metrics: by their bare names, of the champion, and in brackets. */
function* namesIn(
  node: ASTNode,
  moment: ExpressionMoment,
  bound: readonly string[] = [],
): Generator<NamedInExpression> {
  const { names, others } = namesAt(moment);
  const isMetric = (name: string) => !Object.hasOwn(names, name) && !bound.includes(name);
  if (node.op === 'id' && others === 'metrics' && isMetric(node.args))
    yield { kind: 'metric', name: node.args, start: node.start, end: node.end };
  if (node.op === '.' && node.args[0].op === 'id' && !bound.includes(node.args[0].args)) {
    const [{ args: holder }, name] = node.args;
    const range = { start: node.end - name.length, end: node.end };
    if (holder === 'slo') yield { kind: 'objective', name, ...range };
    if (holder === 'champion' && name !== 'exists' && name !== 'version' && name !== 'metrics')
      yield { kind: 'metric', name, ...range };
  }
  if (node.op === '[]' && isMetrics(node.args[0]) && node.args[1].op === 'value') {
    const [, key] = node.args;
    // Without its quotes.
    if (typeof key.args === 'string')
      yield { kind: 'metric', name: key.args, start: key.start + 1, end: key.end - 1 };
  }
  const own = boundName(node);
  for (const operand of operandsOf(node)) {
    // What a comprehension goes through stands outside of it.
    const isWithin = own !== null && node.op === 'rcall' && operand !== node.args[1];
    yield* namesIn(operand, moment, isWithin ? [...bound, own] : bound);
  }
}

/** `metrics`, or `champion.metrics`. */
function isMetrics(node: ASTNode): boolean {
  if (node.op === 'id') return node.args === 'metrics';
  return node.op === '.' && node.args[1] === 'metrics';
}

/** Of a part of an expression, in its section; null where its letters do not stand there as they are. */
function lettersOf({ at: { node, place } }: WrittenText, { start, end }: TextRange): TextRange | null {
  const places = placesOfLetters(node, place.section.text);
  const [from, last] = [places[start], places[end - 1]];
  return from === undefined || last === undefined || last - from !== end - 1 - start
    ? null
    : { start: from, end: last + 1 };
}

function objective(scope: string, name: string): ManifestSymbol {
  return { kind: 'objective', scope, name };
}

function metric(scope: string, name: string): ManifestSymbol {
  return { kind: 'metric', scope, name };
}
