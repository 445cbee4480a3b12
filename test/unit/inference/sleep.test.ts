import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ControlledServer, startControlledServer } from '../../bed/controlled-server.ts';
import { infer } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

let controlled: ControlledServer;

beforeEach(async () => {
  controlled = await startControlledServer();
});

afterEach(() => controlled.stop());

const input = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];
const ask = (parameters?: object) => infer({ url: controlled.url, model: 'm' }, input, { parameters });

async function load(revision: string, limits: { idleMs?: number; sleepsWhenKept?: boolean }) {
  const path = writeModel('m', classifier(Number(revision)));
  await controlled.link.order({ order: 'load', model: 'm', version: revision, revision, path, ...limits });
  return path;
}

const statusOf = async (revision: string) =>
  (await controlled.link.order({ order: 'status' })).find((status) => status.revision === revision);

const untilAsleep = (revision: string) =>
  expect.poll(async () => (await statusOf(revision))?.asleep, { timeout: 10_000 }).toBe(true);

test('what nobody asks for gives its memory back, and the next request wakes it', async () => {
  await load('1', { idleMs: 300 });
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
  expect((await ask()).status).toBe(200);
  await untilAsleep('1');
  expect(controlled.link.sleeping).toEqual(['1']);
  const [asleep] = await controlled.link.order({ order: 'measure', mark: 'test', renew: false });
  expect(asleep?.memoryBytes).toBe(0);
  expect((await fetch(`${controlled.url}/v2/health/ready`)).status).toBe(200);

  const answers = await Promise.all(Array.from({ length: 16 }, () => ask()));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
  expect(controlled.link.sleeping).toEqual([]);
  const [awake] = await controlled.link.order({ order: 'measure', mark: 'test', renew: false });
  expect(awake?.memoryBytes).toBeGreaterThan(0);
  await untilAsleep('1');
});

test('a request that may not wait so long is told so, and the model wakes all the same', async () => {
  await load('1', { idleMs: 300 });
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
  await untilAsleep('1');
  // Microseconds.
  const { status, body } = await ask({ timeout: 1_000 });
  expect(status).toBe(504);
  expect(body.error).toBe("The model did not wake within the request's 1 ms.");
  expect((await ask()).status).toBe(200);
});

test('a kept revision sleeps where it may, and is awake before the pointer moves to it', async () => {
  await load('1', { idleMs: 300, sleepsWhenKept: true });
  await load('2', { idleMs: 300, sleepsWhenKept: false });
  await load('3', {});
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '3' });
  await untilAsleep('1');
  expect(await statusOf('2')).toMatchObject({ asleep: false });
  expect(await statusOf('3')).toMatchObject({ asleep: false });
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
  expect(await statusOf('1')).toMatchObject({ asleep: false, live: true, ready: true });
  expect((await ask()).body.model_version).toBe('1');
});

test('a model that cannot be loaded again says why, and the server goes on', async () => {
  const path = await load('1', { idleMs: 300 });
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
  await untilAsleep('1');
  rmSync(path);
  const { status, body } = await ask();
  expect(status).toBe(503);
  expect(body.error).toMatch(/^The model could not be loaded again: .*m\.onnx/);
  expect((await fetch(`${controlled.url}/v2/health/live`)).status).toBe(200);
});
