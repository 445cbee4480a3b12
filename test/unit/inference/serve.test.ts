import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { infer, modelProcesses, type ServedModel, serveModel } from '../../bed/inference-server.ts';
import {
  classifier,
  columnSums,
  counter,
  gather,
  identity,
  type OnnxType,
  onnxTypes,
  writeModel,
} from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';

const served: ServedModel[] = [];

async function serve(...words: Parameters<typeof serveModel>): Promise<ServedModel> {
  const model = await serveModel(...words);
  served.push(model);
  return model;
}

afterEach(async () => {
  await Promise.all(served.splice(0).map((model) => model.stop()));
});

const rows = (...data: number[]) => [{ name: 'x', shape: [data.length / 2, 2], datatype: 'FP32', data }];
const count = (n: number) => [{ name: 'n', shape: [], datatype: 'INT64', data: [n] }];
/** Seconds, wherever this runs. */
const long = 20_000_000;
const get = async ({ url }: ServedModel, path: string, init?: RequestInit) => {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
};

describe('slipway serve', () => {
  test('answers, drains what it has begun when it is told to end, and exits with 0', async () => {
    const model = await serve(writeModel('count', counter));
    const answer = infer(model, count(300_000), { id: 'last' });
    await expect
      .poll(async () => (await get(model, '/metrics')).body)
      .toContain('slipway_inference_in_flight_requests{model="count",version="1",revision="1"} 1');
    expect(await model.stop()).toBe(0);
    const { status, body } = await answer;
    expect([status, body.id, body.outputs?.[0]?.data]).toEqual([200, 'last', [300_000]]);
  });

  test('ends when the command that started it is killed', async () => {
    const model = await serve(writeModel('m', classifier()));
    model.process.kill('SIGKILL');
    await expect
      .poll(() =>
        fetch(`${model.url}/v2`).then(
          () => 'up',
          () => 'gone',
        ),
      )
      .toBe('gone');
  });

  test('says why a file is not served, and exits with 1', async () => {
    const file = writeModel('broken', classifier());
    writeFileSync(file, 'not a model');
    await expect(serveModel(file)).rejects.toThrow(
      /ended with 1: .*broken\.onnx is not a model that can be served/,
    );
    await expect(serveModel(`${file}.absent`)).rejects.toThrow(/ended with 1: .*SLW-MODEL-NOT-LOADED/s);
    await expect(serveModel(file, '--port', 'x')).rejects.toThrow(
      /ended with 2: --port: expected a whole number/,
    );
  });

  test.each(onnxTypes.map((type): [OnnxType] => [type]))('takes and gives %s', async (type) => {
    const data = type === 'BYTES' ? ['a', '', 'é'] : type === 'BOOL' ? [true, false] : [0, 1, 2];
    const model = await serve(writeModel('same', identity(type)));
    const input = { name: 'x', shape: [data.length], datatype: type, data };
    const { body } = await infer(model, [input]);
    expect(body).toEqual({
      model_name: 'same',
      model_version: '1',
      outputs: [{ ...input, name: 'y' }],
    });
  });

  test('answers each of many at once with its own rows', async () => {
    const model = await serve(writeModel('m', classifier()));
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const data = Array.from({ length: 2 * (1 + (index % 3)) }, (_value, at) => Math.sin(index + at));
        const { body } = await infer(model, rows(...data));
        return [data, body.outputs?.[0]?.data] as const;
      }),
    );
    for (const [data, proba = []] of answers)
      for (let row = 0; row < data.length; row += 2)
        expect(proba[row]).toBeCloseTo(1 / (1 + Math.exp(-(data[row] ?? 0) - (data[row + 1] ?? 0))), 5);
    const { body } = await get(model, '/v2/models/m/stats');
    const [stats] = (JSON.parse(body) as { model_stats: { execution_count: number }[] }).model_stats;
    expect(stats?.execution_count).toBeLessThan(300);
  });

  test('does not mix rows of a model that says they are free and sums them up', async () => {
    const model = await serve(writeModel('sums', columnSums));
    const answers = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, index) => (await infer(model, rows(index, 1, index, 1))).body.outputs,
      ),
    );
    expect(answers.map((outputs) => outputs?.[0]?.data)).toEqual(
      Array.from({ length: 40 }, (_, index) => [2 * index + 2]),
    );
  });

  test('lets nobody pay for another’s input', async () => {
    const model = await serve(writeModel('gather', gather));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        infer(model, [
          { name: 'index', shape: [1], datatype: 'INT64', data: [index === 30 ? 99 : index % 3] },
        ]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, index) => (index === 30 ? 500 : 200)),
    );
    expect(answers[30]?.body.error).toMatch(
      /could not run on these inputs.*indices element out of data bounds/s,
    );
  });
});

describe('when things go wrong', () => {
  test('a killed model process costs the requests that ran, not those that waited, and comes back', async () => {
    const model = await serve(writeModel('count', counter));
    const [pid = 0] = modelProcesses(model);
    const running = infer(model, count(long));
    await expect
      .poll(async () => (await get(model, '/metrics')).body)
      .toContain('in_flight_requests{model="count",version="1",revision="1"} 1');
    const waiting = infer(model, count(3));
    await expect
      .poll(async () => (await get(model, '/metrics')).body)
      .toContain('queue_requests{model="count",version="1",revision="1"} 1');
    process.kill(pid, 'SIGKILL');
    const { status, body, headers } = await running;
    expect(status).toBe(500);
    expect(body.error).toMatch(/process ended while this request ran \(SIGKILL\)/);
    expect(headers.get('retry-after')).toBe('1');
    expect((await waiting).body.outputs?.[0]?.data).toEqual([3]);
    expect(modelProcesses(model)).not.toContain(pid);
    expect((await get(model, '/metrics')).body).toContain(
      'restarts_total{model="count",version="1",revision="1"} 1',
    );
  });

  test('a run that hangs is ended', async () => {
    const model = await serve(writeModel('count', counter), '--hang-ms', '200');
    const { status, body } = await infer(model, count(long));
    expect([status, body.error]).toEqual([500, expect.stringContaining('a run took more than 200ms')]);
    expect((await infer(model, count(2))).body.outputs?.[0]?.data).toEqual([2]);
  });

  test('the event loop answers while the model computes', async () => {
    const model = await serve(writeModel('count', counter), '--hang-ms', '1500');
    const running = infer(model, count(long));
    await expect
      .poll(async () => (await get(model, '/metrics')).body)
      .toContain('in_flight_requests{model="count",version="1",revision="1"} 1');
    const started = performance.now();
    expect((await get(model, '/v2/health/ready')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1_000);
    await running;
  });

  test('a request is answered when its timeout has passed, whether it runs or waits', async () => {
    const model = await serve(writeModel('count', counter), '--hang-ms', '2000');
    const late = { parameters: { timeout: 50_000 } };
    const answers = await Promise.all([infer(model, count(long), late), infer(model, count(1), late)]);
    for (const { status, body } of answers)
      expect([status, body.error]).toEqual([504, expect.stringContaining('timeout of 50 ms')]);
  });

  test('a full queue is answered with 503 and when to come back', async () => {
    const model = await serve(writeModel('count', counter), '--queue', '2', '--hang-ms', '1000');
    const answers = await Promise.all(Array.from({ length: 6 }, () => infer(model, count(long))));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.body.error).toContain('queue is full (2 requests)');
  });
});

describe('routes', () => {
  test('of the server and the model', async () => {
    const model = await serve(writeModel('m', classifier()), '--model-version', '7');
    const json = async (path: string, init?: RequestInit) => {
      const { status, body } = await get(model, path, init);
      return [status, JSON.parse(body) as unknown];
    };
    expect(await json('/v2/health/live')).toEqual([200, { live: true }]);
    expect(await json('/v2/health/ready')).toEqual([200, { ready: true }]);
    expect(await json('/v2/models/m/ready')).toEqual([200, { name: 'm', ready: true }]);
    const metadata = {
      name: 'm',
      versions: ['7'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'proba', datatype: 'FP32', shape: [-1, 2] }],
    };
    expect(await json('/v2/models/m')).toEqual([200, metadata]);
    expect(await json('/v2/models/m/versions/7')).toEqual([200, metadata]);
    expect(await json('/v2/models/m/versions/8')).toEqual([
      404,
      { error: 'm has no version "8"; expected 7.' },
    ]);
    expect(await json('/v2/models/n')).toEqual([404, { error: 'There is no model "n".' }]);
    expect(await json('/v2/repository/index', { method: 'POST' })).toEqual([
      200,
      [{ name: 'm', version: '7', state: 'READY', reason: '' }],
    ]);
    expect((await json('/v2/repository/models/m/unload', { method: 'POST' }))[0]).toBe(400);
    expect((await json('/v2/models/m/infer'))[0]).toBe(405);
    expect((await json('/nothing'))[0]).toBe(404);
    expect((await json('/v2/models/%zz'))[0]).toBe(400);
  });

  test('load and unload, where they are allowed, without overrides', async () => {
    const model = await serve(writeModel('m', classifier()), '--model-control', 'explicit');
    const post = (action: string, body?: object) =>
      get(model, `/v2/repository/models/m/${action}`, {
        method: 'POST',
        body: body && JSON.stringify(body),
      } as RequestInit);
    for (const name of ['config', 'file:1/model.onnx']) {
      const { status, body } = await post('load', { parameters: { [name]: 'x' } });
      expect([status, body]).toEqual([400, expect.stringContaining('is refused')]);
    }
    expect((await post('unload')).status).toBe(200);
    expect((await infer(model, rows(1, 2))).status).toBe(404);
    await expect.poll(() => modelProcesses(model)).toEqual([]);
    expect((await post('load')).status).toBe(200);
    expect((await infer(model, rows(1, 2))).status).toBe(200);
  });

  test('a traceparent is passed on, and what is none is not', async () => {
    const model = await serve(writeModel('m', classifier()));
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const of = async (traceparent: string) =>
      (await get(model, '/v2', { headers: { traceparent } })).headers.get('traceparent');
    expect(await of(parent)).toBe(parent);
    expect(await of('00-x')).toBeNull();
  });

  test('nothing is served to web pages and rebound names', async () => {
    const model = await serve(writeModel('m', classifier()));
    expect((await get(model, '/v2', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    const { hostname, port } = new URL(model.url);
    expect(
      await raw(hostname, port, 'GET /v2 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 403 .*\{"error":"Host \\"evil.example\\" is not this server."\}$/s);
  });
});

async function raw(host: string, port: string, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(port), host);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return text;
}

test('the command needs a file', async () => {
  const child = spawn(process.execPath, [join(repository, 'dist/server/cli.cjs'), 'serve']);
  expect((await once(child, 'exit'))[0]).toBe(2);
});
