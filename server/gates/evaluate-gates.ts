import type { GateResult, GateValue, GateVerdict } from '../../schemas/protocol/gates.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import { factOf, type GateFacts } from './facts.ts';
import { judgeText } from './judge-text.ts';
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
  const condition = when === null ? null : judgeText(when, 'gate', facts);
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
  const judged = judgeText(expr, 'gate', facts);
  if ('unknown' in judged) return result('unknown', judged.unknown);
  return result(judged.holds ? 'passed' : 'failed', judged.because);
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
