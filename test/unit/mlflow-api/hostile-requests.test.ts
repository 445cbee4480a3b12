import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlipwayApi, startSlipwayApi } from '../../bed/slipway-api.ts';
import { pathOf, send } from './http.ts';

let api: SlipwayApi;
beforeAll(async () => {
  api = await startSlipwayApi();
});
afterAll(async () => {
  expect(api.unexpected).toEqual([]);
  await api.close();
});

const create = 'api/2.0/mlflow/experiments/create';
const jsonHeaders = { 'content-type': 'application/json' };
const body = (name: string) => JSON.stringify({ name });

async function experimentNames(): Promise<string[]> {
  const page = await api.tracker.searchExperiments({
    maxResults: 100,
    pageToken: null,
    filter: '',
    orderBy: [],
    view: 'ALL',
  });
  return page.items.map(({ name }) => name).sort();
}

test('a well-formed request is served, by either name of this host', async () => {
  const ask = { method: 'GET', path: pathOf(api, 'health') };
  expect(await send(api.port, ask)).toMatchObject({ status: 200, text: 'OK' });
  const headers = { host: `localhost:${api.port}` };
  expect(await send(api.port, { ...ask, headers })).toMatchObject({ status: 200 });
});

test.each(['/', '/health', '/api/2.0/mlflow/experiments/search', `/${'0'.repeat(32)}/health`, '//health'])(
  'without the secret there is nothing: %s',
  async (path) => {
    const reply = await send(api.port, { method: 'GET', path });
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.text)).toMatchObject({ error_code: 'ENDPOINT_NOT_FOUND' });
  },
);

test.each([
  ['a DNS name that was rebound to 127.0.0.1', (port: number) => `evil.example:${port}`],
  ['the right name without the port', () => '127.0.0.1'],
  ['another port', (port: number) => `127.0.0.1:${port + 1}`],
  ['a name that only starts right', (port: number) => `127.0.0.1:${port}.evil.example`],
])('a Host header with %s is refused', async (_what, host) => {
  const reply = await send(api.port, {
    method: 'POST',
    path: pathOf(api, create),
    headers: { ...jsonHeaders, host: host(api.port) },
    body: body('rebound'),
  });
  expect(reply.status).toBe(403);
  expect(await experimentNames()).toEqual(['Default']);
});

test.each(['https://evil.example', 'null', 'http://127.0.0.1:3000', 'vscode-webview://x'])(
  'a request with the Origin %s is refused',
  async (origin) => {
    const reply = await send(api.port, {
      method: 'POST',
      path: pathOf(api, create),
      headers: { ...jsonHeaders, origin },
      body: body('from a page'),
    });
    expect(reply.status).toBe(403);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    expect(await experimentNames()).toEqual(['Default']);
  },
);

test.each([
  'text/plain',
  'text/plain;application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  '',
])('a body of type "%s", which a page can send without being asked, is refused', async (type) => {
  const reply = await send(api.port, {
    method: 'POST',
    path: pathOf(api, create),
    headers: type === '' ? {} : { 'content-type': type },
    body: body('plain text'),
  });
  expect(reply.status).toBe(400);
  expect(await experimentNames()).toEqual(['Default']);
});

test('a preflight gets no permission', async () => {
  const reply = await send(api.port, {
    method: 'OPTIONS',
    path: pathOf(api, create),
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(reply.status).toBe(403);
  expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a method that the table does not declare is not served', async () => {
  const reply = await send(api.port, { method: 'PUT', path: pathOf(api, create), headers: jsonHeaders });
  expect(reply.status).toBe(404);
});

test.each(['{', '[1]', '"text"', 'nonsense'])('a body that is no JSON object is 400: %s', async (text) => {
  const reply = await send(api.port, {
    method: 'POST',
    path: pathOf(api, create),
    headers: jsonHeaders,
    body: text,
  });
  expect(reply.status).toBe(400);
});

test('an artifact root that a client chooses is refused', async () => {
  const reply = await send(api.port, {
    method: 'POST',
    path: pathOf(api, create),
    headers: jsonHeaders,
    body: JSON.stringify({ name: 'elsewhere', artifact_location: 'file:///etc' }),
  });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.text)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' });
  expect(await experimentNames()).toEqual(['Default']);
});

test('a body that says it is huge is refused before it is read', async () => {
  const reply = await send(api.port, {
    method: 'POST',
    path: pathOf(api, create),
    headers: { ...jsonHeaders, 'content-length': String(1e12) },
    body: '{',
  }).catch((error: NodeJS.ErrnoException) => error.code);
  expect(reply).toMatchObject({ status: 413 });
});

test('a body that grows without end is cut off', async () => {
  const ended = await new Promise<string>((resolve) => {
    const socket = connect(api.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => undefined);
    socket.write(
      `POST ${pathOf(api, create)} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk));
      if (!socket.destroyed) socket.once('drain', pump);
    };
    pump();
  });
  expect(ended).toMatch(/^HTTP\/1\.1 413 /);
  expect(process.memoryUsage().rss).toBeLessThan(2 ** 30);
});

test('a JSON answer cannot be taken for a page', async () => {
  const reply = await send(api.port, {
    method: 'GET',
    path: pathOf(api, 'api/2.0/mlflow/experiments/search'),
  });
  expect(reply.headers).toMatchObject({
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  });
});

test('a body or an upload that stands still is given up', async () => {
  const hasty = await startSlipwayApi(undefined, { jsonBodyMs: 100, idleTransferMs: 100 });
  const stall = (head: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(hasty.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', () => undefined);
      socket.write(
        `${head} HTTP/1.1\r\nHost: 127.0.0.1:${hasty.port}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
      );
    });
  expect(await stall(`POST ${pathOf(hasty, create)}`)).toMatch(/^HTTP\/1\.1 408 /);
  await stall(`PUT ${pathOf(hasty, 'api/2.0/mlflow-artifacts/artifacts/0/run/artifacts/x')}`);
  expect(await hasty.artifacts.listFolder('0/run/artifacts')).toEqual([]);
  expect(hasty.unexpected).toEqual([]);
  await hasty.close();
});
