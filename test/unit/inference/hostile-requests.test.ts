import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../../../server/inference/access/access.ts';
import {
  inferenceListener,
  inferenceServerOptions,
  refuseBroken,
} from '../../../server/inference/http/listener.ts';
import { MemoryAdmission } from '../../../server/inference/models/memory-admission.ts';
import { ModelTable } from '../../../server/inference/models/model-table.ts';
import { infer, type ServedModel, serveModel } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

/** Sends the pieces as they are; resolves to what came until the other end closed. */
async function send(port: number, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return text;
}

const bomb = gzipSync(Buffer.alloc(2 ** 21, ' '));
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);

describe('senders that are too slow', () => {
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    const options = {
      queue: 1,
      maxRows: 1,
      maxDelayMs: 0,
      devices: [{ provider: 'cpu', threads: 1 } as const],
      minReplicas: 1,
      shrinkAfterMs: 1,
      hangMs: 1,
      loadMs: 1,
    };
    const unlimited = { maxMemoryBytes: null, idleMs: null, sleepsWhenKept: false };
    const memory = new MemoryAdmission(() => 0);
    const models = new ModelTable({ ...options, ...unlimited }, { program: '', binding: '' }, memory);
    const access = new Access({ tokenFile: null, maxRequestsPerSecond: null }, () => {});
    const listener = inferenceListener(
      { models, explicit: false, ending: false, graceMs: 0 },
      access,
      1_000,
      () => {},
    );
    const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
    server = createServer({ ...inferenceServerOptions, ...limits }, listener).on('clientError', refuseBroken);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => server.close());

  test.each([
    ['of headers', 'POST /v2/repository/index HTTP/1.1\r\nHost: '],
    [
      'of a body',
      'POST /v2/repository/index HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 10\r\n\r\n{',
    ],
    [
      'of chunks',
      'POST /v2/repository/index HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
    ],
  ])('%s get 408 in the protocol’s form, and their connection ends', async (_what, text) => {
    expect(await send(port, text.replace('PORT', String(port)))).toMatch(
      /^HTTP\/1\.1 408 .*\{"error":"The request did not arrive in time\."\}$/s,
    );
  });
});

describe('a server that is sent what no client would send', () => {
  let model: ServedModel;
  let port = 0;
  const good = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] }];

  beforeAll(async () => {
    model = await serveModel(writeModel('m', classifier()), '--max-body-mb', '1');
    port = Number(new URL(model.url).port);
  });

  afterAll(() => model.stop());

  const post = (headers: string, ...body: (string | Buffer)[]) =>
    send(
      port,
      `POST /v2/models/m/infer HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${headers}\r\n\r\n`,
      ...body,
    );

  test.each<[string, number, string, (string | Buffer)[]]>([
    ['a body that is too large', 413, 'Content-Length: 1048577', []],
    [
      'chunks that become too large',
      413,
      'Transfer-Encoding: chunked',
      ['110000\r\n', Buffer.alloc(0x110000), '\r\n0\r\n\r\n'],
    ],
    [
      'a header length that is no number',
      400,
      'Content-Length: 2\r\nInference-Header-Content-Length: -1',
      ['{}'],
    ],
    [
      'a header length beyond the body',
      400,
      'Content-Length: 2\r\nInference-Header-Content-Length: 3',
      ['{}'],
    ],
    ['a body in an encoding of its own', 415, 'Content-Length: 2\r\nContent-Encoding: br', ['{}']],
    ['a body that is not what it is encoded as', 400, 'Content-Length: 2\r\nContent-Encoding: gzip', ['{}']],
    ['a few bytes that become many', 413, `Content-Length: ${bomb.length}\r\nContent-Encoding: gzip`, [bomb]],
    ['two lengths', 400, 'Content-Length: 2\r\nContent-Length: 3', ['{}']],
    ['a length beside chunks', 400, 'Content-Length: 2\r\nTransfer-Encoding: chunked', ['{}']],
    ['JSON of a hundred thousand levels', 400, 'Content-Length: 100000', ['['.repeat(100_000)]],
    ['headers without an end', 431, `X: ${'x'.repeat(20_000)}`, []],
    ['bytes that are no UTF-8', 400, 'Content-Length: 4', [Buffer.from('fffefdfc', 'hex')]],
  ])('%s: %i', async (_what, status, headers, body) => {
    const text = await post(headers, ...body);
    expect(statusOf(text)).toBe(status);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual({
      error: expect.any(String) as string,
    });
  });

  test('what is not HTTP gets 400, and nothing else is harmed', async () => {
    expect(statusOf(await send(port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'))).toBe(400);
    expect((await infer(model, good)).status).toBe(200);
  });

  test('thousands of damaged requests are each answered with 200 or a status of class 400', async () => {
    const body = JSON.stringify({
      id: 'a',
      inputs: good,
      outputs: [{ name: 'proba' }],
      parameters: { timeout: 0 },
    });
    const random = randomNumbers(42);
    const statuses = new Map<number, number>();
    for (let round = 0; round < 100; round++) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const response = await fetch(`${model.url}/v2/models/m/infer`, {
            method: 'POST',
            headers:
              random() < 0.3 ? { 'Inference-Header-Content-Length': String(Math.floor(random() * 300)) } : {},
            body: damaged(body, random),
          });
          const json = (await response.json()) as { error?: string };
          if (response.status !== 200) expect(json.error).toEqual(expect.any(String));
          return response.status;
        }),
      );
      for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 400)).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(0);
    expect(statuses.get(400)).toBeGreaterThan(1_000);
    expect((await infer(model, good)).status).toBe(200);
  });
});

/** Letters are changed, dropped, doubled; pieces are swapped for what is worse. */
function damaged(text: string, random: () => number): string {
  const worse = [
    'null',
    '-1',
    '1e309',
    '[]',
    '{}',
    '"',
    '[[[[',
    '\\u0000',
    '9007199254740993',
    'true',
    '__proto__',
    '😀',
  ];
  let result = text;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const at = Math.floor(random() * result.length);
    const upTo = at + Math.floor(random() * 8);
    const piece =
      random() < 0.5 ? (worse[Math.floor(random() * worse.length)] ?? '') : result.slice(at, upTo).repeat(2);
    result = result.slice(0, at) + piece + result.slice(random() < 0.5 ? at : upTo);
  }
  return result;
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
