import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MlflowClient } from '../../../server/tracking/remote/mlflow-client.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server of our own: a real one cannot be told to fail. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
function clientOf(
  uri: string,
  auth: { token?: () => string | null; username?: string; needsToken?: boolean } = {},
) {
  const { token = () => null, username = null, needsToken = false } = auth;
  return new MlflowClient({ name: 'team', uri, username, token, needsToken });
}
const get = { method: 'GET', path: '/x' } as const;

describe('requests to an MLflow server', () => {
  it('are tried again while it is busy, but not what would be done twice', async () => {
    const seen: IncomingMessage[] = [];
    const uri = await serve((request, response) => {
      seen.push(request);
      response.writeHead(seen.length < 3 ? 502 : 200).end('{"ok":1}');
    });
    expect(await clientOf(uri).json(get)).toEqual({ ok: 1 });
    expect(seen).toHaveLength(3);
    seen.length = 0;
    await expect(
      clientOf(uri).json({ method: 'POST', path: '/x', json: {}, once: true }),
    ).rejects.toMatchObject({
      code: 'TEMPORARILY_UNAVAILABLE',
    });
    expect(seen).toHaveLength(1);
  });

  it("reject with the server's own code and words, else with what the status means", async () => {
    const uri = await serve((request, response) => {
      if (request.url === '/own')
        response.writeHead(400).end('{"error_code":"INVALID_STATE","message":"no"}');
      else response.writeHead(404).end('<html>');
    });
    await expect(clientOf(uri).json({ method: 'GET', path: '/own' })).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: 'no',
    });
    await expect(clientOf(uri).json(get)).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
  });

  it('say so where the address is of something else', async () => {
    const uri = await serve((_, response) => response.end('<html>Sign in</html>'));
    await expect(clientOf(uri).json(get)).rejects.toThrow(/is it the address of an MLflow server\?/);
  });

  it('carry the token that is there at their time, as bearer or as password', async () => {
    const seen: (string | undefined)[] = [];
    const uri = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    let token = 'first';
    const client = clientOf(uri, { token: () => token });
    await client.json(get);
    token = 'second';
    await client.json(get);
    await clientOf(uri, { token: () => 'secret', username: 'ana' }).json(get);
    expect(seen).toEqual(['Bearer first', 'Bearer second', `Basic ${btoa('ana:secret')}`]);
  });

  it('wait for credentials where they are needed and missing, or refused', async () => {
    let requests = 0;
    const uri = await serve((_, response) => {
      requests += 1;
      response.writeHead(401).end();
    });
    const without = clientOf(uri, { needsToken: true });
    expect(without.state.state).toBe('waiting-for-credentials');
    await expect(without.json(get)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(requests).toBe(0);
    const refused = clientOf(uri, { token: () => 'old', needsToken: true });
    await expect(refused.json(get)).rejects.toThrow(/refuses the token/);
    expect(refused.state.state).toBe('waiting-for-credentials');
    refused.reset();
    expect(refused.state.state).toBe('ready');
  });

  it('are refused at once while the server is away, and it is found again', async () => {
    const uri = await serve((_, response) => response.end('{}'));
    const [server] = servers;
    const { port } = new URL(uri);
    await new Promise((resolve) => server?.close(resolve).closeAllConnections());
    const client = clientOf(uri);
    await expect(client.json(get)).rejects.toThrow(/team .* cannot be reached/);
    expect(client.state.state).toBe('offline');
    const started = performance.now();
    await expect(client.json(get)).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(50);

    const again = createServer((_, response) => response.end('{}')).listen(Number(port), '127.0.0.1');
    servers.push(again);
    await expect
      .poll(() => client.json(get).catch(() => null), { timeout: 10_000, interval: 200 })
      .toEqual({});
    expect(client.state.state).toBe('ready');
  }, 20_000);

  it('end when they are cancelled', async () => {
    const uri = await serve(() => undefined);
    const abort = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => abort.abort(reason), 50);
    await expect(clientOf(uri).json({ ...get, signal: abort.signal })).rejects.toBe(reason);
  });
});
