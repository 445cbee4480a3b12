import { expect, test } from 'vitest';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { contractText } from '../../../server/manifest-makers/contract-text.ts';
import { slug } from '../../../server/manifest-makers/free-file.ts';
import { modelText } from '../../../server/manifest-makers/model-text.ts';
import { proposeGates } from '../../../server/manifest-makers/propose-gates.ts';
import { folderOf, providersOf } from '../language/fixture.ts';

const graph = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
};
const columns = [
  { name: 'id', type: 'string' },
  { name: 'at', type: 'datetime' },
  { name: 'yes', type: 'boolean' },
  { name: 'amount: €', type: 'number' },
  { name: 'tags', type: 'array' },
  { name: 'no', type: 'any' },
];
const everything = modelText({
  name: 'fraud',
  runName: 'brave-lynx-12',
  runId: 'a1b2',
  artifact: 'model/model.onnx',
  signature: graph,
  metrics: new Map([
    ['auc', 0.92345],
    ['val/loss', 0.31234],
    ['training_score', 0.99],
    ['epoch', 12],
    ['f1', Number.NaN],
    ['rows', 1000],
  ]),
  data: { contract: 'transactions.data.yaml', train: 'data/train.csv' },
  stage: 'evaluate',
  target: 'live',
});

test('a model manifest holds what the run, its model and the workspace show', () => {
  expect(everything).toBe(`# From run brave-lynx-12 (a1b2).
slipway: 1
name: fraud
task: binary-classification
artifact: model/model.onnx
signature:
  inputs:
    - {name: x, datatype: FP32, shape: [-1, 2]}
  outputs:
    - {name: probabilities, datatype: FP32, shape: [-1, 2]}
data: {contract: transactions.data.yaml, train: data/train.csv}
evaluate: {stage: evaluate}
# What must hold before a version is released; the values are this run's own.
gates:
  - {name: auc, expr: auc >= 0.923}
  - {name: val/loss, expr: 'metrics["val/loss"] <= 0.313'}
deploy: {target: live, alias: production}
`);
});

test('what a run does not show is left out', () => {
  const bare = modelText({
    name: 'model',
    runName: 'a',
    runId: 'b',
    artifact: 'model.onnx',
    signature: null,
    metrics: new Map(),
    data: {},
    stage: null,
    target: null,
  });
  expect(bare).toBe('# From run a (b).\nslipway: 1\nname: model\nartifact: model.onnx\n');
});

test('a tensor that no manifest can name leaves the signature to a person', () => {
  for (const odd of [
    { name: 'map', datatype: '', shape: [] },
    { name: 'half', datatype: 'BF16', shape: [1] },
    { name: 'any', datatype: 'FP32', shape: [], anyRank: true as const },
  ]) {
    const signature = { inputs: graph.inputs, outputs: [odd] };
    const facts = { name: 'm', runName: 'a', runId: 'b', artifact: 'm.onnx', signature, metrics: new Map() };
    expect(modelText({ ...facts, data: {}, stage: null, target: null })).not.toContain('signature');
  }
});

test('a data contract has a field for each column', () => {
  expect(contractText({ name: 'transactions', path: 'data/train.csv', columns })).toBe(
    `# Types are those of the first rows. Add what must hold: constraints: {required: true, minimum: 0}.
slipway: 1
name: transactions
path: data/train.csv
schema:
  fields:
    - {name: id, type: string}
    - {name: at, type: datetime, role: timestamp}
    - {name: yes, type: boolean}
    - {name: "amount: €", type: number}
    - {name: tags, type: array}
    - {name: no, type: any}
`,
  );
});

test('our own lint finds nothing in what we write', () => {
  const files = {
    'fraud.model.yaml': everything,
    'transactions.data.yaml': contractText({ name: 'transactions', path: 'data/train.csv', columns }),
    'data/train.csv': '',
    'dvc.yaml': 'stages:\n  evaluate: {cmd: python evaluate.py}\n',
    'slipway.yaml': 'slipway: 1\ntargets: {live: {kind: local}}\n',
  };
  const folder = folderOf(
    files,
    providersOf({
      metrics: ['auc', 'val/loss'],
      graphs: { 'model/model.onnx': graph },
      columns: { 'data/train.csv': columns },
    }),
  );
  expect(folder.documents()).toHaveLength(4);
  for (const document of folder.documents()) expect(checkDocument(folder, document)).toEqual([]);
});

test('gates keep what the run has reached, with a little room', () => {
  const gate = (name: string, value: number) => proposeGates(new Map([[name, value]]))[0]?.expr;
  expect(gate('accuracy', 1)).toBe('accuracy >= 1.0');
  expect(gate('rmse', 48123.4)).toBe('rmse <= 48200.0');
  expect(gate('val-loss', 0.000012345)).toBe('metrics["val-loss"] <= 0.0000124');
  expect(gate('r2', -0.51234)).toBe('r2 >= -0.513');
  expect(gate('loss', 0)).toBe('loss <= 0.0');
  expect(gate('auc', Number.POSITIVE_INFINITY)).toBeUndefined();
  expect(gate('users', 12)).toBeUndefined();
});

test('names are those that a file and a model may have', () => {
  expect(slug('Fraud détection (v2)!', 'model')).toBe('Fraud-de-tection-v2');
  expect(slug('../../etc/passwd', 'model')).toBe('etc-passwd');
  expect(slug('数据', 'data')).toBe('data');
});
