import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';
import { makeServingFolder, modelSettings } from '../../../server/inference/mlserver/serving-folder.ts';

const tensor = (name: string, datatype: string) => ({ name, calledThere: name, datatype, shape: [-1, 2] });
const plan = (folder: string, runtime: MlserverPlan['runtime']): MlserverPlan => ({
  runtime,
  interpreter: '/venv/bin/python',
  folder,
  inputs: [tensor('x', 'FP64')],
  outputs: [tensor('predict_proba', 'FP64')],
});

test('MLServer listens on this machine alone, measures nothing, and serves one model under a name of its own', () => {
  const state = mkdtempSync(join(tmpdir(), 'slw-serving-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const made = makeServingFolder(plan(join(state, 'mlserver'), 'mlflow'), '/pinned/model', 4321);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(made.path, name), 'utf8'));
  expect(read('settings.json')).toMatchObject({
    host: '127.0.0.1',
    http_port: 4321,
    metrics_endpoint: null,
    parallel_workers: 0,
  });
  expect(read('model-settings.json')).toEqual({
    name: made.model,
    implementation: 'model_serving.mlflow_runtime.Runtime',
    parameters: { uri: '/pinned/model' },
  });
  expect(made.model).toBe(basename(made.path));
  expect(statSync(made.path).mode & 0o777).toBe(0o700);
  const another = makeServingFolder(plan(join(state, 'mlserver'), 'mlflow'), '/pinned/model', 4322);
  expect(another.model).not.toBe(made.model);
});

test('of a pickle, MLServer is told what the manifest declares', () => {
  expect(modelSettings(plan('/state', 'sklearn'), '/pinned/model', 'm')).toMatchObject({
    implementation: 'model_serving.sklearn_runtime.Runtime',
    inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 2] }],
    outputs: [{ name: 'predict_proba', datatype: 'FP64', shape: [-1, 2] }],
  });
});
