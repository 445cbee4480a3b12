import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type FrameKind,
  frameHeadBytes,
  frameKinds,
  readFrameHead,
  writeFrameHead,
} from '../model-link/frames.ts';
import type { Failure, LoadOrder } from '../model-link/messages.ts';
import { decodeTensorTable, encodeTensorTable } from '../model-link/tensor-table.ts';
import { Model } from './model.ts';
import { type HostStream, openStream } from './stream.ts';

const linkDescriptor = 3;
const watchLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

/**
 * Runs one model for the inference server: a native crash or a run that does not end takes only this process along. One
 * request after the other, until the server closes the stream.
 */
async function main(): Promise<void> {
  new Worker(join(dirname(process.argv[1] ?? ''), 'parent-watch.cjs'), { resourceLimits: watchLimits });
  const stream = openStream(linkDescriptor);
  const head = Buffer.alloc(frameHeadBytes);
  let model: Model | null = null;
  let memory = new Uint8Array(1 << 16);
  while (await stream.read(head)) {
    const { kind, id, aboutBytes, tensorBytes } = readFrameHead(head);
    const about = new Uint8Array(aboutBytes);
    if (memory.byteLength < tensorBytes) memory = new Uint8Array(tensorBytes * 1.5);
    const tensors = memory.subarray(0, tensorBytes);
    if (!(await stream.read(about)) || !(await stream.read(tensors))) return;
    try {
      if (kind === frameKinds.load) {
        const order = JSON.parse(Buffer.from(about).toString()) as LoadOrder;
        const { model: made, loaded } = await Model.load(order);
        model = made;
        send(stream, frameKinds.loaded, id, json(loaded), []);
      } else if (kind === frameKinds.run && model) {
        const { numbers: outputs, tensors: inputs } = decodeTensorTable(new Int32Array(about.buffer));
        const started = performance.now();
        const { tensors: results, chunks } = await model.run(inputs, outputs, tensors);
        const tookUs = Math.round((performance.now() - started) * 1000);
        const table = encodeTensorTable([tookUs], results);
        send(stream, frameKinds.result, id, new Uint8Array(table.buffer), chunks);
      }
    } catch (error) {
      const failure: Failure = { message: error instanceof Error ? error.message : String(error) };
      send(stream, frameKinds.failed, id, json(failure), []);
    }
  }
}

function send(
  stream: HostStream,
  kind: FrameKind,
  id: number,
  about: Uint8Array,
  chunks: Uint8Array[],
): void {
  let tensorBytes = 0;
  for (const chunk of chunks) tensorBytes += chunk.byteLength;
  const head = Buffer.alloc(frameHeadBytes + about.byteLength);
  writeFrameHead(head, kind, id, about.byteLength, tensorBytes);
  head.set(about, frameHeadBytes);
  const small = tensorBytes <= 1 << 14;
  stream.write(small ? [Buffer.concat([head, ...chunks])] : [head, ...chunks]);
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
