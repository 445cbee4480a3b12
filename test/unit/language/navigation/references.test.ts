import { describe, expect, test } from 'vitest';
import { definitionAt } from '../../../../server/language/navigation/definition.ts';
import { highlightsAt, referencesAt } from '../../../../server/language/navigation/references.ts';
import { markedFolder, placesOf } from './marked-folder.ts';

const cases: Record<string, Record<string, string>> = {
  'an objective of a model is found in its expressions': {
    'fraud.model.yaml': `slipway: 1
name: fraud
artifact: m.onnx
slo: {p99_ms: 20.0, error_rate: 0.001}
#     ^^^^^^ def
gates:
  - {name: latency, expr: latency.p99_ms <= slo.p99|_ms}
#                                               ^^^^^^ ref
deploy:
  target: live
  rollback: {when: 'canary.error_rate > slo.error_rate || canary.p99_ms > slo.p99_ms * 1.2'}
#                                                                             ^^^^^^ ref
`,
  },
  'a metric is the same by its bare name, of the champion, and in brackets': {
    'fraud.model.yaml': `slipway: 1
name: fraud
artifact: m.onnx
gates:
  - {name: quality, expr: au|c >= 0.92}
#                         ^^^ ref
  - {name: no-regression, when: champion.exists, expr: auc >= champion.auc - 0.005}
#                                                      ^^^ ref
#                                                                      ^^^ ref
  - {name: again, expr: 'metrics["auc"] > champion.metrics["auc"]'}
#                                 ^^^ ref
#                                                           ^^^ ref
`,
  },
  'a name that a comprehension gives is no metric, but what it goes through is': {
    'fraud.model.yaml': `name: fraud
gates:
  - {name: a, expr: '[|x, auc].all(x, x > 0.5) && x > 1'}
#                     ^ ref
#                                                ^ ref
`,
  },
  'a dep leads to the out of the stage that makes it, and is one of the references of that out': {
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py data/clean.csv
#                          ^^^^^^^^^^^^^^ ref
    outs:
      - data/clean.csv: {cache: false}
#       ^^^^^^^^^^^^^^ def
  train:
    cmd: python train.py
    deps: [data/cl|ean.csv]
#          ^^^^^^^^^^^^^^ ref
`,
  },
  'a path is the same from wherever it is written': {
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [data/clean.csv]
#          ^^^^^^^^^^^^^^ def
`,
    'models/dvc.yaml': `stages:
  train:
    wdir: fraud
    cmd: python train.py
    deps: ["../../data/clean.c|sv"]
#           ^^^^^^^^^^^^^^^^^^^^ ref
`,
    'data/sales.data.yaml': `name: sales
path: clean.csv
#     ^^^^^^^^^ ref
`,
  },
  'what reads a folder reads the outs that lie in it': {
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [da|ta/clean.csv]
#          ^^^^^^^^^^^^^^ def
  train:
    cmd: python train.py
    deps: [data]
#          ^^^^ ref
  score:
    cmd: python score.py
    deps: [data/clean.csv]
#          ^^^^^^^^^^^^^^ ref
`,
  },
  'a file of a folder that a stage makes leads to that folder': {
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [data]
#          ^^^^ def
  train:
    cmd: python train.py
    deps: [data/cle|an.csv]
#          ^^^^^^^^^^^^^^ ref
`,
  },
  'a param is named by lists of params, templates and sweeps of every pipeline beside it': {
    'params.yaml': `train:
  l|r: 0.1
# ^^ def
other: {lr: 1}
`,
    'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${train.lr} --twice \${train.lr}
#                                     ^^ ref
#                                                         ^^ ref
    params: [train.lr]
#                  ^^ ref
    meta: {slipway: {sweep: {minimize: loss, params: {train.lr: {values: [1]}}}}}
#                                                           ^^ ref
`,
    'sub/dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [{../params.yaml: [train.lr]}]
#                                    ^^ ref
  other:
    cmd: python other.py
    params: [train.lr]
`,
  },
  'what holds params is a param too': {
    'params.yaml': `train:
#<^^^^^ def
  lr: 0.1
`,
    'dvc.yaml': `stages:
  train:
    cmd: python train.py \${tr|ain.lr}
#                          ^^^^^ ref
    params: [train]
#            ^^^^^ ref
`,
  },
  'a template finds its value in the file under vars that has it': {
    'params.yaml': 'lr: 1\n',
    'settings.yaml': `batch: 2
#<^^^^^ def
`,
    'dvc.yaml': `vars:
  - settings.yaml:batch
#                 ^^^^^ ref
  - size: 3
stages:
  train:
    cmd: python train.py \${lr} \${bat|ch} \${size}
#                                ^^^^^ ref
`,
  },
  'vars of a stage hide from other stages': {
    'dvc.yaml': `stages:
  train:
    vars: [{size: 3}]
#           ^^^^ def
    cmd: python train.py \${si|ze}
#                          ^^^^ ref
  other:
    vars: [{size: 4}]
    cmd: python train.py \${size}
`,
  },
  'item.field is found in the members of its foreach': {
    'dvc.yaml': `stages:
  train:
    foreach:
      small: {lr: 1}
#             ^^ def
      large: {lr: 2}
#             ^^ def
    do:
      cmd: python train.py \${item.l|r} \${key}
#                                 ^^ ref
`,
  },
  'item.field is found in the param that its foreach names': {
    'params.yaml': `models:
  small: {lr: 1}
#         ^^ def
  large: {lr: 2}
#         ^^ def
`,
    'dvc.yaml': `stages:
  train:
    foreach: \${models}
    do:
      cmd: python train.py \${item.l|r}
#                                 ^^ ref
`,
  },
  'item.axis is found in its matrix': {
    'dvc.yaml': `stages:
  train:
    matrix:
      size: [1, 2]
#     ^^^^ def
    cmd: python train.py \${item.si|ze}
#                               ^^^^ ref
`,
  },
  'a key of a JSON params file': {
    'conf/model.json': `{"net": {"depth": 3}}
#         ^^^^^ def
`,
    'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [{conf/model.json: [net.dep|th]}]
#                                   ^^^^^ ref
`,
  },
  'a key of a TOML params file': {
    'model.toml': `[net]
depth = 3
#<^^^^^ def
`,
    'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [{model.toml: [net.dep|th]}]
#                              ^^^^^ ref
`,
  },
  'an attribute of a Python params file': {
    'params.py': `class Net:
    depth = 3
#   ^^^^^ def
`,
    'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [{params.py: [Net.dep|th]}]
#                             ^^^^^ ref
`,
  },
  'a stage is named by schedules and model manifests': {
    'dvc.yaml': `stages:
  trai|n:
# ^^^^^ def
    cmd: python train.py
`,
    'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, stages: ["train@a", other], cron: "0 2 * * *"}
#                                                 ^^^^^ ref
`,
    'fraud.model.yaml': `name: fraud
evaluate: {stage: train}
#                 ^^^^^ ref
`,
  },
  'a target of slipway.yaml is named by model manifests': {
    'slipway.yaml': `slipway: 1
targets:
  live: {kind: local}
# ^^^^ def
`,
    'models/fraud.model.yaml': `name: fraud
deploy: {target: li|ve, alias: production}
#                ^^^^ ref
`,
  },
  'a field is named by keys, checks, and the columns of a signature': {
    'sales.data.yaml': `name: sales
schema:
  primaryKey: id
#             ^^ ref
  fields:
    - {name: i|d, type: string}
#            ^^ def
    - {name: at, type: datetime}
checks:
  - {name: leak, kind: overlap, with: test.csv, fields: [id]}
#                                                        ^^ ref
`,
    'fraud.model.yaml': `name: fraud
data: {contract: sales.data.yaml}
signature: {inputs: [{name: x, columns: [id, at]}]}
#                                        ^^ ref
`,
  },
  'a monitor and a warmup name a dataset of their manifest': {
    'fraud.model.yaml': `data: {train: train.csv}
#      ^^^^^ def
deploy: {warmup: {from: tr|ain}}
#                       ^^^^^ ref
monitors:
  - {name: inputs, reference: train}
#                             ^^^^^ ref
  - {name: other, reference: other.csv}
`,
  },
  'an anchor is read where it is written': {
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [clean.csv]
#          ^^^^^^^^^ def
  train: &train
    cmd: python train.py
    deps: [clean.csv]
#          ^^^^^^^^^ ref
  again:
    <<: *train
    cmd: python again.py clean.c|sv
#                        ^^^^^^^^^ ref
`,
  },
};

describe('what is named', () => {
  test.each(Object.entries(cases))('%s', (_, files) => {
    const { folder, location, position, marked } = markedFolder(files);
    const definitions = marked('def');
    expect(placesOf(definitionAt(folder, location, position))).toEqual(definitions);
    const references = referencesAt(folder, location, position, { includeDefinition: false });
    const all = referencesAt(folder, location, position, { includeDefinition: true });
    expect(placesOf(all)).toEqual([...definitions, ...marked('ref')].sort());
    expect(placesOf(references)).toEqual(marked('ref'));
  });
});

test('highlights are those of the same text, with what writes set apart', () => {
  const { folder, location, position } = markedFolder({
    'params.yaml': 'lr: 1\n',
    'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [clean.csv]
  train:
    cmd: python train.py
    deps: [clean|.csv]
`,
  });
  expect(highlightsAt(folder, location, position)).toEqual([
    { range: { start: { line: 3, character: 11 }, end: { line: 3, character: 20 } }, kind: 3 },
    { range: { start: { line: 6, character: 11 }, end: { line: 6, character: 20 } }, kind: 2 },
  ]);
});

test('a file that no stage makes is its own definition; data that is not here leads to its .dvc file', () => {
  const { folder, location } = markedFolder({
    'dvc.yaml': `stages:
  train:
    cmd: python train.py
    deps: [train.py, raw.csv, |gone.csv]
`,
    'train.py': '',
    'raw.csv.dvc': '',
  });
  const at = (character: number) =>
    definitionAt(folder, location, { line: 3, character }).map((link) => link.location);
  expect(at(12)).toEqual(['train.py']);
  expect(at(22)).toEqual(['raw.csv.dvc']);
  expect(at(31)).toEqual([]);
});

test('words of a command that are no files of the workspace name nothing', () => {
  const { folder, location, position } = markedFolder({
    'dvc.yaml': `stages:
  train:
    cmd: pyt|hon train.py --epochs 3
`,
  });
  expect(definitionAt(folder, location, position)).toEqual([]);
});
