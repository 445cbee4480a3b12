import { describe, expect, test } from 'vitest';
import { checkExpression } from '../../../server/core/expressions/check-expression.ts';
import type { ExpressionFacts } from '../../../server/core/expressions/known-metrics.ts';
import { parseExpression } from '../../../server/core/expressions/parse-expression.ts';
import type { ExpressionMoment } from '../../../server/core/expressions/release-names.ts';
import { environmentFor } from '../../../server/core/expressions/typed-environment.ts';

const nothingKnown: ExpressionFacts = { metrics: null, objectives: null };
const logged: ExpressionFacts = { metrics: ['auc', 'f1', 'val/loss', 'accuracy'], objectives: ['p99_ms'] };

function problems(text: string, facts = nothingKnown, moment: ExpressionMoment = 'gate') {
  return checkExpression(text, moment, facts).map(
    ({ kind, message, start, end }) => `${kind} [${text.slice(start, end)}] ${message}`,
  );
}

function mended(text: string, facts = nothingKnown, moment: ExpressionMoment = 'gate') {
  const fix = checkExpression(text, moment, facts).find((problem) => problem.fix)?.fix;
  return fix && text.slice(0, fix.start) + fix.text + text.slice(fix.end);
}

describe('expressions of the manifests are right', () => {
  test.each([
    ['gate', 'auc >= 0.92'],
    ['gate', 'champion.exists'],
    ['gate', 'auc >= champion.auc - 0.005'],
    ['gate', 'metrics["val/loss"] <= 0.31'],
    ['gate', 'champion.metrics["val/loss"] <= 0.31'],
    ['gate', 'latency.p99_ms <= slo.p99_ms'],
    ['gate', 'signature.compatible && data.valid'],
    ['gate', 'auc > 1 ? true : f1 >= 0.5'],
    ['gate', '[auc, f1].all(x, x >= 0.5)'],
    ['gate', 'fairness.equal_opportunity_gap <= 0.1'],
    ['rollback', 'canary.error_rate > slo.error_rate || canary.p99_ms > stable.p99_ms * 1.2'],
    ['alert', 'drift.share >= 0.3'],
    ['retrain', 'drift.share >= 0.3 && performance.estimated.auc < 0.85'],
  ] as const)('%s: %s', (moment, text) => {
    expect(problems(text, nothingKnown, moment)).toEqual([]);
  });
});

describe('syntax is told of in words, with what was probably meant', () => {
  test.each([
    ['auc >', 'syntax [>] the expression ends too early: a value is missing after this'],
    ['(auc > 0.9', 'syntax [9] a "(" is never closed'],
    ['auc >= * 2.0', 'syntax [*] expected a value, found "multiply"'],
    ['', 'syntax [] the expression is empty: write what must hold, like auc >= 0.9'],
    ['auc 0.9', 'syntax [0.9] "0.9" was not expected here: an operator like && or >= is missing before it'],
    ['if > 0.9', 'syntax [if] "if" is a reserved word of CEL: a metric of this name is metrics["if"]'],
    ['auc > "0.9', 'syntax ["0.9] a quotation mark is never closed'],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test.each([
    ['auc >= 0.9 and f1 >= 0.8', 'auc >= 0.9 && f1 >= 0.8'],
    ['auc >= 0.9 or f1 >= 0.8', 'auc >= 0.9 || f1 >= 0.8'],
    ['not data.valid', '!data.valid'],
    ['auc ≥ 0.9', 'auc >= 0.9'],
    ['auc => 0.9', 'auc >= 0.9'],
    ['auc = 0.9', 'auc == 0.9'],
    ['auc >= .9', 'auc >= 0.9'],
    ['auc >= 0,9', 'auc >= 0.9'],
    ['auc >= 92%', 'auc >= 0.92'],
    ['auc >= 0.9;', 'auc >= 0.9'],
    ['metrics["a and b"] = 1.0', 'metrics["a and b"] == 1.0'],
  ])('%s', (text, expected) => {
    expect(mended(text)).toBe(expected);
  });

  test('what nobody writes is refused and ends nothing', () => {
    for (const text of [
      '('.repeat(100_000),
      '('.repeat(3000),
      '!'.repeat(3999),
      `${'['.repeat(2000)}`,
      '-'.repeat(3999),
      'a.'.repeat(1900),
    ])
      expect(checkExpression(text, 'gate', nothingKnown)).toHaveLength(1);
  });
});

test('no text, however odd, ends the check or is marked beyond its end', () => {
  const words =
    'auc champion . exists ( ) ! >= == && || ? : metrics ["val/loss"] 0.5 1 "a" , [ ] { } - / % .all(x, has( latency.p99_ms in null .matches("a") b"x" 1u \\ é __proto__ constructor optional .? [? dyn( cel int'.split(
      ' ',
    );
  let seed = 7;
  const below = (most: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed >>> 8) % most;
  };
  for (let turn = 0; turn < 5000; turn++) {
    const text = Array.from({ length: 1 + below(8) }, () => words[below(words.length)]).join(
      turn % 2 ? ' ' : '',
    );
    for (const { start, end, fix } of checkExpression(text, 'gate', turn % 3 ? logged : nothingKnown))
      for (const range of [{ start, end }, fix ?? { start, end }])
        expect(0 <= range.start && range.start <= range.end && range.end <= text.length, text).toBe(true);
  }
});

describe('names', () => {
  test.each([
    ['latency.p99ms <= 20.0', 'name [p99ms] "latency" has no "p99ms"; did you mean "p99_ms"?'],
    [
      'latncy.p99_ms <= 20.0',
      'name [latncy] nothing with members is called "latncy"; did you mean "latency"?',
    ],
    ['latency["p99ms"] <= 20.0', 'name ["p99ms"] "latency" has no "p99ms"; did you mean "p99_ms"?'],
    [
      'auc.best > 0.9',
      'name [auc] nothing with members is called "auc"; known: metrics, champion, latency, throughput, size, slo, signature, data, drift, fairness',
    ],
    ['latency.p99_ms.max > 1.0', 'name [max] "latency.p99_ms" is a number and has no members'],
    ['canary.p99_ms < 10.0', 'name [canary] "canary" is known only in deploy.rollback.when'],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test('nothing is said of metrics while none is known', () => {
    expect(problems('acu >= champion.acu && metrics["val/los"] < 0.1')).toEqual([]);
  });

  test('metrics that no run has logged are told of once runs are known', () => {
    expect(problems('acu >= champion.acu', logged)).toEqual([
      'metric [acu] no run has logged a metric "acu"; did you mean "auc"?',
      'metric [acu] "champion" has no "acu": no run has logged a metric "acu"; did you mean "auc"?',
    ]);
    expect(mended('acu >= 0.9', logged)).toBe('auc >= 0.9');
    expect(mended('metrics["val/los"] < 0.1', logged)).toBe('metrics["val/loss"] < 0.1');
    expect(problems('roc_auc_ovr_weighted >= 0.9', logged)).toEqual([
      'metric [roc_auc_ovr_weighted] no run has logged a metric "roc_auc_ovr_weighted"; known: auc, f1, accuracy',
    ]);
  });

  test('outside of gates there are no metrics by their bare names', () => {
    expect(problems('auc < 0.8', nothingKnown, 'retrain')).toEqual([
      'name [auc] nothing is called "auc"; known: drift, performance, data, slo',
    ]);
  });

  test('an objective that the manifest does not give is never known', () => {
    expect(problems('latency.p50_ms <= slo.qps', logged)).toEqual([
      'name [qps] the manifest gives no "qps" under slo, so that this is never known',
    ]);
  });
});

describe('types', () => {
  test.each([
    ['auc', 'type [auc] expected what is true or false, like auc >= 0.9; this gives a decimal number'],
    ['auc && data.valid', 'type [auc] "&&" joins what is true or false, and "auc" is a decimal number'],
    ['data.valid > 0.5', 'type [data.valid > 0.5] ">" does not take true or false and a decimal number'],
    ['!auc', 'type [!auc] "!" takes what is true or false, and here stands a decimal number'],
    [
      'min(auc, f1) > 0.5',
      'type [min(auc, f1)] there is no function "min" for this; there are size(), has(), double(), int(), string(), bool()',
    ],
    ['auc == "high"', 'type [auc == "high"] "==" does not take a decimal number and a text'],
    [
      'champion',
      'type [champion] expected what is true or false, like auc >= 0.9; this gives all of champion',
    ],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test.each([
    ['auc - 1 > 0.0', 'auc - 1.0 > 0.0'],
    ['auc == 1', 'auc == 1.0'],
    ['auc > 2 * champion.auc', 'auc > 2.0 * champion.auc'],
    ['auc > size([f1]) * champion.auc', 'auc > double(size([f1])) * champion.auc'],
  ])('whole and decimal numbers: %s', (text, expected) => {
    expect(mended(text)).toBe(expected);
    expect(problems(expected)).toEqual([]);
  });
});

describe('hazards', () => {
  test.each([
    ['!(p99 > 5.0)', 'p99 <= 5.0'],
    ['!((auc) < (0.9))', 'auc >= 0.9'],
    ['!((data.valid ? a : b) > 1.0)', '(data.valid ? a : b) <= 1.0'],
    ['!(a > 1.0 || (data.valid ? b > 1.0 : true))', 'a <= 1.0 && (data.valid ? b <= 1.0 : false)'],
    ['data.valid && !(a > 1.0 || b < 2.0)', 'data.valid && a <= 1.0 && b >= 2.0'],
    ['!(a > 1.0 && data.valid)', 'a <= 1.0 || !data.valid'],
  ])('a negated comparison is true for NaN: %s', (text, expected) => {
    expect(problems(text)[0]).toMatch(/^hazard .*this is also true where a value is NaN/);
    expect(mended(text)).toBe(expected);
    expect(problems(expected)).toEqual([]);
  });

  test('the mended condition is false for NaN in the engine itself, the negated one true', () => {
    const holds = (text: string) => {
      const parsed = parseExpression(text);
      if ('problem' in parsed) throw new Error(parsed.problem.message);
      return environmentFor('gate', parsed.tree).evaluate(text, { p99: Number.NaN });
    };
    expect(holds('!(p99 > 5.0)')).toBe(true);
    expect(holds('p99 <= 5.0')).toBe(false);
  });

  test.each([
    ['val/auc >= 0.9', 'metrics["val/auc"] >= 0.9'],
    ['val/best/auc >= 0.9', 'metrics["val/best/auc"] >= 0.9'],
    ['f1 > champion.val/f1', 'f1 > champion.metrics["val/f1"]'],
  ])('a metric taken for a division: %s', (text, expected) => {
    expect(problems(text)).toHaveLength(1);
    expect(problems(text)[0]).toMatch(/^hazard .* divides /);
    expect(mended(text)).toBe(expected);
  });

  test('a division of two known metrics is one, unless a third has its name', () => {
    expect(problems('f1 / auc > 0.5', logged)).toEqual([]);
    expect(problems('val/loss < 0.5', logged)).toHaveLength(1);
    expect(problems('a/b < 0.5', { metrics: ['a', 'b', 'a/b'], objectives: null })).toHaveLength(1);
  });

  test('patterns are turned off', () => {
    expect(problems('champion.version.matches("^(a+)+$")')).toEqual([
      'hazard [champion.version.matches("^(a+)+$")] matches() is turned off: some patterns take seconds. Compare with ==, startsWith(), endsWith() or contains()',
    ]);
  });

  test('what looks at nothing measured always says the same', () => {
    expect(problems('1.0 < 2.0')).toEqual([
      'hazard [1.0 < 2.0] this looks at nothing that was measured: it always says the same',
    ]);
  });
});
