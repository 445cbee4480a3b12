/** Binary tensors of an image's size (150,528 floats, 600 kB) and a cheap model, beside FastAPI's JSON and raw bytes. */
import { serveModel } from '../../bed/inference-server.ts';
import { imageMean, writeModel } from '../../bed/onnx-models.ts';
import { percentile, report } from '../figures.ts';
import { type Load, type LoadRequest, load } from './load.ts';
import { startFastApi } from './peers.ts';

const model = writeModel('m', imageMean);
const pixels = Float32Array.from({ length: 150_528 }, (_, index) => (index % 255) / 255);
const bytes = Buffer.from(pixels.buffer);
const shape = [1, 3, 224, 224];
const tensor = { name: 'x', shape, datatype: 'FP32' };
const header = JSON.stringify({
  inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }],
  outputs: [{ name: 'mean', parameters: { binary_data: true } }],
});

const ours = await serveModel(model, '--threads', '1');
const fastapi = await startFastApi(model, 1);
const requests: Record<string, LoadRequest> = {
  ours: {
    port: Number(new URL(ours.url).port),
    path: '/v2/models/m/infer',
    headers: { 'Inference-Header-Content-Length': String(Buffer.byteLength(header)) },
    body: Buffer.concat([Buffer.from(header), bytes]),
  },
  json: {
    port: fastapi.port,
    path: '/infer',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify({ inputs: [{ ...tensor, data: [...pixels] }] })),
  },
  binary: { port: fastapi.port, path: '/binary', headers: { Shape: shape.join(',') }, body: bytes },
};

const runs: Record<string, Load[]> = { ours: [], json: [], binary: [] };
for (let round = 0; round < 3; round++)
  for (const [name, request] of Object.entries(requests))
    runs[name]?.push(await load(request, 8, { warmUpMs: 500, forMs: 1_500 }));
fastapi.stop();
await ours.stop();

const perSecond = (name: string) =>
  percentile(
    (runs[name] ?? []).map((one) => one.perSecond),
    50,
  );
for (const [name, target] of [
  ['json', 'ratio >= 5'],
  ['binary', null],
] as const)
  report({
    figure: `serve.images.8.perSecond.${name}`,
    value: perSecond('ours'),
    unit: '1/s',
    target,
    peer: { name: `fastapi, ${name}`, value: perSecond(name) },
  });
