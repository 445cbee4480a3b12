import { expect, test } from 'vitest';
import { parsePipeline } from '../../../server/manifests/dvc/parse-pipeline.ts';

const text = (sweep: string) => `stages:\n  train:\n    cmd: x\n    meta: {slipway: {sweep: ${sweep}}}\n`;

function parse(sweep: string) {
  return parsePipeline({
    text: text(sweep),
    root: '/project',
    file: 'dvc.yaml',
    style: { bool: 'store_true', list: 'nargs' },
    reader: { readValues: () => null },
  });
}

/** `¦` marks the key at which the problem is told; without it, that is `sweep` itself. */
function problemOf(marked: string) {
  const { problems } = parse(marked.replace('¦', ''));
  expect(problems).toHaveLength(1);
  const line = text(marked).split('\n')[3] ?? '';
  const column = line.indexOf(marked.includes('¦') ? '¦' : 'sweep:') + 1;
  expect(problems[0]).toMatchObject({ line: 4, column });
  return problems[0]?.message;
}

test('a sweep is read whole', () => {
  const { stages, problems } = parse(
    `{method: random, maximize: auc, trials: 20, parallel: 4, seed: 7, early_stopping: {min_steps: 5},
      params: {lr: {min: 1.0e-4, max: 1.0, scale: log}, depth: {min: 2, max: 8}, kind: [tree, net],
        config.json:dropout: {min: 0, max: 0.5, step: 0.1}}}`,
  );
  expect(problems).toEqual([]);
  const range = { kind: 'range', scale: 'linear', step: null, whole: false, gridCount: null };
  expect(stages[0]?.settings.sweep).toEqual({
    method: 'random',
    metric: 'auc',
    goal: 'maximize',
    params: new Map<string, unknown>([
      ['lr', { ...range, min: 0.0001, max: 1, scale: 'log' }],
      ['depth', { ...range, min: 2, max: 8, step: 1, whole: true }],
      ['kind', { kind: 'choice', values: ['tree', 'net'] }],
      ['config.json:dropout', { ...range, min: 0, max: 0.5, step: 0.1 }],
    ]),
    trials: 20,
    parallel: 4,
    seed: 7,
    earlyStopping: { minSteps: 5, reduction: 3 },
  });
});

test('without a method it is a grid, or TPE where it says how many trials it makes', () => {
  expect(parse('{minimize: loss, params: {a: [1, 2]}}').stages[0]?.settings.sweep?.method).toBe('grid');
  expect(parse('{minimize: loss, params: {a: [1, 2]}, trials: 9}').stages[0]?.settings.sweep?.method).toBe(
    'tpe',
  );
});

test('what a sweep cannot do is told where it stands', () => {
  expect(problemOf('{params: {a: [1]}}')).toContain('"maximize" or to "minimize"');
  expect(problemOf('{minimize: a, maximize: b, params: {a: [1]}}')).toContain('one of the two');
  expect(problemOf('{minimize: loss}')).toContain('in "params" what to search');
  expect(problemOf('{minimize: loss, method: tpe, params: {a: [1]}}')).toContain('in "trials" how many');
  expect(problemOf('{minimize: loss, ¦method: bayes, params: {a: [1]}}')).toContain('grid or random or tpe');
  expect(problemOf('{minimize: loss, params: {¦lr: {min: 0.1, max: 1.0}}}')).toContain(
    '"step", or in "count"',
  );
  expect(problemOf('{minimize: loss, params: {lr: {¦min: 0, max: 1, scale: log}}}')).toContain('above 0');
  expect(problemOf('{minimize: loss, params: {lr: {min: 2, ¦max: 1}}}')).toContain('below its "min"');
  expect(problemOf('{minimize: loss, params: {¦lr: []}}')).toContain('at least one value');
  expect(problemOf('{minimize: loss, ¦trails: 3, params: {lr: [1]}}')).toContain('did you mean "trials"?');
});
