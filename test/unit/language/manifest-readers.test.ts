import { expect, test } from 'vitest';
import { contractChecks, contractFields, fieldReferences } from '../../../server/language/data/contract.ts';
import { expressionsOf, gatesOf } from '../../../server/language/model/gates.ts';
import { locationIn, modelReferencesOf } from '../../../server/language/model/model-references.ts';
import { signatureOf } from '../../../server/language/model/signature.ts';
import { ManifestDocument } from '../../../server/language/workspace/manifest-document.ts';
import type { WrittenText } from '../../../server/language/yaml/reading.ts';

const model = ManifestDocument.of(
  'models/fraud.model.yaml',
  'model',
  `slipway: 1
name: fraud
artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2], columns: [amount, age]}]
  outputs: [{name: proba, datatype: FP32, shape: [-1, two]}]
data: {contract: ../transactions.data.yaml, train: data/train.parquet}
evaluate: {stage: evaluate}
gates:
  - {name: quality, expr: auc >= 0.92}
  - &gate {name: better, when: champion.exists, expr: auc >= champion.auc}
  - {<<: *gate, name: again}
deploy:
  target: live
  rollback: {when: canary.error_rate > slo.error_rate}
monitors:
  - {name: inputs, reference: train, alert: drift.share >= 0.3}
retrain: {when: drift.share >= 0.3, pipeline: dvc.yaml, executor: local}
`,
);

test('the signature of a model manifest is read with what cannot be read left out', () => {
  const { inputs, outputs } = signatureOf(model);
  expect(inputs.map(({ name, datatype, shape }) => [name?.text, datatype?.text, shape?.dimensions])).toEqual([
    ['x', 'FP32', [-1, 2]],
  ]);
  expect(inputs[0]?.columns.map(({ text }) => text)).toEqual(['amount', 'age']);
  expect(outputs[0]?.shape).toBeNull();
});

test('gates are read through merge keys', () => {
  expect(gatesOf(model).map(({ name, when, expr }) => [name?.text, when?.text, expr?.text])).toEqual([
    ['quality', undefined, 'auc >= 0.92'],
    ['better', 'champion.exists', 'auc >= champion.auc'],
    ['again', 'champion.exists', 'auc >= champion.auc'],
  ]);
});

test('every expression is found, with the moment that it is looked at', () => {
  expect(expressionsOf(model).map(({ moment, expression }) => `${moment}: ${expression.text}`)).toEqual([
    'gate: auc >= 0.92',
    'gate: champion.exists',
    'gate: auc >= champion.auc',
    'rollback: canary.error_rate > slo.error_rate',
    'alert: drift.share >= 0.3',
    'retrain: drift.share >= 0.3',
  ]);
});

test('references stand where the text names them', () => {
  const found = modelReferencesOf(model);
  expect(found.map(({ kind, path, name }) => `${kind} ${path} ${name.text}`)).toEqual([
    'model name fraud',
    'artifact artifact model.onnx',
    'contract data.contract ../transactions.data.yaml',
    'dataset-file data.train data/train.parquet',
    'stage evaluate.stage evaluate',
    'target deploy.target live',
    'dataset monitors[0].reference train',
    'pipeline retrain.pipeline dvc.yaml',
    'executor retrain.executor local',
  ]);
  for (const { name } of found) expect(written(name)).toBe(name.text);
  expect(locationIn(model, '../transactions.data.yaml')).toBe('transactions.data.yaml');
});

test('a data contract is read as well where its long schema is read piece by piece', () => {
  const fields = Array.from({ length: 40 }, (_, index) => `    - {name: f${index}, type: number}\n`).join('');
  const contract = ManifestDocument.of(
    't.data.yaml',
    'data',
    `name: t
path: t.csv
schema:
  primaryKey: f1
  fields:
${fields}    - {name: at, type: datetime, role: timestamp}
checks:
  - {name: fresh, kind: freshness, field: at, max_age: 24h}
  - {name: leak, kind: overlap, with: test.csv, fields: [f1, f2]}
`,
  );
  expect(contract.yaml.sections.length).toBeGreaterThan(4);
  expect(contractFields(contract)).toHaveLength(41);
  expect(contractFields(contract).at(-1)?.role?.text).toBe('timestamp');
  expect(contractChecks(contract).map((check) => check.with?.text)).toEqual([undefined, 'test.csv']);
  expect(fieldReferences(contract).map(({ name, where }) => `${name.text} in ${where}`)).toEqual([
    'f1 in primaryKey',
    'at in check "fresh"',
    'f1 in check "leak"',
    'f2 in check "leak"',
  ]);
});

function written({ at: { node, place } }: WrittenText): string {
  return model.yaml.text.slice(place.offset + node.start, place.offset + node.end);
}
