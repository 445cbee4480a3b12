import { describe, expect, test } from 'vitest';
import { evaluateGates, verdictOf } from '../../../server/gates/evaluate-gates.ts';
import type { GateFacts } from '../../../server/gates/facts.ts';
import { factsFor, noChampion } from './facts.ts';

function judge(expr: string, facts: GateFacts, when: string | null = null) {
  const [result] = evaluateGates([{ name: 'g', expr, when, line: 3 }], facts);
  if (!result) throw new Error('no result');
  return result;
}

const facts = factsFor({ auc: 0.93, f1: 0.8, 'val/loss': 0.3, zero: 0 });

describe('a gate says what was found and what was asked', () => {
  test.each([
    ['auc >= 0.92', 'passed', 'auc is 0.93: at least 0.92 is asked'],
    ['auc >= 0.95', 'failed', 'auc is 0.93, and at least 0.95 is asked'],
    ['0.95 <= auc', 'failed', 'auc is 0.93, and at least 0.95 is asked'],
    ['metrics["val/loss"] <= 0.31', 'passed', 'metrics["val/loss"] is 0.3: at most 0.31 is asked'],
    ['auc >= champion.auc + 0.05', 'failed', 'auc is 0.93, and at least champion.auc + 0.05 (0.95) is asked'],
    ['auc > 0.9 && f1 > 0.85', 'failed', 'f1 is 0.8, and more than 0.85 is asked'],
    [
      'auc > 0.99 || f1 > 0.85',
      'failed',
      'auc is 0.93, and more than 0.99 is asked; f1 is 0.8, and more than 0.85 is asked',
    ],
    ['signature.compatible', 'passed', 'signature.compatible is true'],
    ['champion.version == "2"', 'passed', 'champion.version is 2: exactly 2 is asked'],
    ['slo.p99_ms < 30.0', 'passed', 'slo.p99_ms is 20: less than 30 is asked'],
    ['auc > 0.5 ? f1 > 0.5 : zero > 1.0', 'passed', 'f1 is 0.8: more than 0.5 is asked'],
    ['[auc, f1].all(x, x > 0.7)', 'passed', '[auc, f1].all(x, x > 0.7) is true'],
    ['!(auc > 0.99)', 'passed', 'auc is 0.93, and more than 0.99 is asked'],
  ])('%s: %s', (expr, verdict, reason) => {
    expect(judge(expr, facts)).toMatchObject({ verdict, reason });
  });

  test('with each value that it named', () => {
    const { values } = judge(
      'auc >= champion.auc && metrics["val/loss"] < nan',
      factsFor({ auc: 0.93, nan: Number.NaN }),
    );
    expect(values).toEqual([
      { name: 'auc', value: 0.93 },
      { name: 'champion.auc', value: 0.9 },
      { name: 'metrics["val/loss"]', value: null },
      { name: 'nan', value: 'NaN' },
    ]);
  });

  test('figures that would look the same are told in full', () => {
    const { reason } = judge('auc >= 0.92', factsFor({ auc: 0.92 - 1e-12 }));
    expect(reason).toBe('auc is 0.9199999999990001, and at least 0.92 is asked');
  });

  test('a signature that is not compatible says why', () => {
    const others = new Map([
      ['signature.compatible', { value: false, because: 'the model has no input "x"' }],
    ]);
    expect(judge('signature.compatible', factsFor({}, { others }))).toMatchObject({
      verdict: 'failed',
      reason: 'signature.compatible is false: the model has no input "x"',
    });
  });
});

describe('what is not known blocks', () => {
  const nan = factsFor({ auc: 0.93, p99: Number.NaN, big: Number.POSITIVE_INFINITY, zero: 0 });
  test.each([
    ['NaN that a negation would make true', '!(p99 > 5.0)', 'p99 is not known: it is NaN'],
    ['NaN in a comparison', 'p99 != 5.0', 'p99 is not known: it is NaN'],
    ['infinity', 'big > 5.0', 'big is not known: it is Infinity'],
    ['NaN that is calculated', '!(zero / zero > 1.0)', 'zero / zero comes to NaN'],
    ['infinity that is calculated', 'auc / zero > 1.0', 'auc / zero comes to Infinity'],
    ['NaN that hides in a list', '[auc, p99].exists(x, x > 0.5)', 'p99 is not known: it is NaN'],
    ['NaN that is calculated in a list', '[zero].all(x, !(x / x > 1.0))', 'calculates within a list'],
    [
      'NaN among all metrics',
      'metrics.exists(m, metrics[m] > 0.5)',
      'metrics is not known: its "p99" is NaN',
    ],
    ['a metric that is missing', 'f1 > 0.5', 'the evaluation gave no metric "f1"'],
    ['a misspelt metric', 'acu > 0.5', 'did you mean "auc"?'],
    ['a champion metric that is missing', 'champion.f1 > 0.1', "the champion's evaluation gave no metric"],
    ['a missing value behind ||', 'champion.f1 > 1.0 || true', 'champion.f1 is not known'],
    ['a missing value before ||', 'true || champion.f1 > 1.0', 'champion.f1 is not known'],
    ['a missing value behind && that is negated', '!(false && f1 > 1.0)', 'f1 is not known'],
    [
      'a missing value in the branch that is not taken',
      'auc > 0.5 ? auc > 0.6 : f1 > 0.5',
      'f1 is not known',
    ],
    ['a division where a metric was meant', 'val/auc >= 0.9', 'val is not known'],
    ['a number where a verdict is wanted', 'auc', 'expected what is true or false'],
    ['whole and decimal numbers', 'auc - 1 > 0.0', 'write 1.0'],
    ['a pattern', 'champion.version.matches("^(1+)+$")', 'matches() is turned off'],
    ['an unknown member', 'signature.compatibel', 'did you mean "compatible"?'],
    [
      'an objective that the manifest does not give',
      'slo.qps > 1.0',
      'the manifest gives no "qps" under slo',
    ],
    ['latency without a benchmark', 'latency.p99_ms <= slo.p99_ms', 'no benchmark of this version was made'],
    ['data without a contract check', 'signature.compatible && data.valid', 'data.valid is not known'],
    ['what cannot be read', 'auc >=', 'the expression ends too early'],
    ['what says always the same', '1.0 < 2.0', 'it looks at nothing that was measured'],
    ['an error while it is evaluated', 'int(auc * 0.0) / int(zero) == 0', 'it cannot be evaluated'],
    ['a missing value that has() does not ask for', '!has(champion.f1) || f1 > 0.5', 'f1 is not known'],
    ['has() in a comparison', 'has(champion.f1) == false', 'has() stands by itself'],
    [
      'has() of what nobody measured',
      '!has(latency.p99_ms) || auc > 0.1',
      'no benchmark of this version was made',
    ],
    ['a group', 'champion == champion', 'all of champion'],
    ['own names of CEL', 'int > 0.5', 'of type type'],
  ])('%s', (_, expr, reason) => {
    const result = judge(expr, nan);
    expect(result.reason).toContain(reason);
    expect(result.verdict).toBe('unknown');
  });

  test('val/auc is told of as a metric where there is one of that name', () => {
    const result = judge('val/auc >= 0.9', factsFor({ 'val/auc': 0.95, val: 1, auc: 1 }));
    expect(result).toMatchObject({ verdict: 'unknown' });
    expect(result.reason).toContain('metrics["val/auc"]');
  });

  test('a candidate without evidence', () => {
    const candidate = { unknown: 'there is no evidence: it was not evaluated yet' };
    expect(judge('auc > 0.5', factsFor({}, { candidate })).verdict).toBe('unknown');
    expect(judge('!has(metrics.auc) || auc > 0.5', factsFor({}, { candidate })).verdict).toBe('unknown');
  });

  test('a champion of whom nobody can say whether there is one', () => {
    const champion = { unknown: 'the manifest names no deploy.alias' };
    expect(judge('auc > 0.5', factsFor({ auc: 0.9 }, { champion }), 'champion.exists').verdict).toBe(
      'unknown',
    );
    expect(
      judge('!champion.exists || auc > champion.auc', factsFor({ auc: 0.9 }, { champion })).verdict,
    ).toBe('unknown');
  });
});

describe('a first release', () => {
  const first = factsFor({ auc: 0.93 }, noChampion);

  test('skips what counts only with a champion', () => {
    expect(judge('auc >= champion.auc', first, 'champion.exists')).toMatchObject({
      verdict: 'skipped',
      reason: 'it does not count: champion.exists is false',
    });
  });

  test.each([
    ['!champion.exists || auc >= champion.auc', 'passed'],
    ['auc >= champion.auc || !champion.exists', 'passed'],
    ['champion.exists ? auc >= champion.auc : auc > 0.9', 'passed'],
    ['!has(champion.f1) || auc >= champion.f1', 'passed'],
    ['champion.exists && auc >= champion.auc', 'failed'],
    // Not what was asked for is missing.
    ['!champion.exists || f1 >= champion.auc', 'unknown'],
    ['auc >= champion.auc', 'unknown'],
    ['auc >= champion.auc || auc > 0.5', 'unknown'],
  ])('%s: %s', (expr, verdict) => {
    expect(judge(expr, first).verdict).toBe(verdict);
  });

  test('a champion that is there, but was not measured, is no absent one', () => {
    const champion = {
      exists: true as const,
      version: '1',
      others: new Map(),
      measured: { unknown: 'it has no evidence' },
    };
    const unmeasured = factsFor({ auc: 0.93 }, { champion });
    expect(judge('!champion.exists || auc >= champion.auc', unmeasured).verdict).toBe('unknown');
    expect(judge('champion.exists || auc >= champion.auc', unmeasured).verdict).toBe('unknown');
    expect(judge('!has(champion.auc) || auc >= champion.auc', unmeasured).verdict).toBe('unknown');
  });
});

describe('a condition', () => {
  test('that does not hold skips the gate, whatever is missing in it', () => {
    expect(judge('f1 > 0.5', facts, 'auc > 0.99').verdict).toBe('skipped');
  });

  test('that is not known blocks', () => {
    expect(judge('auc > 0.5', factsFor({ auc: 0.9 }), 'f1 > 0.5')).toMatchObject({ verdict: 'unknown' });
  });
});

test('one gate that failed or is unknown refuses', () => {
  const verdict = (...exprs: string[]) =>
    verdictOf(
      evaluateGates(
        exprs.map((expr) => ({ name: expr, expr, when: null, line: 1 })),
        facts,
      ),
    );
  expect(verdict('auc > 0.9', 'f1 > 0.7')).toBe('passed');
  expect(verdict('auc > 0.9', 'f1 > 0.9')).toBe('refused');
  expect(verdict('auc > 0.9', 'nothing > 0.9')).toBe('refused');
});
