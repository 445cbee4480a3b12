import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModelManifest } from '../../../server/candidates/model-manifests.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slw-manifests-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(location: string, ...lines: string[]): void {
  const file = join(folder, location);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const fraud = ['slipway: 1', 'name: fraud', 'artifact: model.onnx'];

test('the manifest of a model is found by the name that it gives, wherever it lies', () => {
  write('other.model.yaml', 'slipway: 1', 'name: other', 'artifact: model.onnx');
  write(
    'models/a/b.model.yaml',
    ...fraud,
    'gates:',
    '  - {name: quality, expr: auc >= 0.9}',
    '',
    '  - {name: x, expr: a > 1}',
  );
  write('.venv/copy.model.yaml', ...fraud);
  expect(findModelManifest(folder, 'fraud')).toMatchObject({
    location: 'models/a/b.model.yaml',
    value: { artifact: 'model.onnx' },
    gateLines: [5, 7],
  });
});

test('no manifest, two, and a broken one are each named', () => {
  expect(() => findModelManifest(folder, 'fraud')).toThrow(
    'No *.model.yaml of this folder has the name fraud',
  );
  write('broken.model.yaml', ...fraud, 'slo: {p99_ms: fast}');
  expect(() => findModelManifest(folder, 'fraud')).toThrow(/broken\.model\.yaml:4: .*p99_ms/);
  write('a.model.yaml', ...fraud);
  expect(findModelManifest(folder, 'fraud').location).toBe('a.model.yaml');
  write('b.model.yaml', ...fraud);
  expect(() => findModelManifest(folder, 'fraud')).toThrow('a.model.yaml and b.model.yaml both describe');
});
