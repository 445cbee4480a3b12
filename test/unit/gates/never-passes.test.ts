import { expect, test } from 'vitest';
import { evaluateGates } from '../../../server/gates/evaluate-gates.ts';
import { factsFor, noChampion } from './facts.ts';

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A random expression that names `bad` somewhere, without asking whether it is there. */
function expressionWith(bad: string, pick: (below: number) => number): string {
  const one = (...from: string[]) => from[pick(from.length)] ?? '';
  const value = () => one('auc', 'f1', 'champion.auc', 'slo.p99_ms', '0.5', '1.0', 'metrics["val/loss"]');
  const number = (depth: number): string =>
    depth === 0 || pick(3) === 0
      ? value()
      : `(${number(depth - 1)} ${one('+', '-', '*', '/')} ${number(depth - 1)})`;
  const compare = (left: string) => `${left} ${one('<', '<=', '>', '>=', '==', '!=')} ${number(2)}`;
  const good = (depth: number): string =>
    depth === 0 || pick(3) === 0
      ? pick(4) === 0
        ? one('true', 'false', 'signature.compatible', 'champion.exists')
        : compare(number(1))
      : `(${good(depth - 1)} ${one('&&', '||')} ${good(depth - 1)})`;
  let found = pick(2) === 0 ? compare(bad) : compare(`(${number(1)} ${one('+', '-', '*', '/')} ${bad})`);
  if (pick(6) === 0) found = `[auc, ${bad}].${one('all', 'exists')}(x, x ${one('<', '>', '!=')} 0.5)`;
  for (let layers = pick(4); layers > 0; layers--) {
    const other = good(2);
    const joined = [
      `(${found} || ${other})`,
      `(${other} || ${found})`,
      `(${found} && ${other})`,
      `(${other} && ${found})`,
      `!(${found})`,
      `(${other} ? ${found} : ${good(1)})`,
      `(${other} ? ${good(1)} : ${found})`,
      `(${found} ? ${good(1)} : ${good(1)})`,
    ];
    found = joined[pick(joined.length)] ?? found;
  }
  return found;
}

const measured = { auc: 0.93, f1: 0.8, 'val/loss': 0.3 };
const worlds = [
  ['is missing', 'gone', factsFor(measured)],
  ['is NaN', 'odd', factsFor({ ...measured, odd: Number.NaN })],
  ['is infinite', 'odd', factsFor({ ...measured, odd: Number.NEGATIVE_INFINITY })],
  ['is missing among all metrics', 'metrics["gone"]', factsFor(measured)],
  ['is missing of the champion', 'champion.gone', factsFor(measured)],
  ['is of no benchmark', 'latency.p99_ms', factsFor(measured)],
  ['was never measured', 'auc', factsFor({}, { candidate: { unknown: 'it was not evaluated yet' } })],
  [
    'is of a champion that has no evidence',
    'champion.auc',
    factsFor(measured, {
      champion: {
        exists: true,
        version: '2',
        others: new Map(),
        measured: { unknown: 'it has no evidence' },
      },
    }),
  ],
] as const;

test.each(worlds)('no expression passes or fails with a value that %s', (_, bad, facts) => {
  const pick = numbers(20_261_126);
  for (let turn = 0; turn < 600; turn++) {
    const expr = expressionWith(bad, pick);
    const [result] = evaluateGates([{ name: 'g', expr, when: null, line: 1 }], facts);
    expect(result?.verdict, expr).toBe('unknown');
    const [asked] = evaluateGates([{ name: 'g', expr: 'auc > 0.5', when: expr, line: 1 }], facts);
    expect(asked?.verdict, `when: ${expr}`).toBe('unknown');
  }
});

test('without a champion, what compares with one passes only where it is asked for first', () => {
  const pick = numbers(7);
  const facts = factsFor(measured, noChampion);
  for (let turn = 0; turn < 600; turn++) {
    const expr = expressionWith('champion.auc', pick);
    const [result] = evaluateGates([{ name: 'g', expr, when: null, line: 1 }], facts);
    if (!expr.includes('champion.exists')) expect(result?.verdict, expr).toBe('unknown');
    const [skipped] = evaluateGates([{ name: 'g', expr, when: 'champion.exists', line: 1 }], facts);
    expect(skipped?.verdict).toBe('skipped');
  }
});

test('the same expressions come to a verdict where the value is there', () => {
  const pick = numbers(20_261_126);
  const judged = Array.from({ length: 600 }, () => {
    const expr = expressionWith('there', pick);
    return evaluateGates(
      [{ name: 'g', expr, when: null, line: 1 }],
      factsFor({ ...measured, there: 0.7 }),
    )[0];
  });
  const share = (verdict: string) =>
    judged.filter((result) => result?.verdict === verdict).length / judged.length;
  expect(share('passed')).toBeGreaterThan(0.2);
  expect(share('failed')).toBeGreaterThan(0.2);
});
