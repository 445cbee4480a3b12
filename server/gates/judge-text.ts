import type { ASTNode } from '@marcbachmann/cel-js';
import { checkNames } from '../core/expressions/check-names.ts';
import { checkTypes } from '../core/expressions/check-types.ts';
import { nodesOf } from '../core/expressions/expression-tree.ts';
import { metricExpression } from '../core/expressions/known-metrics.ts';
import { misreadNames } from '../core/expressions/misread-names.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import type { ExpressionMoment } from '../core/expressions/release-names.ts';
import { ExpressionValues } from './expression-values.ts';
import type { GateFacts } from './facts.ts';
import { ExpressionJudge, type Judgement } from './judge-expression.ts';

/** Judges an expression of a manifest. Pure, and throws nothing: what cannot be judged is unknown. */
export function judgeText(text: string, moment: ExpressionMoment, facts: GateFacts): Judgement {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return { unknown: parsed.problem.message };
  const { tree } = parsed;
  const problem = problemOf(text, tree, moment, facts);
  if (problem !== null) return { unknown: problem };
  return new ExpressionJudge(new ExpressionValues(text, tree, moment, facts), facts).judge(tree);
}

/** What lint says against it too, and what makes it mean nothing. */
function problemOf(text: string, tree: ASTNode, moment: ExpressionMoment, facts: GateFacts): string | null {
  const metrics = 'metrics' in facts.candidate ? [...facts.candidate.metrics.keys()] : [];
  const [misread] = misreadNames(text, tree, { metrics, objectives: null }).filter(
    // Without such a metric it may be a division after all.
    ({ fix }) =>
      metrics.some((name) => [null, 'champion'].some((of) => fix?.text === metricExpression(name, of))),
  );
  if (misread) return misread.message;
  const objectives = Object.keys(facts.slo);
  const [name] = checkNames(text, tree, moment, { metrics: null, objectives });
  if (name) return name.message;
  const [type] = checkTypes(text, tree, moment);
  if (type) return type.message;
  if ([...nodesOf(tree)].some((node) => node.op === 'rcall' && node.args[0] === 'matches'))
    return 'matches() is turned off: some patterns take seconds. Compare with ==, startsWith(), endsWith() or contains()';
  return namesAnything(tree) ? null : 'it looks at nothing that was measured: it always says the same';
}

function namesAnything(tree: ASTNode): boolean {
  return [...nodesOf(tree)].some(({ op }) => op === 'id');
}
