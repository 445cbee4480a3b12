import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryAdmission } from '../../../server/inference/models/memory-admission.ts';
import { startControlledServer } from '../../bed/controlled-server.ts';
import { infer } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

const mib = 2 ** 20;
const unlimited = { limitBytes: null, takenBytes: 0 };

/** A file of so many MiB, with external data beside it. */
function modelOf(sizeMib: number, externalMib = 0): string {
  const path = join(mkdtempSync(join(tmpdir(), 'slw-memory-')), 'model.onnx');
  writeFileSync(path, Buffer.alloc(sizeMib * mib));
  if (externalMib > 0) writeFileSync(`${path}.data`, Buffer.alloc(externalMib * mib));
  return path;
}

test('a model is refused that does not fit beside what is there, and the refusal says by how much', () => {
  const admission = new MemoryAdmission(() => 200 * mib);
  const order = { model: 'm', version: '2', path: modelOf(10), replicas: 1 };
  expect(admission.admit(order, unlimited)).toBeTypeOf('function');
  const second = { ...order, path: modelOf(10, 30) };
  expect(() => admission.admit(second, unlimited)).toThrow(
    'm 2 needs about 160 MiB of memory, and 36 MiB are free on this machine. End what else takes memory',
  );
});

test('what a failed load was promised is free again', () => {
  const admission = new MemoryAdmission(() => 200 * mib);
  const order = { model: 'm', version: '1', path: modelOf(10), replicas: 1 };
  const release = admission.admit(order, unlimited);
  expect(() => admission.admit(order, unlimited)).toThrow('36 MiB are free');
  release();
  expect(admission.admit(order, unlimited)).toBeTypeOf('function');
});

test('the limit of a target holds however much the machine has, and each replica counts', () => {
  const admission = new MemoryAdmission(() => 64_000 * mib);
  const order = { model: 'm', version: '2', path: modelOf(10), replicas: 3 };
  expect(() => admission.admit(order, { limitBytes: 350 * mib, takenBytes: 100 * mib })).toThrow(
    'm 2 with 3 replicas needs about 300 MiB of memory, and 250 MiB of the 350 MiB that models may take here are left. Raise "memory" of the target',
  );
});

test('what a file was seen to take is believed rather than its size', () => {
  const admission = new MemoryAdmission(() => 200 * mib);
  const order = { model: 'm', version: '1', path: modelOf(1), replicas: 1 };
  admission.note(order.path, 500 * mib);
  expect(() => admission.admit(order, unlimited)).toThrow('needs about 500 MiB');
});

test('a revision that does not fit is not loaded, and the live one goes on', async () => {
  const { link, url, stop } = await startControlledServer();
  onTestFinished(stop);
  const load = { order: 'load', model: 'm', version: '1', revision: '1' } as const;
  await link.order({ ...load, path: writeModel('m', classifier()) });
  await link.order({ order: 'makeLive', model: 'm', revision: '1' });
  const [first] = await link.order({ order: 'measure', mark: 'test', renew: false });
  expect(first).toMatchObject({ device: 'cpu', revision: '1' });
  expect(first?.memoryBytes).toBeGreaterThan(20 * mib);
  const second = { ...load, version: '2', revision: '2', path: writeModel('m', classifier(5)) };
  await expect(link.order({ ...second, maxMemoryBytes: 120 * mib })).rejects.toThrow(
    /^m 2 needs about 80 MiB of memory, and \d+ MiB of the 120 MiB that models may take here are left\./,
  );
  const input = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];
  expect((await infer({ url, model: 'm' }, input)).body.model_version).toBe('1');
  await link.order({ ...second, maxMemoryBytes: 4_000 * mib });
});
