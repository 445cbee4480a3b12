import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  InferenceAnswer,
  RevisionStatus,
  SwitchedRevision,
} from '../../../schemas/protocol/inference.ts';
import { infer } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';

let server: ChildProcess;
let url = '';
let orders = 0;

beforeEach(async () => {
  server = spawn(process.execPath, [join(repository, 'dist/server/inference.cjs'), '--controlled'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(createInterface(server.stdout as Readable), 'line')) as [string];
  ({ url } = JSON.parse(line) as { url: string });
});

afterEach(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
});

function tell(order: object): Promise<InferenceAnswer> {
  const id = ++orders;
  return new Promise((resolve) => {
    const listener = (answer: InferenceAnswer) => {
      if (answer.id !== id) return;
      server.off('message', listener);
      resolve(answer);
    };
    server.on('message', listener);
    server.send({ id, ...order });
  });
}

async function told<T>(order: object): Promise<T> {
  const answer = await tell(order);
  if ('error' in answer) throw new Error(answer.error);
  return answer.result as T;
}

const input = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];

test('a pointer is swapped in memory while requests run: none fails, and each has the answer of one revision', async () => {
  for (const [revision, factor] of [
    ['1', 1],
    ['2', 5],
  ] as const)
    await told({
      order: 'load',
      model: 'm',
      version: revision,
      revision,
      path: writeModel('m', classifier(factor)),
    });
  expect(await told<SwitchedRevision>({ order: 'makeLive', model: 'm', revision: '1' })).toEqual({
    previousRevision: null,
    switchMs: expect.any(Number) as number,
  });

  const proba = new Map([
    ['1', 1 / (1 + Math.exp(-1))],
    ['2', 1 / (1 + Math.exp(-5))],
  ]);
  let going = true;
  const seen = new Map<string, number>();
  const clients = Array.from({ length: 16 }, async () => {
    while (going) {
      const { status, body } = await infer({ url, model: 'm' }, input);
      const version = body.model_version ?? '';
      expect(status).toBe(200);
      expect(body.outputs?.[0]?.data[0]).toBeCloseTo(proba.get(version) ?? Number.NaN, 6);
      seen.set(version, (seen.get(version) ?? 0) + 1);
    }
  });
  const switches: number[] = [];
  for (let round = 0; round < 40; round++) {
    const revision = round % 2 === 0 ? '2' : '1';
    const { previousRevision, switchMs } = await told<SwitchedRevision>({
      order: 'makeLive',
      model: 'm',
      revision,
    });
    expect(previousRevision).toBe(revision === '2' ? '1' : '2');
    switches.push(switchMs);
    await infer({ url, model: 'm' }, input);
  }
  going = false;
  await Promise.all(clients);
  expect(seen.get('1')).toBeGreaterThan(0);
  expect(seen.get('2')).toBeGreaterThan(0);
  expect(switches.sort((a, b) => a - b)[20]).toBeLessThan(1);

  await told({ order: 'unload', model: 'm', revision: '2' });
  expect(await told<RevisionStatus[]>({ order: 'status' })).toMatchObject([
    { revision: '1', live: true, ready: true, waiting: 0, restarts: 0 },
  ]);
});

test('a revision that does not load changes nothing, and the live one cannot be taken away', async () => {
  const path = writeModel('m', classifier());
  const load = { order: 'load', model: 'm', version: '1', revision: '1', path };
  await told(load);
  await told({ order: 'makeLive', model: 'm', revision: '1' });
  expect(await tell({ ...load, revision: '2', path: `${path}.absent` })).toMatchObject({
    error: expect.any(String) as string,
  });
  expect(await tell(load)).toMatchObject({ error: 'm: revision 1 is loaded already.' });
  expect(await tell({ order: 'unload', model: 'm', revision: '1' })).toMatchObject({
    error: expect.stringContaining('is live') as string,
  });
  expect((await infer({ url, model: 'm' }, input)).status).toBe(200);
});
