import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlipwayApi, startSlipwayApi } from '../../bed/slipway-api.ts';
import { pathOf, type Reply, send } from './http.ts';

const proxy = 'api/2.0/mlflow-artifacts/artifacts';
let api: SlipwayApi;
let root: string;
beforeAll(async () => {
  api = await startSlipwayApi();
  root = join(api.folder, '.slipway', 'artifacts');
});
afterAll(async () => {
  expect(api.unexpected).toEqual([]);
  await api.close();
});

const put = (path: string, body: string | Buffer) =>
  send(api.port, { method: 'PUT', path: pathOf(api, `${proxy}/${path}`), body });
const get = (path: string): Promise<Reply> =>
  send(api.port, { method: 'GET', path: pathOf(api, `${proxy}/${path}`) });

test('what was put is got, as an attachment that no browser shows', async () => {
  expect((await put('0/run/artifacts/page.html', '<script>alert(1)</script>')).status).toBe(200);
  const reply = await get('0/run/artifacts/page.html');
  expect(reply).toMatchObject({ status: 200, text: '<script>alert(1)</script>' });
  expect(reply.headers['content-disposition']).toMatch(/^attachment;/);
  expect(reply.headers['x-content-type-options']).toBe('nosniff');
  expect(reply.headers['content-type']).toBe('application/octet-stream');
});

test('folders are listed as MLflow lists them', async () => {
  await put('0/listed/artifacts/a%20b.txt', '12345');
  await put('0/listed/artifacts/sub/c.txt', '');
  const reply = await send(api.port, {
    method: 'GET',
    path: pathOf(api, `${proxy}?path=0/listed/artifacts`),
  });
  expect(JSON.parse(reply.text)).toEqual({
    files: [
      { path: 'a b.txt', is_dir: false, file_size: 5 },
      { path: 'sub', is_dir: true },
    ],
  });
});

test.skipIf(process.platform === 'win32')('only the user can read what lies there', async () => {
  await put('0/private/artifacts/x', 'x');
  const mode = (path: string) => statSync(join(root, path)).mode & 0o777;
  expect([mode('0/private'), mode('0/private/artifacts'), mode('0/private/artifacts/x')]).toEqual([
    0o700, 0o700, 0o600,
  ]);
});

test('a file that is not there is 404, and a folder in its place is 400: never 500, which clients repeat', async () => {
  expect((await get('0/nothing/here.txt')).status).toBe(404);
  await put('0/folder/artifacts/x', 'x');
  expect((await get('0/folder/artifacts')).status).toBe(400);
  expect((await put('0/folder/artifacts', 'x')).status).toBe(400);
  expect((await put('0/folder/artifacts/x/below', 'x')).status).toBe(400);
  expect((await put(`0/folder/${'n'.repeat(300)}`, 'x')).status).toBe(400);
});

const leaving = [
  '../up.txt',
  '0/../../up.txt',
  '%2e%2e/up.txt',
  '0/%2e%2e/%2e%2e/up.txt',
  '%252e%252e/up.txt',
  '%25252e%25252e%25252fup.txt',
  '..%2fup.txt',
  '..%5cup.txt',
  '0/..\\up.txt',
  '%2fetc%2fpasswd',
  '/etc/passwd',
  'C:%5cup.txt',
  'c:/up.txt',
  'file:%2f%2f%2fetc%2fpasswd',
  'x%00.txt',
  '%E0%A4%A',
  '.incoming/x',
];
test.each(leaving)('a path that could leave the root gets nothing: %s', async (path) => {
  const before = readdirSync(api.folder).sort();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const reply = await send(api.port, {
      method,
      path: pathOf(api, `${proxy}/${path}`),
      ...(method === 'PUT' ? { body: 'x' } : {}),
    });
    expect([400, 404], `${method} ${path}: ${reply.text}`).toContain(reply.status);
  }
  expect(readdirSync(api.folder).sort()).toEqual(before);
  expect(existsSync(join(root, 'up.txt'))).toBe(false);
});

test.each(['../', '%2e%2e', '/etc', '0/%252e%252e/x'])('nor does a listing: %s', async (path) => {
  const reply = await send(api.port, {
    method: 'GET',
    path: pathOf(api, `${proxy}?path=${encodeURIComponent(path)}`),
  });
  expect(reply.status).toBe(400);
});

test.skipIf(process.platform === 'win32')('a link in the folder leads nowhere', async () => {
  const secret = join(api.folder, 'secret.txt');
  writeFileSync(secret, 'secret');
  mkdirSync(join(root, '0/linked/artifacts'), { recursive: true });
  symlinkSync(secret, join(root, '0/linked/artifacts/file'));
  symlinkSync(api.folder, join(root, '0/linked/artifacts/folder'));
  expect((await get('0/linked/artifacts/file')).status).toBe(404);
  expect((await get('0/linked/artifacts/folder/secret.txt')).status).toBe(404);
  expect((await put('0/linked/artifacts/folder/planted.txt', 'x')).status).toBe(400);
  expect(existsSync(join(api.folder, 'planted.txt'))).toBe(false);
  const reply = await send(api.port, {
    method: 'GET',
    path: pathOf(api, `${proxy}?path=0/linked/artifacts`),
  });
  expect(JSON.parse(reply.text)).toEqual({});
  await send(api.port, { method: 'DELETE', path: pathOf(api, `${proxy}/0/linked/artifacts/folder`) });
  expect(existsSync(secret)).toBe(true);
});

test('an upload that breaks off leaves nothing, and what was there stays', async () => {
  await put('0/broken/artifacts/model.bin', 'whole');
  await new Promise<void>((resolve) => {
    const socket = connect(api.port, '127.0.0.1');
    socket.on('close', () => resolve());
    socket.write(
      `PUT ${pathOf(api, `${proxy}/0/broken/artifacts/model.bin`)} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nContent-Length: 1000000\r\n\r\nhalf`,
    );
    setTimeout(() => socket.destroy(), 100);
  });
  await sleep(100);
  expect(await get('0/broken/artifacts/model.bin')).toMatchObject({ status: 200, text: 'whole' });
  expect(readdirSync(join(root, '.incoming'))).toEqual([]);
});

test('removing a folder removes all in it, and removing nothing is no error', async () => {
  await put('0/gone/artifacts/a/b.txt', 'x');
  const remove = { method: 'DELETE', path: pathOf(api, `${proxy}/0/gone/artifacts/a`) };
  expect((await send(api.port, remove)).status).toBe(200);
  expect((await send(api.port, remove)).status).toBe(200);
  expect((await get('0/gone/artifacts/a/b.txt')).status).toBe(404);
});

test('a run shows its models beside its files, and a file of its own wins over a model of that name', async () => {
  const run = await api.tracker.createRun({
    runId: null,
    experimentId: '0',
    startTime: 1,
    userId: '',
    runName: 'r',
    tags: {},
  });
  const { runId } = run.info;
  const model = async (name: string) =>
    (
      await api.tracker.loggedModels.create({
        experimentId: '0',
        name,
        modelType: '',
        sourceRunId: runId,
        tags: {},
        params: {},
      })
    ).modelId;
  await put(`0/models/${await model('net')}/artifacts/data/model.onnx`, 'onnx');
  await put(`0/models/${await model('plot')}/artifacts/MLmodel`, 'hidden');
  await put(`0/${runId}/artifacts/plot/a.png`, 'png');

  const top = await api.artifacts.list(runId, '');
  expect(top).toContainEqual({ path: 'net', isDir: true, size: null });
  expect(top.filter(({ path }) => path === 'plot')).toHaveLength(1);
  expect(await api.artifacts.list(runId, 'net/data')).toEqual([
    { path: 'net/data/model.onnx', isDir: false, size: 4 },
  ]);
  expect(await api.artifacts.list(runId, 'plot')).toEqual([{ path: 'plot/a.png', isDir: false, size: 3 }]);
  expect(await api.artifacts.locate(runId, 'net/data/model.onnx')).toMatch(/models.*model\.onnx$/);
  await expect(api.artifacts.locate(runId, 'net/../../x')).rejects.toThrow();
});
