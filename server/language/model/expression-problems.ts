import { checkExpression } from '../../core/expressions/check-expression.ts';
import type { ExpressionProblem, ExpressionProblemKind } from '../../core/expressions/expression-problem.ts';
import type { ExpressionFacts } from '../../core/expressions/known-metrics.ts';
import { Memo } from '../../core/memo.ts';
import type { Fix, RuleContext } from '../lint/rule.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { keyText } from '../yaml/node.ts';
import type { WrittenText } from '../yaml/reading.ts';
import { placesOfLetters } from '../yaml/scalar-places.ts';
import { scalarSource } from '../yaml/scalar-source.ts';
import { type ExpressionDeclaration, expressionsOf } from './gates.ts';

const checked = new Memo<ExpressionProblem[]>(2000);

/** Reports what of these kinds is wrong with the expressions of a model manifest, where the letters stand. */
export function reportExpressions(
  { document, folder, report }: RuleContext,
  kinds: readonly ExpressionProblemKind[],
): void {
  const facts = expressionFacts(folder, document);
  for (const { moment, expression } of expressionsOf(document))
    for (const problem of problemsOf(expression.text, moment, facts)) {
      if (!kinds.includes(problem.kind)) continue;
      report(rangeWithin(document, expression, problem), problem.message, {
        fixes: () => fixesOf(document, expression, problem),
      });
    }
}

/** What an expression of this manifest may name. */
export function expressionFacts(folder: WorkspaceFolder, { yaml }: ManifestDocument): ExpressionFacts {
  const metrics = folder.providers.registry.metrics();
  // Before the first run nobody knows what will be logged.
  const areKnown = metrics.state === 'known' && metrics.value.length > 0;
  const objectives = yaml.pairsAt(['slo']).flatMap(({ pair }) => keyText(pair.key) ?? []);
  return {
    metrics: areKnown ? metrics.value : null,
    objectives: objectives.includes('<<') ? null : objectives,
  };
}

function problemsOf(
  text: string,
  moment: ExpressionDeclaration['moment'],
  facts: ExpressionFacts,
): ExpressionProblem[] {
  const key = `${moment}\0${facts.objectives?.join(' ')}\0${text}`;
  return (
    checked.find(key, [facts.metrics]) ??
    checked.keep(key, [facts.metrics], checkExpression(text, moment, facts))
  );
}

/** Of a part of an expression, in the document. */
export function rangeWithin(
  { yaml }: ManifestDocument,
  { at: { node, place } }: WrittenText,
  { start, end }: { start: number; end: number },
) {
  const places = placesOfLetters(node, place.section.text);
  const from = places[Math.min(start, places.length - 1)] ?? node.start;
  const last = end > start ? (places[end - 1] ?? from) + 1 : from;
  return from === node.start && last <= from
    ? yaml.rangeOf(node, place)
    : yaml.rangeOf({ start: from, end: Math.max(last, from) }, place);
}

/** Writes an expression anew. */
export function rewriteExpression(
  { yaml, location }: ManifestDocument,
  { at: { node, place } }: WrittenText,
  text: string,
  title: string,
): Fix {
  const { end } = node.style === 'block' ? lastLetter(node, place.section.text) : node;
  const range = yaml.rangeOf({ start: node.start, end }, place);
  const newText = scalarSource(text, node.style);
  return { title, preferred: true, changes: [{ location, range, newText }] };
}

function fixesOf(document: ManifestDocument, expression: WrittenText, { fix }: ExpressionProblem): Fix[] {
  if (!fix) return [];
  const text = expression.text.slice(0, fix.start) + fix.text + expression.text.slice(fix.end);
  return [rewriteExpression(document, expression, text, fix.title)];
}

/** A block scalar goes on to the line below it. */
function lastLetter({ start, end }: { start: number; end: number }, text: string): { end: number } {
  return { end: start + text.slice(start, end).trimEnd().length };
}
