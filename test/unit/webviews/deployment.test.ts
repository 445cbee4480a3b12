import { describe, expect, test } from 'vitest';
import type { RolloutView, TargetTraffic, TensorField } from '../../../schemas/protocol/deployments.ts';
import type { DeploymentStrings } from '../../../schemas/protocol/views/deployment.ts';
import {
  formProblem,
  prettyBody,
  rawProblem,
  splitList,
  startingTensors,
  withoutRow,
  withRow,
} from '../../../webviews/deployment/form-model.ts';
import { rolloutSteps } from '../../../webviews/deployment/rollout-steps.ts';
import { byShare, TrafficHistory } from '../../../webviews/deployment/traffic-history.ts';

const x: TensorField = { name: 'x', datatype: 'FP32', shape: [-1, 2], columns: ['amount', 'age'] };
const country: TensorField = { name: 'country', datatype: 'BYTES', shape: [-1], columns: [] };
const scale: TensorField = { name: 'scale', datatype: 'INT8', shape: [1], columns: [] };
const strings = {
  count: 'Expected {0}, found {1}.',
  onlyRaw: '{0} only as JSON.',
  problems: {
    number: 'no number',
    integer: 'no whole number',
    boolean: 'no boolean',
    range: 'not in {0}',
    json: 'no JSON: {0}',
  },
} as DeploymentStrings;

describe('the form of a test request', () => {
  const inputs = [x, country, scale];
  const typed = [
    { name: 'x', elements: ['1', '2'] },
    { name: 'country', elements: ['at'] },
    { name: 'scale', elements: ['3'] },
  ];

  test('begins with what was typed before, where that still fits', () => {
    const before = [{ name: 'x', elements: ['1', '2', '3'] }, typed[1] ?? { name: '', elements: [] }];
    expect(startingTensors(inputs, before)).toEqual([
      { name: 'x', elements: ['0', '0'] },
      { name: 'country', elements: ['at'] },
      { name: 'scale', elements: ['0'] },
    ]);
  });

  test('adds and removes a row of every input that is a batch, and of no other', () => {
    const two = withRow(inputs, typed);
    expect(two.map(({ elements }) => elements)).toEqual([['1', '2', '1', '2'], ['at', 'at'], ['3']]);
    expect(withoutRow(inputs, two, 0)).toEqual(typed);
  });

  test('says what is wrong first', () => {
    const problem = (...elements: string[]) => formProblem([x], [{ name: 'x', elements }], strings);
    expect(problem('1', '2')).toBeNull();
    expect(problem('1', 'two')).toBe('x: no number');
    expect(problem('1', '2', '3')).toBe('x: Expected 2, found 3.');
    expect(problem()).toBe('x: Expected 2, found 0.');
    expect(formProblem([scale], [{ name: 'scale', elements: ['300'] }], strings)).toBe('scale: not in INT8');
    expect(formProblem([{ ...x, shape: [-1, -1, -1] }], [], strings)).toBe('x only as JSON.');
  });

  test('takes a list as people write it', () => {
    expect(splitList('[1, 2\n3;4]  5')).toEqual(['1', '2', '3', '4', '5']);
  });

  test('tells JSON from what is none', () => {
    expect(rawProblem('{"inputs": []}', strings)).toBeNull();
    expect(rawProblem('{inputs}', strings)).toMatch(/^no JSON: .+/);
  });
});

test('an answer is broken into lines, its data are not, and large integers stay as they are', () => {
  expect(prettyBody('{"outputs":[{"name":"y","data":[1,2,3]}]}')).toBe(
    '{\n  "outputs": [\n    {\n      "name": "y",\n      "data": [1, 2, 3]\n    }\n  ]\n}',
  );
  expect(prettyBody('{"data":[9223372036854775807]}')).toBe('{"data":[9223372036854775807]}');
  expect(prettyBody('not found')).toBe('not found');
});

describe('the steps of a rollout', () => {
  const rollout = (change: Partial<RolloutView>): RolloutView => ({
    kind: 'deploy',
    to: 2,
    phase: 'canary',
    step: 1,
    steps: [
      { weight: 5, durationMs: 1000 },
      { weight: 25, durationMs: 2000 },
    ],
    elapsedMs: 0,
    durationMs: 2000,
    reason: '',
    waitsFor: null,
    ...change,
  });
  const told = (view: RolloutView) =>
    rolloutSteps(view).map(({ phase, weight, standing }) => `${phase}${weight ?? ''} ${standing}`);

  test('come before and after the one that is under way', () => {
    expect(told(rollout({}))).toEqual([
      'loading done',
      'warming done',
      'canary5 done',
      'canary25 under-way',
      'promoting to-come',
      'baking to-come',
    ]);
    expect(told(rollout({ phase: 'loading', step: 0 }))[0]).toBe('loading under-way');
    expect(told(rollout({ phase: 'baking', step: 1 })).at(-1)).toBe('baking under-way');
  });

  test('have a shadow while it goes on; a rollback has no bake', () => {
    expect(told(rollout({ phase: 'shadow', step: 0 }))).toContain('shadow under-way');
    expect(told(rollout({ kind: 'rollback', steps: [], phase: 'promoting', step: 0 }))).toEqual([
      'loading done',
      'warming done',
      'promoting under-way',
    ]);
  });
});

describe('the history of traffic', () => {
  const traffic = (revision: number, p99Ms: number | null) => ({
    revision,
    weight: 50,
    requestsPerSecond: 10 * revision,
    errorsPerSecond: 0,
    p50Ms: null,
    p95Ms: null,
    p99Ms,
    device: 'CPU',
    memoryBytes: null,
    burnRate: null,
  });
  const sample = (at: number, ...revisions: TargetTraffic['revisions']): TargetTraffic => ({
    target: 'live',
    at,
    revisions,
  });

  test('gives each revision its points; a second without a request has no latency', () => {
    const history = new TrafficHistory();
    history.add(sample(1000, traffic(1, 4)));
    history.add(sample(2000, traffic(1, null), traffic(2, 6)));
    history.add(sample(2000, traffic(3, 1)));
    history.add(sample(3000, traffic(1, 5), traffic(2, 7)));
    expect(history.revisions()).toEqual([1, 2]);
    expect([...history.points(1, 'p99Ms').columns('time', 0).y]).toEqual([4, 5]);
    expect([...history.points(1, 'p99Ms').columns('time', 0).x]).toEqual([1000, 3000]);
    expect([...history.points(2, 'requestsPerSecond').columns('time', 0).y]).toEqual([20, 20]);
  });

  test('keeps ten minutes', () => {
    const history = new TrafficHistory();
    for (let second = 1; second <= 700; second++) history.add(sample(1000 * second, traffic(1, 1)));
    expect(history.points(1, 'p99Ms').length).toBe(600);
    expect(history.latest?.at).toBe(700_000);
  });

  test('shows who is live first', () => {
    expect(byShare([traffic(1, 1), traffic(2, 1), traffic(3, 1)], 2).map(({ revision }) => revision)).toEqual(
      [2, 3, 1],
    );
  });
});
