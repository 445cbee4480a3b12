import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EmbeddedRegistry } from '../../../server/registry/embedded/embedded-registry.ts';
import { ModelCatalog } from '../../../server/registry/model-catalog.ts';
import { ModelFiles } from '../../../server/registry/model-files.ts';
import type { Registry } from '../../../server/registry/registry.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

const mlmodel = `flavors:
  python_function: {loader_module: mlflow.onnx}
  onnx: {data: model.onnx}
signature:
  inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  outputs: '[{"name": "fraud", "type": "double", "required": true}]'
`;

let workspace: Workspace;
let registry: Registry;
let catalog: ModelCatalog;

beforeEach(async () => {
  workspace = await newWorkspace();
  const { tracker, artifacts, store } = workspace;
  registry = new EmbeddedRegistry(store);
  const files = new ModelFiles(registry, artifacts, tracker);
  catalog = new ModelCatalog({ registry, tracker, loggedModels: tracker.loggedModels, files });
});
afterEach(() => workspace.close());

async function newRun(name: string, auc: number, depth: string): Promise<string> {
  const { tracker } = workspace;
  const request = { runId: null, experimentId: '0', startTime: 1, userId: 'ana', runName: name };
  const { info } = await tracker.createRun({
    ...request,
    tags: { 'mlflow.source.git.commit': 'c0ffee', 'mlflow.source.git.branch': 'main' },
  });
  const { runId } = info;
  await tracker.logBatch(runId, {
    metrics: [
      { key: 'auc', value: auc, timestamp: 1, step: 0 },
      { key: 'system/cpu', value: auc, timestamp: 1, step: 0 },
    ],
    params: [{ key: 'depth', value: depth }],
    tags: [],
  });
  await tracker.logInputs(runId, [
    {
      dataset: {
        name: 'data',
        digest: `of-${name}`,
        sourceType: 'local',
        source: '',
        schema: null,
        profile: null,
      },
      tags: { 'mlflow.data.context': 'train' },
    },
  ]);
  return runId;
}

/** A folder as `mlflow.onnx.log_model` leaves it. */
async function logModel(place: string): Promise<void> {
  await workspace.artifacts.write(`${place}/MLmodel`, Readable.from([mlmodel]));
  await workspace.artifacts.write(`${place}/model.onnx`, createReadStream(writeModel('fraud', classifier())));
}

describe('what of a run can be registered', () => {
  test('folders that MLflow describes, and single files; not the files of such a folder again', async () => {
    const runId = await newRun('first', 0.9, '3');
    const root = `0/${runId}/artifacts`;
    await logModel(`${root}/model`);
    await workspace.artifacts.write(`${root}/plain.onnx`, Readable.from(['12345']));
    await workspace.artifacts.write(`${root}/plot.png`, Readable.from(['1']));
    const { candidates } = await catalog.candidates(runId);
    expect(candidates).toEqual([
      {
        path: 'model',
        modelId: null,
        flavors: ['onnx', 'python_function'],
        bytes: expect.any(Number),
      },
      { path: 'plain.onnx', modelId: null, flavors: ['onnx'], bytes: 5 },
    ]);
  });

  test('models that MLflow 3 logs beside the run', async () => {
    const runId = await newRun('first', 0.9, '3');
    const { loggedModels } = workspace.tracker;
    const model = await loggedModels.create({
      ...{ experimentId: '0', name: 'digits', modelType: '', sourceRunId: runId, tags: {}, params: {} },
    });
    await loggedModels.linkRun(runId, { inputs: [], outputs: [{ modelId: model.modelId, step: 0 }] });
    await logModel(model.artifactLocation.replace('mlflow-artifacts:/', ''));
    const { candidates } = await catalog.candidates(runId);
    expect(candidates).toMatchObject([{ path: 'digits', modelId: model.modelId }]);

    await catalog.register({ runId, path: 'digits', model: 'digits', description: '' });
    const registered = await registry.getVersion('digits', '1');
    expect(registered).toMatchObject({ source: `models:/${model.modelId}`, modelId: model.modelId, runId });
    // As MLflow's own server does it.
    const { tags } = await loggedModels.get(model.modelId, 'active');
    expect(JSON.parse(tags['mlflow.modelVersions'] ?? '')).toEqual([{ name: 'digits', version: 1 }]);
    expect((await catalog.version({ model: 'digits', version: '1' })).files).toHaveLength(2);
  });

  test('what a run does not have is refused', async () => {
    const runId = await newRun('first', 0.9, '3');
    const request = { runId, path: 'model', model: 'fraud', description: '' };
    await expect(catalog.register(request)).rejects.toMatchObject({ code: 'SLW-REGISTRY-NO-MODEL' });
    expect(await catalog.models()).toEqual([]);
  });
});

test('a version tells its files, its signature, and where it comes from', async () => {
  const runId = await newRun('first', 0.9, '3');
  await logModel(`0/${runId}/artifacts/model`);
  const ref = await catalog.register({ runId, path: 'model', model: "bo's fraud", description: 'good' });
  expect(ref).toEqual({ model: "bo's fraud", version: '1' });
  expect((await catalog.versions(ref.model)).map(({ version }) => version)).toEqual(['1']);
  expect(await catalog.version(ref)).toMatchObject({
    description: 'good',
    flavors: ['onnx', 'python_function'],
    files: [{ path: 'MLmodel', bytes: mlmodel.length }, { path: 'model.onnx' }],
    signature: { inputs: ['x: FP32 [-1, 2]'], outputs: ['proba: FP32 [-1, 2]'], file: 'model.onnx' },
    lineage: {
      runName: 'first',
      commit: 'c0ffee',
      branch: 'main',
      dirty: false,
      data: [{ name: 'data', digest: 'of-first', context: 'train' }],
    },
  });
});

test('a single file is the whole of its version', async () => {
  const runId = await newRun('first', 0.9, '3');
  const path = `0/${runId}/artifacts/model.onnx`;
  await workspace.artifacts.write(path, createReadStream(writeModel('fraud', classifier())));
  const ref = await catalog.register({ runId, path: 'model.onnx', model: 'fraud', description: '' });
  const { files, flavors, signature } = await catalog.version(ref);
  expect(files?.map((file) => file.path)).toEqual(['model.onnx']);
  expect(flavors).toEqual(['onnx']);
  expect(signature?.inputs).toEqual(['x: FP32 [-1, 2]']);
});

test('a version whose files and run are elsewhere is shown as far as it is known', async () => {
  await registry.createModel({ name: 'fraud', description: '', tags: {} });
  await registry.createVersion({
    name: 'fraud',
    source: 's3://models/fraud',
    storageLocation: '',
    runId: '',
    runLink: '',
    modelId: '',
    description: '',
    tags: {},
  });
  expect(await catalog.version({ model: 'fraud', version: '1' })).toMatchObject({
    runId: null,
    lineage: null,
    files: null,
    bytes: null,
    flavors: [],
    signature: null,
  });
});

test('two versions are compared: differences first, metrics before params, machine metrics left out', async () => {
  for (const [name, auc, depth] of [
    ['first', 0.9, '3'],
    ['second', 0.95, '5'],
  ] as const) {
    const runId = await newRun(name, auc, depth);
    await logModel(`0/${runId}/artifacts/model`);
    await catalog.register({ runId, path: 'model', model: 'fraud', description: '' });
  }
  const { lines } = await catalog.compare({ model: 'fraud', version: '1' }, { model: 'fraud', version: '2' });
  const [auc, ...others] = lines.filter(({ differs }) => differs);
  expect(auc).toMatchObject({ part: 'metric', name: 'auc', left: '0.9', right: '0.95' });
  expect(auc?.change).toBeCloseTo(0.05);
  expect(others).toEqual([
    { part: 'param', name: 'depth', left: '3', right: '5', change: null, differs: true },
    {
      part: 'data',
      name: 'train',
      left: 'data of-first',
      right: 'data of-second',
      change: null,
      differs: true,
    },
  ]);
  expect(lines.filter(({ differs }) => !differs).map(({ part, name }) => `${part} ${name}`)).toEqual([
    'model bytes',
    'model files',
    'model flavors',
    'model inputs',
    'model outputs',
    'code branch',
    'code commit',
  ]);
});
