import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RevisionMeasurement } from '../../../schemas/protocol/inference.ts';
import { type ControlledServer, startControlledServer } from '../../bed/controlled-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

let controlled: ControlledServer;

beforeEach(async () => {
  controlled = await startControlledServer();
  await load('1', 1);
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
});

afterEach(() => controlled.stop());

function load(revision: string, factor: number) {
  const path = writeModel('m', classifier(factor));
  return controlled.link.order({ order: 'load', model: 'm', version: revision, revision, path });
}

const input = { name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] };

async function ask(user?: string): Promise<string> {
  const response = await fetch(`${controlled.url}/v2/models/m/infer`, {
    method: 'POST',
    headers: user === undefined ? {} : { 'X-User-Id': user },
    body: JSON.stringify({ inputs: [input] }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { model_version: string }).model_version;
}

async function askOften(times: number, user?: string): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (let time = 0; time < times; time++) {
    const version = await ask(user);
    seen[version] = (seen[version] ?? 0) + 1;
  }
  return seen;
}

async function measured(revision: string, mark = 'test'): Promise<RevisionMeasurement> {
  const all = await controlled.link.order({ order: 'measure', mark, renew: false });
  const found = all.find((measurement) => measurement.revision === revision);
  if (!found) throw new Error(`revision ${revision} is not there`);
  return found;
}

const share = { order: 'share', model: 'm', revision: '2', sticky: null, leaseMs: 60_000 } as const;

test('a canary gets exactly its share, and what a revision did is counted from a mark on', async () => {
  await load('2', 5);
  await controlled.link.order({ ...share, weight: 25 });
  expect(await askOften(40)).toEqual({ 1: 30, 2: 10 });
  expect(await measured('2')).toMatchObject({
    weight: 25,
    requests: 10,
    errors: 0,
    lately: { requests: 10 },
  });
  expect(await measured('1')).toMatchObject({ weight: 75, requests: 30 });

  await controlled.link.order({ order: 'measure', mark: 'test', renew: true });
  await controlled.link.order({ ...share, weight: 100 });
  expect(await askOften(5)).toEqual({ 2: 5 });
  const since = await measured('2');
  expect(since).toMatchObject({ weight: 100, requests: 5 });
  expect(since.p99Ms).toBeGreaterThan(since.p50Ms ?? Number.POSITIVE_INFINITY - 1);
  expect(await measured('1')).toMatchObject({ requests: 0, p99Ms: null });

  await controlled.link.order({ order: 'endSharing' });
  expect(await askOften(5)).toEqual({ 1: 5 });
});

test('a share is a lease: not renewed, the live revision gets all of it', async () => {
  await load('2', 5);
  await controlled.link.order({ ...share, weight: 100, leaseMs: 200 });
  expect(await ask()).toBe('2');
  await expect.poll(() => ask()).toBe('1');
  expect(await measured('1')).toMatchObject({ weight: 100 });
});

test('users stay with their revision, also when its share grows', async () => {
  await load('2', 5);
  const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
  const versionsAt = async (weight: number) => {
    await controlled.link.order({ ...share, weight, sticky: 'x-user-id' });
    return Promise.all(users.map((user) => ask(user)));
  };
  const at30 = await versionsAt(30);
  expect(await versionsAt(30)).toEqual(at30);
  const with2 = at30.filter((version) => version === '2').length;
  expect(with2).toBeGreaterThan(35);
  expect(with2).toBeLessThan(85);
  const at60 = await versionsAt(60);
  expect(users.filter((_, index) => at30[index] === '2' && at60[index] !== '2')).toEqual([]);
});

test('copies of requests are answered by the shadowed revision, compared, and seen by nobody', async () => {
  await load('2', 1);
  await load('3', 1.00001);
  await load('4', 5);
  for (const [revision, rtol, agreed] of [
    ['2', 0, 20],
    ['3', 1e-4, 20],
    ['4', 1e-4, 0],
  ] as const) {
    const shadow = { order: 'shadow', model: 'm', revision, sample: 1, rtol, leaseMs: 60_000 } as const;
    await controlled.link.order(shadow);
    expect(await askOften(20)).toEqual({ 1: 20 });
    await expect
      .poll(() => measured(revision))
      .toMatchObject({ compared: 20, agreed, dropped: 0, requests: 0 });
  }
  await controlled.link.order({
    order: 'shadow',
    model: 'm',
    revision: '2',
    sample: 0.25,
    rtol: 0,
    leaseMs: 60_000,
  });
  await askOften(20);
  await expect.poll(() => measured('2')).toMatchObject({ compared: 25 });
});

test('a warm-up finds what fails and what answers NaN, before anybody is served', async () => {
  await load('2', 5);
  const warm = {
    order: 'warm',
    model: 'm',
    revision: '2',
    shapes: {},
    requests: 3,
    rejectNan: true,
  } as const;
  const body = (data: unknown[]) => JSON.stringify({ inputs: [{ ...input, data }] });
  expect(await controlled.link.order({ ...warm, bodies: [] })).toEqual({
    requests: 3,
    madeUp: true,
    refused: null,
  });
  expect(await controlled.link.order({ ...warm, bodies: [body([1, 2])] })).toEqual({
    requests: 3,
    madeUp: false,
    refused: null,
  });
  await expect(controlled.link.order({ ...warm, bodies: [body([1, 2]), body([null, 1])] })).rejects.toThrow(
    'The answer to request 2 of the warm-up holds NaN.',
  );
  await expect(controlled.link.order({ ...warm, bodies: [body([1])] })).rejects.toThrow('x');
  expect(await measured('2')).toMatchObject({ requests: 0 });
});

test('a made-up warm-up has the sizes that the manifest declares where the file leaves them free', async () => {
  const free = classifier();
  const path = writeModel('m', { ...free, inputs: [{ name: 'x', type: 'FP32', shape: ['N', 'K'] }] });
  await controlled.link.order({ order: 'load', model: 'm', version: '2', revision: '2', path });
  const warm = (shapes: Record<string, number[]>) =>
    controlled.link.order({
      order: 'warm',
      model: 'm',
      revision: '2',
      bodies: [],
      shapes,
      requests: 2,
      rejectNan: true,
    });
  // Zeros of a size that we chose, and the model does not take, prove nothing against it.
  expect(await warm({})).toMatchObject({
    requests: 0,
    madeUp: true,
    refused: expect.stringContaining('MatMul dimension mismatch') as string,
  });
  expect(await warm({ x: [-1, 2] })).toEqual({ requests: 2, madeUp: true, refused: null });
});

test('requests that were answered lately are replayed to a revision, and counted as such', async () => {
  await load('2', 5);
  await askOften(3);
  expect(await controlled.link.order({ order: 'replay', model: 'm', revision: '2', requests: 7 })).toEqual({
    replayed: 7,
  });
  expect(await measured('2')).toMatchObject({ requests: 7, replayed: 7, errors: 0 });
});

test('offline, nothing is served, and what was loaded can be made live again', async () => {
  await controlled.link.order({ order: 'goOffline' });
  const response = await fetch(`${controlled.url}/v2/models/m/infer`, {
    method: 'POST',
    body: '{"inputs":[]}',
  });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'There is no model "m" (taken offline).' });
  await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' });
  expect(await ask()).toBe('1');
});

test('who does not know the token is hung up on', async () => {
  const { dir } = controlled;
  const socket = connect(`${dir}/s`);
  socket.once('data', () => socket.write('{"proof":"00"}\n{"id":1,"order":"end"}\n'));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(await ask()).toBe('1');
});
