import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readModelGraph } from '../../../server/onnx/model-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

function field(number: number, content: Buffer | string | number): Buffer {
  if (typeof content === 'number') return Buffer.concat([varint(number << 3), varint(content)]);
  const bytes = Buffer.from(content as Buffer);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function message(...fields: Buffer[]): Buffer {
  return Buffer.concat(fields);
}

/** A `ValueInfoProto`; a text is a symbolic dimension. */
function tensor(name: string, elementType: number, shape: (number | string)[] | null): Buffer {
  const dimensions = shape?.map((size) => field(1, field(typeof size === 'number' ? 1 : 2, size as string)));
  const type = message(field(1, elementType), ...(dimensions ? [field(2, message(...dimensions))] : []));
  return message(field(1, name), field(2, field(1, type)));
}

function file(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const graph = message(
  field(1, field(4, 'MatMul')),
  field(2, 'g'),
  field(5, message(field(1, 2), field(2, 1), field(8, 'w'), field(9, Buffer.alloc(100_000)))),
  field(11, tensor('x', 1, ['batch', 2])),
  field(11, tensor('w', 1, [2, 2])),
  field(12, tensor('y', 7, [-1])),
  field(12, tensor('any', 8, null)),
);

test('inputs and outputs are read, weights passed over and no inputs', () => {
  expect(readModelGraph(file('model.onnx', message(field(1, 9), field(7, graph))))).toEqual({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
    outputs: [
      { name: 'y', datatype: 'INT64', shape: [-1] },
      { name: 'any', datatype: 'BYTES', shape: null },
    ],
  });
});

test('gigabytes of weights cost nothing', () => {
  const gigabytes = 3 * 2 ** 30;
  const before = message(field(11, tensor('x', 10, [1])), field(12, tensor('y', 11, [1])));
  const name = field(8, 'w');
  const raw = message(varint((9 << 3) | 2), varint(gigabytes));
  const weight = message(varint((5 << 3) | 2), varint(name.length + raw.length + gigabytes), name, raw);
  const length = before.length + weight.length + gigabytes;
  const path = file('large.onnx', message(varint((7 << 3) | 2), varint(length), before, weight));
  // A hole: no disk holds it.
  truncateSync(path, length + 1 + varint(length).length);
  const memory = process.memoryUsage().rss;
  expect(readModelGraph(path).inputs).toEqual([{ name: 'x', datatype: 'FP16', shape: [1] }]);
  expect(process.memoryUsage().rss - memory).toBeLessThan(100 * 2 ** 20);
});

test('every truncation of a model is refused or has its tensors, and none ends the process', () => {
  const small = message(
    field(1, 9),
    field(7, message(field(11, tensor('x', 1, [1])), field(12, tensor('y', 1, [1])))),
  );
  for (let length = 0; length < small.length; length++) {
    const path = file('cut.onnx', small.subarray(0, length));
    expect(() => readModelGraph(path), `${length} bytes`).toThrow(RangeError);
  }
});

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(5000)],
  ['text', Buffer.from('this is no model\n'.repeat(100))],
  ['a length beyond the end', message(varint((7 << 3) | 2), varint(2 ** 50))],
  ['a length of ten bytes', message(varint((7 << 3) | 2), Buffer.alloc(9, 0xff), Buffer.from([1]))],
  ['a number without an end', Buffer.alloc(5000, 0xff)],
  ['a graph in a file of another kind', message(field(7, field(3, 'hello')))],
])('%s is no model', (_, bytes) => {
  const path = file('bad.onnx', bytes);
  expect(() => readModelGraph(path)).toThrow(RangeError);
});

test('ten million fields are not counted to their end', () => {
  const path = join(folder, 'many.onnx');
  const descriptor = openSync(path, 'w');
  const block = Buffer.concat(Array.from({ length: 100_000 }, () => Buffer.from([0x08, 0x01])));
  for (let index = 0; index < 100; index++) writeSync(descriptor, block);
  closeSync(descriptor);
  expect(() => readModelGraph(path)).toThrow('too many fields');
});
