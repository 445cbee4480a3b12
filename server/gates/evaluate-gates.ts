import type { ASTNode } from '@marcbachmann/cel-js';
import type { GateResult, GateValue, GateVerdict } from '../../schemas/protocol/gates.ts';
import { checkNames } from '../core/expressions/check-names.ts';
import { checkTypes } from '../core/expressions/check-types.ts';
import { nodesOf } from '../core/expressions/expression-tree.ts';
import { metricExpression } from '../core/expressions/known-metrics.ts';
import { misreadNames } from '../core/expressions/misread-names.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import { ExpressionValues } from './expression-values.ts';
import { factOf, type GateFacts } from './facts.ts';
import { ExpressionJudge, type Judgement } from './judge-expression.ts';
import { namedValues } from './named-values.ts';

/** A gate as its manifest declares it. */
export interface DeclaredGate {
  name: string;
  expr: string;
  when: string | null;
  /** From 1. */
  line: number;
}

/** Judges each gate; pure, and throws nothing: what cannot be judged is unknown, which blocks. */
export function evaluateGates(gates: readonly DeclaredGate[], facts: GateFacts): GateResult[] {
  return gates.map((gate) => evaluateGate(gate, facts));
}

/** `passed` only where each gate passed or does not count. */
export function verdictOf(gates: readonly GateResult[]): 'passed' | 'refused' {
  return gates.every(({ verdict }) => verdict === 'passed' || verdict === 'skipped') ? 'passed' : 'refused';
}

function evaluateGate(gate: DeclaredGate, facts: GateFacts): GateResult {
  const { when, expr } = gate;
  const condition = when === null ? null : judgeText(when, facts);
  const values = [...(when === null ? [] : valuesIn(when, facts)), ...valuesIn(expr, facts)];
  const result = (verdict: GateVerdict, reason: string): GateResult => ({
    ...gate,
    verdict,
    reason,
    values: [...new Map(values.map((value) => [value.name, value])).values()],
  });
  if (condition && 'unknown' in condition)
    return result('unknown', `whether it counts is not known (when: ${when}): ${condition.unknown}`);
  if (condition && !condition.holds) return result('skipped', `it does not count: ${condition.because}`);
  const judged = judgeText(expr, facts);
  if ('unknown' in judged) return result('unknown', judged.unknown);
  return result(judged.holds ? 'passed' : 'failed', judged.because);
}

function judgeText(text: string, facts: GateFacts): Judgement {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return { unknown: parsed.problem.message };
  const { tree } = parsed;
  const problem = problemOf(text, tree, facts);
  if (problem !== null) return { unknown: problem };
  return new ExpressionJudge(new ExpressionValues(text, tree, facts), facts).judge(tree);
}

/** What lint says against it too, and what makes it mean nothing. */
function problemOf(text: string, tree: ASTNode, facts: GateFacts): string | null {
  const metrics = 'metrics' in facts.candidate ? [...facts.candidate.metrics.keys()] : [];
  const [misread] = misreadNames(text, tree, { metrics, objectives: null }).filter(
    // Without such a metric it may be a division after all.
    ({ fix }) =>
      metrics.some((name) => [null, 'champion'].some((of) => fix?.text === metricExpression(name, of))),
  );
  if (misread) return misread.message;
  const objectives = Object.keys(facts.slo);
  const [name] = checkNames(text, tree, 'gate', { metrics: null, objectives });
  if (name) return name.message;
  const [type] = checkTypes(text, tree, 'gate');
  if (type) return type.message;
  if ([...nodesOf(tree)].some((node) => node.op === 'rcall' && node.args[0] === 'matches'))
    return 'matches() is turned off: some patterns take seconds. Compare with ==, startsWith(), endsWith() or contains()';
  return namesAnything(tree) ? null : 'it looks at nothing that was measured: it always says the same';
}

function namesAnything(tree: ASTNode): boolean {
  return [...nodesOf(tree)].some(({ op }) => op === 'id');
}

function valuesIn(text: string, facts: GateFacts): GateValue[] {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return [];
  return namedValues(parsed.tree)
    .filter(({ isGroup }) => !isGroup)
    .map(({ path, node }) => ({ name: text.slice(node.start, node.end), value: shownValue(facts, path) }));
}

function shownValue(facts: GateFacts, path: readonly string[]): GateValue['value'] {
  const fact = factOf(facts, path);
  if ('value' in fact) return fact.value;
  return /^it is (NaN|-?Infinity)$/.exec(fact.unknown)?.[1] ?? null;
}
