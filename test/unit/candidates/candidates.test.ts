import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Candidates } from '../../../server/candidates/candidates.ts';
import { findModel } from '../../../server/manifest-makers/find-model.ts';
import { EmbeddedRegistry } from '../../../server/registry/embedded/embedded-registry.ts';
import { ModelCatalog } from '../../../server/registry/model-catalog.ts';
import { ModelFiles } from '../../../server/registry/model-files.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

let workspace: Workspace;
let candidates: Candidates;
let catalog: ModelCatalog;
let runId: string;

beforeEach(async () => {
  workspace = await newWorkspace();
  const { tracker, artifacts, store } = workspace;
  const registry = new EmbeddedRegistry(store);
  const files = new ModelFiles(registry, artifacts, tracker);
  catalog = new ModelCatalog({ registry, tracker, loggedModels: tracker.loggedModels, files });
  const { folder, artifacts: artifactRoot } = { folder: workspace.folder, ...store.layout };
  candidates = new Candidates({ folder, artifactRoot, registry, tracker });
  const request = { runId: null, experimentId: '0', startTime: 1, userId: '', runName: 'first', tags: {} };
  runId = (await tracker.createRun(request)).info.runId;
});
afterEach(() => workspace.close());

async function log(path: string, content?: string): Promise<void> {
  const source = content ? Readable.from([content]) : createReadStream(writeModel('fraud', classifier()));
  await workspace.artifacts.write(`0/${runId}/artifacts/${path}`, source);
}

/** The manifest as it is made from the run, and the version as it is registered from it. */
async function resolved(registered: string): Promise<{ artifact: string; paths: string[] }> {
  const found = await findModel(workspace.artifacts, runId);
  const manifest = `slipway: 1\nname: fraud\nartifact: ${found?.artifact}\n`;
  writeFileSync(join(workspace.folder, 'fraud.model.yaml'), manifest);
  await catalog.register({ runId, path: registered, model: 'fraud', description: '' });
  const { artifact, files } = await candidates.resolve('fraud', '1');
  return { artifact, paths: files.map(({ path }) => path) };
}

test('what is registered may be a folder that MLflow describes: the artifact is looked for in it', async () => {
  await log('model/MLmodel', 'flavors: {onnx: {data: data/model.onnx}}\n');
  await log('model/data/model.onnx');
  const { artifact, paths } = await resolved('model');
  expect(artifact).toMatch(/\/artifacts\/model\/data\/model\.onnx$/);
  expect(paths).toEqual(['']);
});

test('or one file, which is the artifact itself', async () => {
  await log('out/model.onnx');
  const { artifact } = await resolved('out/model.onnx');
  expect(artifact).toMatch(/\/artifacts\/out\/model\.onnx$/);
});

test('one file of another name than the manifest’s is said to be missing', async () => {
  await log('model.onnx');
  await catalog.register({ runId, path: 'model.onnx', model: 'fraud', description: '' });
  const manifest = 'slipway: 1\nname: fraud\nartifact: other.onnx\n';
  writeFileSync(join(workspace.folder, 'fraud.model.yaml'), manifest);
  await expect(candidates.resolve('fraud', '1')).rejects.toMatchObject({ code: 'SLW-ARTIFACT-MISSING' });
});
