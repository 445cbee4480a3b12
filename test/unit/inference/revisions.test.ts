import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ControlledServer, startControlledServer } from '../../bed/controlled-server.ts';
import { infer } from '../../bed/inference-server.ts';
import { classifier, counter, writeModel } from '../../bed/onnx-models.ts';

let controlled: ControlledServer;

beforeEach(async () => {
  controlled = await startControlledServer();
});

afterEach(() => controlled.stop());

const input = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];

test('a pointer is swapped in memory while requests run: none fails, and each has the answer of one revision', async () => {
  for (const [revision, factor] of [
    ['1', 1],
    ['2', 5],
  ] as const)
    await controlled.link.order({
      order: 'load',
      model: 'm',
      version: revision,
      revision,
      path: writeModel('m', classifier(factor)),
    });
  expect(await controlled.link.order({ order: 'makeLive', model: 'm', revision: '1' })).toEqual({
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
      const { status, body } = await infer({ url: controlled.url, model: 'm' }, input);
      const version = body.model_version ?? '';
      expect(status).toBe(200);
      expect(body.outputs?.[0]?.data[0]).toBeCloseTo(proba.get(version) ?? Number.NaN, 6);
      seen.set(version, (seen.get(version) ?? 0) + 1);
    }
  });
  const switches: number[] = [];
  for (let round = 0; round < 40; round++) {
    const revision = round % 2 === 0 ? '2' : '1';
    const { previousRevision, switchMs } = await controlled.link.order({
      order: 'makeLive',
      model: 'm',
      revision,
    });
    expect(previousRevision).toBe(revision === '2' ? '1' : '2');
    switches.push(switchMs);
    await infer({ url: controlled.url, model: 'm' }, input);
  }
  going = false;
  await Promise.all(clients);
  expect(seen.get('1')).toBeGreaterThan(0);
  expect(seen.get('2')).toBeGreaterThan(0);
  expect(switches.sort((a, b) => a - b)[20]).toBeLessThan(1);

  await controlled.link.order({ order: 'unload', model: 'm', revision: '2' });
  expect(await controlled.link.order({ order: 'status' })).toMatchObject([
    { revision: '1', live: true, ready: true, waiting: 0, restarts: 0 },
  ]);
});

test('a revision that does not load changes nothing, and the live one cannot be taken away', async () => {
  const { link } = controlled;
  const path = writeModel('m', classifier());
  const load = { order: 'load', model: 'm', version: '1', revision: '1', path } as const;
  const both = await Promise.allSettled([link.order(load), link.order(load)]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await link.order({ order: 'makeLive', model: 'm', revision: '1' });
  await expect(link.order({ ...load, revision: '2', path: `${path}.absent` })).rejects.toThrow('absent');
  await expect(link.order(load)).rejects.toThrow('m: revision 1 is loaded already.');
  await expect(link.order({ order: 'unload', model: 'm', revision: '1' })).rejects.toThrow('is live');
  expect((await infer({ url: controlled.url, model: 'm' }, input)).status).toBe(200);
});

test('a revision that is taken away answers what it has, and holds up nothing meanwhile', async () => {
  const { link, url } = controlled;
  const load = { order: 'load', model: 'm', path: writeModel('m', counter) } as const;
  for (const name of ['1', '2']) await link.order({ ...load, version: name, revision: name });
  await link.order({ order: 'makeLive', model: 'm', revision: '1' });
  const ended: string[] = [];
  const slow = [{ name: 'n', shape: [], datatype: 'INT64', data: [3_000_000] }];
  const answer = infer({ url, model: 'm' }, slow).finally(() => ended.push('request'));
  await expect.poll(async () => (await link.order({ order: 'status' }))[0]?.inFlight).toBe(1);
  await link.order({ order: 'makeLive', model: 'm', revision: '2' });
  await link.order({ order: 'unload', model: 'm', revision: '1' });
  ended.push('unload');
  const { status, body } = await answer;
  expect([status, body.model_version, body.outputs?.[0]?.data]).toEqual([200, '1', [3_000_000]]);
  expect(ended).toEqual(['unload', 'request']);
  expect(await link.order({ order: 'status' })).toMatchObject([{ revision: '2', live: true }]);
});
