import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curlText, pythonText } from '../../../client/features/deployments/request/snippets.ts';

const run = promisify(execFile);
const body = `{
  "inputs": [
    {"name": "it's", "shape": [2], "datatype": "INT64", "data": [9223372036854775807, -1]},
    {"name": "flag", "shape": [2], "datatype": "BOOL", "data": [true, false]},
    {"name": "text", "shape": [3], "datatype": "BYTES", "data": ["say \\"true\\" \\/ $HOME \`id\`", "\\ud83d\\ude00", "żółć\\n"]}
  ],
  "parameters": {"none": null}
}`;
const answer = { outputs: [{ name: 'proba', shape: [1, 2], datatype: 'FP32', data: [0.75, 0.25] }] };

const received: { url: string | undefined; type: string | undefined; body: string }[] = [];
const tokens: (string | undefined)[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    tokens.push(request.headers.authorization);
    received.push({
      url: request.url,
      type: request.headers['content-type'],
      body: Buffer.concat(chunks).toString(),
    });
    response.end(JSON.stringify(answer));
  });
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/models/fraud/infer`;
});
afterAll(() => server.close());

test('the Python text, run by Python, sends the very request and prints the outputs', async () => {
  const { stdout } = await run('python3', ['-c', pythonText(url, body, false)]);
  expect(stdout).toBe('proba [1, 2] [0.75, 0.25]\n');
  const sent = received.at(-1);
  expect(sent).toMatchObject({ url: '/v2/models/fraud/infer', type: 'application/json' });
  expect(JSON.parse(sent?.body ?? '')).toEqual(JSON.parse(body));
  expect(sent?.body).toContain('9223372036854775807');
});

test('the curl text, run by a shell, sends the very request', async () => {
  const { stdout } = await run('sh', ['-c', curlText(url, body, false)]);
  expect(JSON.parse(stdout)).toEqual(answer);
  expect(received.at(-1)).toEqual({ url: '/v2/models/fraud/infer', type: 'application/json', body });
});

test.each([
  ['sh', curlText],
  ['python3', pythonText],
] as const)('%s takes the token that is asked for from its environment', async (program, textOf) => {
  const env = { ...process.env, SLIPWAY_TOKEN: 'its-token' };
  await run(program, ['-c', textOf(url, body, true)], { env });
  expect(tokens.at(-1)).toBe('Bearer its-token');
});
