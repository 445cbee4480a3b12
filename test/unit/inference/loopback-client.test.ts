import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { LoopbackClient } from '../../../server/inference/mlserver/loopback-client.ts';

async function serverOf(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new LoopbackClient((server.address() as AddressInfo).port);
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return { server, client };
}

test('one request after the other goes over one connection, which is opened again where the server has closed it', async () => {
  const connections = new Set<number | undefined>();
  const { server, client } = await serverOf(async (request, response) => {
    connections.add(request.socket.remotePort);
    response.statusCode = 201;
    response.end(`${request.method} ${request.url} ${await text(request)}`);
  });
  expect(await client.post('/infer', '{"a":1}')).toEqual({ status: 201, text: 'POST /infer {"a":1}' });
  expect(await client.get('/ready')).toEqual({ status: 201, text: 'GET /ready ' });
  expect(connections.size).toBe(1);
  // This process has not read yet that it is closed when it sends the next request.
  server.closeIdleConnections();
  expect(await client.post('/infer', '{"a":2}')).toEqual({ status: 201, text: 'POST /infer {"a":2}' });
  expect(connections.size).toBe(2);
});

test('a server that ends in the middle of a request is told of', async () => {
  const { client } = await serverOf((request) => request.socket.destroy());
  await expect(client.post('/infer', '{}')).rejects.toThrow();
});
