import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { connectRunner } from '../../../server/discovery/connect.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = new TestWorkspace();
  await workspace.slipway('run', '--', 'sh', '-c', 'echo "$HOME" > made-by-run');
  await workspace.slipway('run', '--detach', '--', 'sleep', '20');
});
afterAll(() => workspace.dispose());

async function stranger() {
  const socket = connect((await workspace.address()).socket);
  socket.on('error', () => {});
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  connection.listen();
  return { socket, connection };
}

test.each(['runner/info', 'runner/stop', 'executions/startCommand', 'runs/delete', 'supervision/ended'])(
  'without the proof %s is refused',
  async (method) => {
    const { socket, connection } = await stranger();
    await expect(connection.sendRequest(method, { command: ['true'] })).rejects.toMatchObject({
      data: { code: 'SLW-RUNNER-REFUSED' },
    });
    socket.destroy();
  },
);

test('a wrong proof ends the connection', async () => {
  const { socket, connection } = await stranger();
  const closed = new Promise((done) => socket.once('close', done));
  const hello = { nonce: 'x', clientVersion: '0', protocolVersion: 1, clientKind: 'cli' };
  await connection.sendRequest('hello', hello);
  await expect(connection.sendRequest('prove', { proof: '0'.repeat(64) })).rejects.toMatchObject({
    data: { code: 'SLW-RUNNER-REFUSED' },
  });
  await closed;
});

test('a client that expects another token believes nothing of this runner', async () => {
  const address = await workspace.address();
  await expect(connectRunner({ ...address, token: '0'.repeat(64) }, 'cli')).rejects.toMatchObject({
    code: 'SLW-RUNNER-IMPOSTOR',
  });
});

test.each([
  'nonsense\r\n\r\n',
  'Content-Length: 99999999999\r\n\r\n{',
  'Content-Length: 2\r\n\r\nxx',
  '\0'.repeat(100_000),
])('noise disturbs nobody else', async (noise) => {
  const { socket } = await stranger();
  socket.write(noise);
  const client = await workspace.connect();
  expect(await client.request('runner/info', {})).toMatchObject({ folder: workspace.folder });
  client.close();
  socket.destroy();
});

test.skipIf(process.platform === 'win32')('whatever we make is for this user alone', () => {
  const state = workspace.stateFolder();
  const open: string[] = [];
  for (const root of [state, join(workspace.folder, '.slipway')]) {
    for (const name of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
      const entry = lstatSync(join(root, name));
      // A socket and a link have the protection of their folder.
      if ((entry.isFile() || entry.isDirectory()) && (entry.mode & 0o077) !== 0)
        open.push(`${join(root, name)} ${(entry.mode & 0o777).toString(8)}`);
    }
  }
  expect(open).toEqual([]);
});

test('no secret, port or pid lies in the workspace', async () => {
  const { token } = await workspace.address();
  const client = await workspace.connect();
  const secret = new URL(client.info.trackingUri).pathname.slice(1);
  client.close();
  const root = join(workspace.folder, '.slipway');
  const holding = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (!lstatSync(join(root, name)).isFile()) return false;
    const text = readFileSync(join(root, name), 'latin1');
    return text.includes(token) || text.includes(secret);
  });
  expect(holding).toEqual([]);
});
