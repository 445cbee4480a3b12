import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { artifactFiles } from '../../../server/candidates/artifact-files.ts';
import { externalDataLocations } from '../../../server/onnx/external-data.ts';
import { classifier, counter, writeModel } from '../../bed/onnx-models.ts';

/** A classifier whose weights are said to lie at `location`. */
function modelWith(location: string): { model: string; folder: string } {
  const { weights: own = [], ...graph } = classifier();
  const weights = own.map((weight) => ({ ...weight, location }));
  const model = writeModel('model', { ...graph, weights });
  return { model, folder: dirname(model) };
}

test('a file with all of its weights is the artifact alone', async () => {
  const model = writeModel('model', classifier());
  const { root, files } = await artifactFiles(model);
  expect([root, files.map(({ path }) => path)]).toEqual([model, ['']]);
});

test('weights in another file belong to the artifact, and to its digest', async () => {
  const { model, folder } = modelWith('weights/model.data');
  mkdirSync(join(folder, 'weights'));
  writeFileSync(join(folder, 'weights/model.data'), 'one');
  writeFileSync(join(folder, 'other.txt'), 'not of it');
  const before = await artifactFiles(model);
  expect(before.root).toBe(folder);
  expect(before.files.map(({ path }) => path)).toEqual(['model.onnx', 'weights/model.data']);
  const sums = execFileSync('sha256sum', ['model.onnx', 'weights/model.data'], { cwd: folder });
  expect(execFileSync('sha256sum', { input: sums, encoding: 'utf8' }).slice(0, 64)).toBe(before.sha256);
  writeFileSync(join(folder, 'weights/model.data'), 'two');
  expect((await artifactFiles(model)).sha256).not.toBe(before.sha256);
});

test('they are found in the graphs within nodes too', () => {
  const [loop] = counter.nodes;
  if (!loop?.body) throw new Error('the counter has a loop');
  const weights = [{ name: 'w', shape: [1], data: Float32Array.of(1), location: 'inner.data' }];
  const nodes = [{ ...loop, body: { ...loop.body, weights } }];
  expect(externalDataLocations(writeModel('model', { ...counter, nodes }))).toEqual(['inner.data']);
});

describe('a file outside of the model’s folder is refused', () => {
  test.each(['../secret', '/etc/passwd', 'a/../../secret', '..\\secret', 'C:\\secret', 'a//b'])(
    '%s',
    async (location) => {
      const { model } = modelWith(location);
      writeFileSync(join(dirname(model), '../secret'), '');
      await expect(artifactFiles(model)).rejects.toMatchObject({ code: 'SLW-EXTERNAL-DATA-OUTSIDE' });
    },
  );

  test('a link that leads there', async () => {
    const { model, folder } = modelWith('weights.data');
    symlinkSync('/etc/passwd', join(folder, 'weights.data'));
    await expect(artifactFiles(model)).rejects.toMatchObject({ code: 'SLW-EXTERNAL-DATA-OUTSIDE' });
  });
});

test('one that is missing is named', async () => {
  await expect(artifactFiles(modelWith('weights.data').model)).rejects.toMatchObject({
    code: 'SLW-EXTERNAL-DATA-MISSING',
    message: expect.stringContaining('weights.data'),
  });
});

test('a file that is no ONNX model is left to the loader', async () => {
  const model = writeModel('model', classifier());
  writeFileSync(model, readFileSync(model).subarray(0, 20));
  expect((await artifactFiles(model)).files).toHaveLength(1);
});

describe('what MLflow logged is one model with all of its folder', () => {
  const logged = (files: Record<string, string>) => {
    const folder = dirname(writeModel('model', classifier()));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const description = 'flavors: {python_function: {loader_module: mlflow.sklearn}}';

  test.each(['MLmodel', 'model.pkl', '.'])('named by %s', async (artifact) => {
    const folder = logged({ MLmodel: description, 'model.pkl': '', 'conda.yaml': '' });
    const { root, servedBy, files } = await artifactFiles(join(folder, artifact));
    expect([root, servedBy]).toEqual([folder, 'mlflow']);
    expect(files.map(({ path }) => path)).toEqual(['MLmodel', 'conda.yaml', 'model.onnx', 'model.pkl']);
  });

  test('but for an ONNX file in it', async () => {
    const folder = logged({ MLmodel: description });
    const { root, servedBy } = await artifactFiles(join(folder, 'model.onnx'));
    expect([root, servedBy]).toEqual([join(folder, 'model.onnx'), 'onnx']);
  });

  test('and without a Python function it is none', async () => {
    const folder = logged({ MLmodel: 'flavors: {spark: {}}', 'model.pkl': '' });
    expect((await artifactFiles(join(folder, 'MLmodel'))).servedBy).toBeNull();
    expect((await artifactFiles(join(folder, 'model.pkl'))).servedBy).toBe('sklearn');
  });
});
