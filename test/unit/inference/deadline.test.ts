import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServedModel, serveModel } from '../../bed/inference-server.ts';
import { counter, writeModel } from '../../bed/onnx-models.ts';

let model: ServedModel;

beforeAll(async () => {
  model = await serveModel(writeModel('count', counter), '--hang-ms', '1500');
});

afterAll(() => model.stop());

/** More than the model counts to before its run is ended. */
const long = 1_000_000_000;

async function count(n: number, header: string | null, timeout?: number) {
  const response = await fetch(`${model.url}/v2/models/count/infer`, {
    method: 'POST',
    headers: header === null ? {} : { 'X-Envoy-Expected-Rq-Timeout-Ms': header },
    body: JSON.stringify({
      inputs: [{ name: 'n', shape: [], datatype: 'INT64', data: [n] }],
      ...(timeout !== undefined && { parameters: { timeout } }),
    }),
  });
  const { error } = (await response.json()) as { error?: string };
  return [response.status, error];
}

const late = (ms: number) => [504, `No answer within the request's timeout of ${ms} ms.`];

test('the deadline that a proxy tells in its header counts, and what waited for it is dropped from the queue', async () => {
  const runs = count(long, '300');
  const waits = count(1, '200');
  expect(await Promise.all([runs, waits])).toEqual([late(300), late(200)]);
  const metrics = await (await fetch(`${model.url}/metrics`)).text();
  expect(metrics).toContain('queue_requests{model="count",version="1",revision="1"} 0\n');
  expect(metrics).toContain('in_flight_requests{model="count",version="1",revision="1"} 0\n');
});

test('of the header and the parameter the earlier one counts', async () => {
  expect(await Promise.all([count(long, '200', 60_000_000), count(long, '60000', 150_000)])).toEqual([
    late(200),
    late(150),
  ]);
});

test('none, and one that is years away, are no deadline', async () => {
  expect(await count(3, '0')).toEqual([200, undefined]);
  expect(await count(3, '9999999999')).toEqual([200, undefined]);
  expect(await count(3, null, Number.MAX_SAFE_INTEGER)).toEqual([200, undefined]);
});

test('a header that is no number of milliseconds is refused', async () => {
  expect(await count(3, '2s')).toEqual([
    400,
    'Expected x-envoy-expected-rq-timeout-ms as a whole number of milliseconds, found "2s".',
  ]);
});
