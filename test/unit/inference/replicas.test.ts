import { afterEach, expect, test } from 'vitest';
import { type ControlledServer, startControlledServer } from '../../bed/controlled-server.ts';
import { infer, modelProcesses, type ServedModel, serveModel } from '../../bed/inference-server.ts';
import { classifier, counter, writeModel } from '../../bed/onnx-models.ts';

let served: ServedModel | null = null;
let controlled: ControlledServer | null = null;

afterEach(async () => {
  await served?.stop();
  await controlled?.stop();
  served = null;
  controlled = null;
});

const count = (n: number) => [{ name: 'n', shape: [], datatype: 'INT64', data: [n] }];

test('two replicas of different thread counts: a short request does not wait for a long one, nor for one that was killed', async () => {
  const model = await serveModel(writeModel('count', counter), '--device', 'cpu:1,cpu:2');
  served = model;
  const processes = modelProcesses(model);
  expect(processes).toHaveLength(2);
  const answered: string[] = [];
  const long = infer(model, count(2_000_000)).then(() => answered.push('long'));
  await expect
    .poll(async () => (await fetch(`${model.url}/metrics`)).text())
    .toContain('slipway_inference_in_flight_requests{model="count",version="1",revision="1"} 1');
  const short = infer(model, count(3)).then(({ status }) => answered.push(`short ${status}`));
  await Promise.all([long, short]);
  expect(answered).toEqual(['short 200', 'long']);

  process.kill(processes[0] as number, 'SIGKILL');
  const answers = await Promise.all(Array.from({ length: 20 }, () => infer(model, count(5))));
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(19);
  await expect.poll(() => modelProcesses(model).length, { timeout: 10_000 }).toBe(2);
});

test('a device that is none is refused', async () => {
  await expect(serveModel(writeModel('count', counter), '--device', 'tpu')).rejects.toThrow(
    '--device: expected auto, cpu, cpu:THREADS, cuda, webgpu, dml or coreml, with commas between, found "tpu".',
  );
});

test('two orders at once to load the same revision load it once', async () => {
  controlled = await startControlledServer();
  const { link } = controlled;
  const order = {
    order: 'load',
    model: 'm',
    version: '1',
    revision: '1',
    path: writeModel('m', classifier(1)),
  } as const;
  const [first, second] = await Promise.allSettled([link.order(order), link.order(order)]);
  expect(first.status).toBe('fulfilled');
  expect(second.status === 'rejected' && String(second.reason)).toContain('revision 1 is loaded already');
});
