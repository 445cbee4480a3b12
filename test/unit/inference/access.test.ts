import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LockOut } from '../../../server/inference/access/lock-out.ts';
import { TokenBucket } from '../../../server/inference/access/token-bucket.ts';
import { certificateIn } from '../../bed/certificate.ts';
import { type ServedModel, serveModel } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';

let dir = '';
let served: ServedModel | null = null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'slw-access-'));
});

afterEach(async () => {
  await served?.stop();
  served = null;
  rmSync(dir, { recursive: true });
});

const program = join(repository, 'dist/server/cli.cjs');
const newToken = (file: string) =>
  execFileSync(process.execPath, [program, 'serve', '--new-token', file], { encoding: 'utf8' }).trim();

interface Answer {
  status: number | undefined;
  retryAfter: string | undefined;
}

function get(url: string, ca: Buffer, token: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    request(url, { ca, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] });
    })
      .on('error', reject)
      .end();
  });
}

test('over HTTPS everything but health needs the token; wrong ones lock the address out, and standard error tells', async () => {
  const { cert, key } = certificateIn(dir);
  const tokens = join(dir, 'tokens');
  const token = newToken(tokens);
  expect(readFileSync(tokens, 'utf8')).toBe(`${createHash('sha256').update(token).digest('hex')}\n`);
  expect(statSync(tokens).mode & 0o777).toBe(0o600);
  const file = writeModel('m', classifier());
  const words = ['--host', '0.0.0.0', '--tls-cert', cert, '--tls-key', key, '--token-file', tokens];
  served = await serveModel(file, ...words);
  let complaints = '';
  served.process.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  expect(served.url).toMatch(/^https:\/\/0\.0\.0\.0:\d+$/);
  const url = served.url.replace('0.0.0.0', '127.0.0.1');
  const ca = readFileSync(cert);
  const statusOf = async (path: string, shown: string | null) =>
    (await get(`${url}${path}`, ca, shown)).status;

  for (const path of ['/metrics', '/v2/models/stats', '/v2/models/m', '/v2']) {
    expect([path, await statusOf(path, null)]).toEqual([path, 401]);
    expect([path, await statusOf(path, token)]).toEqual([path, 200]);
  }
  expect(await statusOf('/v2/health/ready', null)).toBe(200);

  // Rotation: both are valid, then the older one no more.
  const second = newToken(tokens);
  await expect.poll(() => statusOf('/v2', second), { interval: 400, timeout: 5_000 }).toBe(200);
  expect(await statusOf('/v2', token)).toBe(200);

  const answers: Answer[] = [];
  for (let attempt = 0; attempt < 12; attempt++) answers.push(await get(`${url}/v2`, ca, 'wrong'));
  expect(answers[0]?.status).toBe(401);
  expect(answers.at(-1)?.status).toBe(429);
  expect(Number(answers.at(-1)?.retryAfter)).toBeGreaterThan(50);
  expect(await statusOf('/v2', second)).toBe(429);
  await expect.poll(() => complaints).toContain('{"alert":"locked-out","about":"127.0.0.1"');
});

test('another address than loopback is refused without TLS and a token file', async () => {
  await expect(serveModel(writeModel('m', classifier()), '--host', '0.0.0.0')).rejects.toThrow(
    '--host 0.0.0.0 can be reached from elsewhere: expected --tls-cert, --tls-key and --token-file with it.',
  );
});

test('a token file with anything but hashes is refused', async () => {
  const tokens = join(dir, 'tokens');
  writeFileSync(tokens, 'secret\n');
  await expect(serveModel(writeModel('m', classifier()), '--token-file', tokens)).rejects.toThrow(
    'each the SHA-256 of a token in 64 hexadecimal digits; found another line.',
  );
});

test('more requests than allowed get 429 and when to come back', async () => {
  served = await serveModel(writeModel('m', classifier()), '--max-requests-per-second', '5');
  const { url } = served;
  const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${url}/v2`)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
});

describe('in time', () => {
  test('ten failures within a minute lock an address out for a minute, and no other', () => {
    const lockOut = new LockOut();
    const locks = Array.from({ length: 10 }, (_, index) => lockOut.failed('a', index * 1_000));
    expect(locks.indexOf(true)).toBe(9);
    expect([lockOut.lockedForMs('a', 10_000), lockOut.lockedForMs('b', 10_000)]).toEqual([59_000, 0]);
    expect(lockOut.lockedForMs('a', 69_000)).toBe(0);
  });

  test('failures further apart do not', () => {
    const lockOut = new LockOut();
    const locks = Array.from({ length: 50 }, (_, index) => lockOut.failed('a', index * 7_000));
    expect(locks).not.toContain(true);
  });

  test('a bucket lets so many a second pass', () => {
    const bucket = new TokenBucket(2, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(500), bucket.take(500)]).toEqual([
      0, 0, 500, 0, 500,
    ]);
  });
});
