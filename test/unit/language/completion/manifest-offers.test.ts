import { describe, expect, test } from 'vitest';
import { type CompletionFixture, everyAbility, labels, offered, taken } from './completion-fixture.ts';
import { knownWorld } from './known-world.ts';

const contract = `name: transactions
path: data.csv
schema:
  fields:
    - {name: amount, type: number}
`;
const model: CompletionFixture = {
  location: 'fraud.model.yaml',
  files: {
    'transactions.data.yaml': contract,
    'slipway.yaml': 'targets:\n  live: {kind: local}\nexecutors:\n  gpu: {kind: ray}\n',
    'dvc.yaml': 'stages:\n  evaluate:\n    cmd: x\n',
    'model.onnx': '',
    'notes.txt': '',
  },
  given: knownWorld,
};
const workspace: CompletionFixture = { location: 'slipway.yaml' };

describe('slipway.yaml', () => {
  test('kinds come right behind the colon, with the blank that is missing', () => {
    expect(taken('targets:\n  a:\n    kind:|', 'gitops', workspace)).toBe('targets:\n  a:\n    kind: gitops');
    expect(taken('targets: {a: {kind:lo|}}', 'local', workspace)).toBe('targets: {a: {kind: local}}');
  });

  test('a kind decides which keys there are', () => {
    expect(labels('targets:\n  a:\n    kind: gitops\n    |', workspace)).toContain('repository');
    expect(labels('targets:\n  a:\n    kind: local\n    |', workspace)).not.toContain('repository');
  });

  test('a cron has its meaning, the next times and its quotes', () => {
    const fixture = 'schedules:\n  - cron: |';
    const [first] = offered(fixture, workspace);
    expect(first).toMatchObject({ label: '0 2 * * *', detail: 'every night at 02:00' });
    expect(taken(fixture, '0 2 * * *', workspace)).toBe('schedules:\n  - cron: "0 2 * * *"');
    expect(taken("schedules:\n  - cron: '|'", '0 2 * * *', workspace)).toBe(
      "schedules:\n  - cron: '0 2 * * *'",
    );
    expect(taken('schedules:\n  - cron: "|', '0 2 * * *', workspace)).toBe(
      'schedules:\n  - cron: "0 2 * * *"',
    );
  });

  test('a schedule names a pipeline and its stages', () => {
    const files = { 'dvc.yaml': 'stages:\n  a:\n    foreach: [x, y]\n    do:\n      cmd: run\n' };
    expect(labels('schedules:\n  - pipeline: |', { ...workspace, files })).toEqual(['dvc.yaml']);
    const stages = 'schedules:\n  - pipeline: dvc.yaml\n    stages: [a@x, |]';
    expect(labels(stages, { ...workspace, files })).toEqual(['a', 'a@y']);
  });

  test('a tracker is local or one of those defined', () => {
    expect(labels('tracker: |\ntrackers:\n  team: {uri: "https://x.org"}', workspace)).toEqual([
      'local',
      'team',
    ]);
  });

  test('time zones are cut to what is typed', () => {
    const items = labels('off_peak:\n  time_zone: Vienna|', workspace);
    expect(items[0]).toBe('Europe/Vienna');
  });

  test('codes of rules are offered as keys', () => {
    expect(labels('rules:\n  |', workspace)).toContain('SW101');
    expect(labels('rules: {SW101: |}', workspace)).toEqual([
      'off',
      'hint',
      'information',
      'warning',
      'error',
    ]);
  });
});

describe('*.model.yaml', () => {
  test.each([
    ['name: |', ['fraud', 'churn']],
    ['name: fraud\ndeploy: {alias: |}', ['champion', 'production', 'candidate']],
    ['deploy:\n  target: |', ['live']],
    ['retrain:\n  executor: |', ['local', 'gpu']],
    ['artifact: |', ['model.onnx']],
    ['data: {contract: |}', ['transactions.data.yaml']],
    ['evaluate: {stage: |}', ['evaluate']],
    ['data: {train: a.csv, evaluation: b.csv}\nmonitors: [{reference: |}]', ['train', 'evaluation']],
    ['artifact: model.onnx\nsignature:\n  inputs:\n    - name: |', ['x', 'mask: a']],
    ['data: {contract: transactions.data.yaml}\nsignature: {inputs: [{columns: [|]}]}', ['amount']],
  ])('%j offers %j', (fixture, expected) => expect(labels(fixture, model)).toEqual(expected));

  test('a tensor comes whole, as the model file has it', () => {
    const fixture = 'artifact: model.onnx\nsignature:\n  outputs:\n    - |';
    expect(taken(fixture, 'proba', model)).toBe(
      'artifact: model.onnx\nsignature:\n  outputs:\n    - {name: proba, datatype: FP32, shape: [-1, 2]}',
    );
    expect(taken('artifact: model.onnx\nsignature: {inputs: [|]}', 'mask: a', model)).toContain(
      '[{name: "mask: a", datatype: BOOL, shape: [-1]}]',
    );
  });

  test('a gate names metrics with their last value, and what is known of a release', () => {
    const fixture = 'evaluate: {stage: evaluate}\ngates:\n  - name: a\n    expr: |';
    const [first] = offered(fixture, model);
    expect(first).toMatchObject({ label: 'auc', detail: '0.93 in the last run of evaluate' });
    expect(labels(fixture, model)).toEqual(
      expect.arrayContaining(['val/loss', 'champion', 'latency', 'slo']),
    );
  });

  test.each([
    ['expr: |', 'expr: metrics["val/loss"]'],
    ['expr: "|"', 'expr: "metrics[\\"val/loss\\"]"'],
    ["expr: '|'", 'expr: \'metrics["val/loss"]\''],
    ['expr: auc > 0.9 && champion.|', 'expr: auc > 0.9 && champion.metrics["val/loss"]'],
    ['expr: metrics["|', 'expr: metrics["val/loss"]'],
    ['expr: metrics["va|"] < 1', 'expr: metrics["val/loss"] < 1'],
  ])('a metric whose name is no word is written so that CEL reads it: %s', (fixture, expected) => {
    expect(taken(`gates:\n  - ${fixture}`, 'val/loss', model)).toBe(`gates:\n  - ${expected}`);
  });

  test('in brackets such a metric brings quotes for the whole expression', () => {
    expect(taken('gates: [{expr: auc > 0.9 && |}]', 'val/loss', model)).toBe(
      'gates: [{expr: "auc > 0.9 && metrics[\\"val/loss\\"]"}]',
    );
  });

  test('members are offered behind a dot, and nothing behind an operand', () => {
    expect(labels('deploy:\n  rollback:\n    when: canary.|', model)).toContain('p99_ms');
    expect(labels('gates:\n  - expr: auc |', model)).toEqual([]);
  });
});

describe('*.data.yaml', () => {
  const data: CompletionFixture = { location: 'transactions.data.yaml', given: knownWorld };

  test('columns of the file that are not declared yet, as whole fields', () => {
    expect(labels(`${contract}    - |`, data).slice(0, 2)).toEqual(['age', 'merchant, city']);
    expect(taken(`${contract}    - |`, 'merchant, city', data)).toBe(
      `${contract}    - {name: "merchant, city", type: string}`,
    );
  });

  test('declared fields where one is named', () => {
    expect(labels(`${contract}checks:\n  - kind: freshness\n    field: |`, data)).toEqual(['amount']);
  });

  test('a check is a snippet', () => {
    const fixture = `${contract}checks:\n  - |`;
    expect(taken(fixture, 'check', { ...data, abilities: everyAbility })).toContain('kind: row-count');
  });
});
