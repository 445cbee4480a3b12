import { expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver-types';
import type { GateResult } from '../../../../schemas/protocol/gates.ts';
import { hintsIn } from '../../../../server/language/hints/inlay-hints.ts';
import { absent, known, unknown } from '../../../../server/language/workspace/known.ts';
import type { StageNow } from '../../../../server/language/workspace/providers.ts';
import { unknownRegistry } from '../../../../server/language/workspace/unknown-registry.ts';
import { folderOf } from '../fixture.ts';

const all: Range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

test('params that a stage names show their values; unknown ones, and those within a text, show none', () => {
  const folder = folderOf({
    'dvc.yaml': `stages:\n  a:\n    cmd: t \${lr}\n    params:\n      - lr\n      - nope\n      - sub.yaml: [depth]\n`,
    'params.yaml': 'lr: 0.1\n',
    'sub.yaml': 'depth: 3\n',
  });
  const document = folder.document('dvc.yaml');
  const hints = document ? hintsIn(folder, document, all) : [];
  expect(hints.map(({ label, position }) => `${position.line}:${position.character} ${label}`)).toEqual([
    '4:10 = 0.1',
    '6:24 = 3',
  ]);
  expect(document && hintsIn(folder, document, { ...all, end: { line: 4, character: 0 } })).toHaveLength(1);
});

test('a model manifest shows the tensors of its file', () => {
  const folder = folderOf(
    { 'm/fraud.model.yaml': 'slipway: 1\nname: fraud\nartifact: model.onnx\n' },
    {
      contents: {
        columns: () => unknown,
        modelGraph: (location) =>
          location === 'm/model.onnx'
            ? known({
                inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
                outputs: [{ name: 'proba', datatype: 'FP32', shape: [-1, 2] }],
              })
            : unknown,
      },
    },
  );
  const document = folder.document('m/fraud.model.yaml');
  const [hint] = document ? hintsIn(folder, document, all) : [];
  expect(hint).toMatchObject({
    position: { line: 2, character: 20 },
    label: 'x FP32[?, 2] → proba FP32[?, 2]',
  });
});

const states: Record<string, StageNow> = {
  train: { state: 'fresh', reasons: [] },
  'test@a': { state: 'stale', reasons: ['a.csv changed'] },
  'test@b': { state: 'running', reasons: [] },
  'test@c': { state: 'stale', reasons: ['c.csv changed'] },
  lost: { state: 'unknown', reasons: [] },
};

test('stages show their state, and the metric that their last run logged last; groups how many are what; nothing is said of others', () => {
  const folder = folderOf(
    {
      'dvc.yaml':
        'stages:\n  train: {cmd: t}\n  test:\n    foreach: [a, b, c]\n    do: {cmd: e}\n  lost: {cmd: l}\n  new: {cmd: n}\n',
    },
    {
      registry: {
        ...unknownRegistry,
        stageNow: (stage) => (states[stage] ? known(states[stage]) : unknown),
        lastRun: (stage) =>
          stage === 'train'
            ? known({
                endedAt: 0,
                durationMs: 1,
                metrics: new Map([
                  ['auc', 0.93],
                  ['loss', 1],
                ]),
              })
            : unknown,
      },
    },
  );
  const document = folder.document('dvc.yaml');
  expect(document && hintsIn(folder, document, all)).toEqual([
    {
      position: { line: 1, character: 8 },
      label: 'up to date · auc 0.93',
      paddingLeft: true,
      data: 'stage-state',
    },
    {
      position: { line: 2, character: 7 },
      label: '1 running, 2 stale',
      paddingLeft: true,
      data: 'stage-state',
      tooltip: 'a.csv changed\nc.csv changed',
    },
  ]);
});

test('a model shows its newest version, and what its aliases stand for', () => {
  const models = [
    {
      name: 'fraud',
      versions: [
        { version: '9', aliases: ['champion'] },
        { version: '10', aliases: [] },
      ],
    },
    { name: 'churn', versions: [] },
  ];
  const folder = folderOf(
    { 'a.model.yaml': 'name: fraud\n', 'b.model.yaml': 'name: churn\n', 'c.model.yaml': 'name: other\n' },
    { registry: { ...unknownRegistry, models: () => known(models) } },
  );
  const hints = folder.documents().map((document) => hintsIn(folder, document, all));
  expect(hints).toEqual([
    [
      {
        position: { line: 0, character: 11 },
        label: 'version 10',
        paddingLeft: true,
        tooltip: 'champion is version 9',
      },
    ],
    [{ position: { line: 0, character: 11 }, label: 'no version', paddingLeft: true }],
    [],
  ]);
});

test('gates show how they went last; one that has been written anew since shows nothing', () => {
  const result = { line: 1, values: [], when: null };
  const gates: GateResult[] = [
    { ...result, name: 'quality', expr: 'auc >= 0.9', verdict: 'passed', reason: 'auc is 0.93' },
    { ...result, name: 'loss', expr: 'loss < 1', verdict: 'unknown', reason: 'loss is missing' },
    { ...result, name: 'old', expr: 'auc > 0.1', verdict: 'passed', reason: '' },
    {
      ...result,
      name: 'sometimes',
      expr: 'auc > 0',
      when: 'champion.exists',
      verdict: 'skipped',
      reason: '',
    },
  ];
  const folder = folderOf(
    {
      'fraud.model.yaml': `name: fraud
gates:
  - {name: quality, expr: auc >= 0.9}
  - name: loss
    expr: loss < 1
  - {name: old, expr: auc > 0.5}
  - {name: sometimes, when: champion.exists, expr: auc > 0}
  - {name: sometimes, expr: auc > 0}
  - {name: new, expr: auc > 0}
`,
      'churn.model.yaml': 'name: churn\ngates:\n  - {name: quality, expr: auc >= 0.9}\n',
    },
    {
      registry: {
        ...unknownRegistry,
        lastGates: (model) => (model === 'fraud' ? known({ version: '3', gates }) : absent),
      },
    },
  );
  const hintsOf = (location: string) => {
    const document = folder.document(location);
    return document ? hintsIn(folder, document, all) : [];
  };
  expect(hintsOf('fraud.model.yaml')).toEqual([
    {
      position: { line: 2, character: 37 },
      label: 'passed · version 3',
      paddingLeft: true,
      tooltip: 'auc is 0.93',
    },
    {
      position: { line: 4, character: 18 },
      label: 'unknown: it blocks · version 3',
      paddingLeft: true,
      tooltip: 'loss is missing',
    },
    { position: { line: 6, character: 59 }, label: 'does not count · version 3', paddingLeft: true },
  ]);
  expect(hintsOf('churn.model.yaml')).toEqual([]);
});
