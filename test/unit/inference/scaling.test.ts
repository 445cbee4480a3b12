import { afterEach, describe, expect, test } from 'vitest';
import { BusyTime } from '../../../server/inference/models/busy-time.ts';
import {
  type Demand,
  refused,
  type ScalingState,
  scaleReplicas,
  unscaled,
} from '../../../server/inference/models/replica-scaling.ts';
import { infer, modelProcesses, type ServedModel, serveModel } from '../../bed/inference-server.ts';
import { counter, writeModel } from '../../bed/onnx-models.ts';

const limits = { min: 1, max: 3, shrinkAfterMs: 30_000 };
const lookMs = 500;
const overloaded = { queueMs: 40, runMs: 10 };
const quiet = { queueMs: 0, runMs: 10 };

/** What was done at each of so many looks with the same demand. */
function looks(count: number, demand: Demand, from: ScalingState = unscaled): (-1 | 0 | 1)[] {
  let state = from;
  return Array.from({ length: count }, () => {
    const scaled = scaleReplicas(state, demand, limits, lookMs);
    state = scaled.state;
    return scaled.change;
  });
}

describe('replicas become more', () => {
  test('where all run and requests wait, for a second', () => {
    expect(looks(2, { replicas: 1, running: 1, busy: 1, ...overloaded })).toEqual([0, 1]);
  });

  test('not for one moment in which they did', () => {
    const { state } = scaleReplicas(
      unscaled,
      { replicas: 1, running: 1, busy: 1, ...overloaded },
      limits,
      lookMs,
    );
    const next = scaleReplicas(state, { replicas: 1, running: 0, busy: 0.3, ...quiet }, limits, lookMs);
    expect(looks(1, { replicas: 1, running: 1, busy: 1, ...overloaded }, next.state)).toEqual([0]);
  });

  test('not where they run all the time and nobody waits, as for one sender after another', () => {
    expect(looks(100, { replicas: 1, running: 1, busy: 1, ...quiet })).not.toContain(1);
  });

  test('not above the most that there may be', () => {
    expect(looks(100, { replicas: 3, running: 3, busy: 3, ...overloaded })).not.toContain(1);
  });

  test('not for half a minute after there was no memory', () => {
    const changes = looks(100, { replicas: 1, running: 1, busy: 1, ...overloaded }, refused);
    expect(changes.indexOf(1)).toBe(31_000 / lookMs - 1);
  });
});

describe('replicas become fewer', () => {
  test('one by one, each after half a minute in which one less would do', () => {
    const changes = looks(60, { replicas: 2, running: 0, busy: 0.1, ...quiet });
    expect(changes.indexOf(-1)).toBe(59);
  });

  test('not where those that are left would be busy again at once', () => {
    expect(looks(1_000, { replicas: 2, running: 1, busy: 0.7, ...quiet })).not.toContain(-1);
  });

  test('not below the least that there must be', () => {
    expect(looks(1_000, { replicas: 1, running: 0, busy: 0, ...quiet })).not.toContain(-1);
  });

  test('never while all of them run', () => {
    expect(looks(1_000, { replicas: 2, running: 2, busy: 0.2, ...quiet })).not.toContain(-1);
  });
});

test('no demand makes them more and, with one more, fewer again', () => {
  for (let percent = 0; percent <= 100; percent++) {
    const busy = (2 * percent) / 100;
    if (!looks(2, { replicas: 2, running: 2, busy, ...overloaded }).includes(1)) continue;
    expect(looks(1_000, { replicas: 3, running: 1, busy, ...quiet })).not.toContain(-1);
  }
});

test('the time that replicas ran counts runs that have not ended', () => {
  const busy = new BusyTime();
  busy.began(10);
  busy.began(20);
  busy.ended(25);
  expect([busy.until(30), busy.running]).toEqual([25, 1]);
});

describe('a served model', () => {
  let served: ServedModel | null = null;

  afterEach(async () => {
    await served?.stop();
    served = null;
  });

  const count = (n: number) => [{ name: 'n', shape: [], datatype: 'INT64', data: [n] }];

  test('gets a second replica while requests wait, loses it afterwards, and says so', async () => {
    const model = await serveModel(
      writeModel('count', counter),
      ...['--device', 'cpu:1', '--replicas', '1..2', '--shrink-after-s', '1'],
    );
    served = model;
    let said = '';
    model.process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    expect(modelProcesses(model)).toHaveLength(1);
    let loaded = true;
    const statuses = new Set<number>();
    const sendOn = async () => {
      while (loaded) statuses.add((await infer(model, count(50_000))).status);
    };
    const senders = Array.from({ length: 4 }, sendOn);
    await expect.poll(() => modelProcesses(model).length, { timeout: 20_000 }).toBe(2);
    await expect.poll(() => said).toContain('"message":"count 1: 2 replicas: requests waited');
    loaded = false;
    await Promise.all(senders);
    expect([...statuses]).toEqual([200]);
    await expect.poll(() => modelProcesses(model).length, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => said).toContain('"message":"count 1: 1 replica: ');
    expect((await infer(model, count(3))).status).toBe(200);
    expect(await (await fetch(`${model.url}/metrics`)).text()).toContain(
      'slipway_inference_replicas{model="count",version="1",revision="1"} 1\n',
    );
  });

  test('a range that is none is refused', async () => {
    await expect(serveModel(writeModel('count', counter), '--replicas', '4..2')).rejects.toThrow(
      '--replicas: expected a number or MIN..MAX, as 1..4, found "4..2".',
    );
  });
});
