import { checkNames } from './check-names.ts';
import { checkTypes } from './check-types.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { findHazards } from './hazards.ts';
import type { ExpressionFacts } from './known-metrics.ts';
import { misreadNames } from './misread-names.ts';
import { parseExpression } from './parse-expression.ts';
import type { ExpressionMoment } from './release-names.ts';

/** Everything that is wrong with one expression of a model manifest, in the order of its text. Never throws. */
export function checkExpression(
  text: string,
  moment: ExpressionMoment,
  facts: ExpressionFacts,
): ExpressionProblem[] {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return [parsed.problem];
  const { tree } = parsed;
  const misread = moment === 'gate' ? misreadNames(text, tree, facts) : [];
  // What is to be one metric's name is told of once.
  const names = checkNames(text, tree, moment, facts).filter(
    (name) => !misread.some(({ start, end }) => start <= name.start && name.end <= end),
  );
  const types = names.some(({ kind }) => kind === 'name') ? [] : checkTypes(text, tree, moment);
  return [...findHazards(text, tree), ...misread, ...names, ...types].sort((a, b) => a.start - b.start);
}
