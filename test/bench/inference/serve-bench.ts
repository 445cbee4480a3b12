/** `slipway serve` beside FastAPI with onnxruntime and beside MLServer: the same model, the same client, two cores. */
import { createRequire } from 'node:module';
import { serveModel } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { percentile, report } from '../figures.ts';
import { type Load, type LoadRequest, load } from './load.ts';
import { startFastApi, startMlServer } from './peers.ts';

const model = writeModel('m', classifier());
const json = { 'Content-Type': 'application/json' };
const inputs = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [0.25, -1.5] }];
const body = Buffer.from(JSON.stringify({ inputs }));

const ours = await serveModel(model, '--threads', '1');
const fastApis = [await startFastApi(model, 1), await startFastApi(model, 2)];
const mlserver = await startMlServer(model).catch((error: unknown) => {
  console.error(String(error));
  return null;
});

const ourRequest: LoadRequest = {
  port: Number(new URL(ours.url).port),
  path: '/v2/models/m/infer',
  headers: json,
  body,
};
const requests = {
  ours: [ourRequest],
  fastapi: fastApis.map(({ port }) => ({ port, path: '/infer', headers: json, body })),
  mlserver: mlserver ? [{ ...ourRequest, port: mlserver.port }] : [],
};

/** In turn, three times, the median of each: the machine is not the same from one second to the next. */
const runs: Record<keyof typeof requests, Load[]> = { ours: [], fastapi: [], mlserver: [] };
for (let round = 0; round < 3; round++)
  for (const [name, targets] of Object.entries(requests) as [keyof typeof requests, LoadRequest[]][]) {
    const loads: Load[] = [];
    for (const target of targets) loads.push(await load(target, 64, { warmUpMs: 700, forMs: 2_000 }));
    const [best] = loads.sort((a, b) => b.perSecond - a.perSecond);
    if (best) runs[name].push(best);
  }
for (const { port, stop } of [...fastApis, ...(mlserver ? [mlserver] : [])]) {
  if (port > 0) stop();
}

const median = (loads: Load[], of: (one: Load) => number) => percentile(loads.map(of), 50);
const perSecond = (loads: Load[]) => median(loads, (one) => one.perSecond);
const p99 = (loads: Load[]) => median(loads, (one) => percentile(one.latencies, 99));
for (const [name, times] of [
  ['fastapi', 4],
  ['mlserver', 10],
] as const) {
  if (runs[name].length === 0) continue;
  report({
    figure: `serve.json.64.perSecond.${name}`,
    value: perSecond(runs.ours),
    unit: '1/s',
    target: `ratio >= ${times}`,
    peer: { name, value: perSecond(runs[name]) },
  });
  report({
    figure: `serve.json.64.p99.${name}`,
    value: p99(runs.ours),
    unit: 'ms',
    target: 'ratio <= 0.333',
    peer: { name, value: p99(runs[name]) },
  });
}

const one = await load(ourRequest, 1, { warmUpMs: 500, forMs: 2_000 });
const bare = await bareRun();
report({
  figure: 'serve.json.1.overhead.p50',
  value: (percentile(one.latencies, 50) - bare) * 1000,
  unit: 'µs over session.run',
  target: '< 300',
});
await ours.stop();

/** Milliseconds of a `session.run` in a process of its own thread, at the median. */
async function bareRun(): Promise<number> {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)(
    'onnxruntime-node',
  ) as typeof import('onnxruntime-node');
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const times: number[] = [];
  for (let index = 0; index < 4_000; index++) {
    const started = performance.now();
    await session.run({ x: new Tensor('float32', Float32Array.of(0.25, -1.5), [1, 2]) });
    if (index >= 1_000) times.push(performance.now() - started);
  }
  return percentile(times, 50);
}
