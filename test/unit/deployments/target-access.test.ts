import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addToken } from '../../../server/inference/access/token-file.ts';
import { certificateIn } from '../../bed/certificate.ts';
import { freePort } from '../../bed/processes.ts';
import { rejectionOf } from './rejection.ts';
import { gateReport, releaseSite } from './release-site.ts';

const guarded = (port: number) =>
  `  live: {kind: local, port: ${port}, host: 127.0.0.1, tls: {cert: cert.pem, key: key.pem}, token_file: tokens}`;
const question = JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }] });

/** A request whose headers the server has, and whose body is still to come. */
async function begunRequest(url: string) {
  const headers = { expect: '100-continue', 'content-length': Buffer.byteLength(question) };
  const begun = requestPlain(url, { method: 'POST', headers, agent: false });
  const answer = once(begun, 'response');
  begun.flushHeaders();
  await once(begun, 'continue');
  return {
    async finish(body: string): Promise<number | undefined> {
      begun.end(body);
      const [response] = (await answer) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    },
  };
}

async function siteWithVersions() {
  const site = await releaseSite();
  site.gates.report = gateReport('passed');
  await site.register(1);
  await site.register(5);
  certificateIn(site.folder);
  const token = addToken(join(site.folder, 'tokens'));
  const statusOf = (url: string, shown: string | null): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const ca = readFileSync(join(site.folder, 'cert.pem'));
      const headers = shown === null ? {} : { authorization: `Bearer ${shown}` };
      request(url, { ca, headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  return { site, token, statusOf };
}

test('a target with a token speaks HTTPS and answers nobody without it but the runner, whose requests need none', async () => {
  const { site, token, statusOf } = await siteWithVersions();
  site.declare(guarded(0));
  expect(await site.deploy('1')).toMatchObject({ outcome: 'live' });
  const { url, asksToken } = site.targets.view('live');
  expect([url, asksToken]).toEqual([expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/), true]);
  for (const path of ['/v2/models/m', '/metrics', '/v2/models/stats', '/v2']) {
    expect([path, await statusOf(`${url}${path}`, null)]).toEqual([path, 401]);
    expect([path, await statusOf(`${url}${path}`, token)]).toEqual([path, 200]);
  }
  const { place } = site.targets.get('live');
  const answer = await place.request('m', question);
  expect(answer?.status).toBe(200);
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({ model_version: '1' });
  expect(await place.request('m', '{}')).toMatchObject({
    status: 400,
    body: expect.stringContaining('inputs') as string,
  });
  expect(await site.deploy('2')).toMatchObject({ outcome: 'live' });
  expect(await site.rollBack()).toMatchObject({ outcome: 'live', version: '1' });
});

test('whoever shows wrong tokens is locked out, which the audit log and the view tell once, also the next runner', async () => {
  const { site, statusOf } = await siteWithVersions();
  site.declare(guarded(0));
  await site.deploy('1');
  const { url } = site.targets.view('live');
  expect(site.targets.view('live').alert).toBeNull();
  for (let attempt = 0; attempt < 12; attempt++) await statusOf(`${url}/v2`, 'wrong');
  expect(await statusOf(`${url}/v2`, 'wrong')).toBe(429);
  await expect
    .poll(() => site.targets.view('live').alert?.message)
    .toMatch(/^127\.0\.0\.1 is locked out for a minute/);
  const told = () => site.audit.list({ subject: 'live', before: null, limit: 100 });
  expect(told()[0]).toMatchObject({
    action: 'access.locked-out',
    channel: 'policy',
    why: expect.stringMatching(/^127\.0\.0\.1 is locked out/) as string,
  });
  await site.restart();
  expect(told().filter(({ action }) => action === 'access.locked-out')).toHaveLength(1);
});

test('tokens that cannot be read any more admit nobody, which is told once', async () => {
  const { site, token, statusOf } = await siteWithVersions();
  site.declare(guarded(0));
  await site.deploy('1');
  const { url } = site.targets.view('live');
  expect(await statusOf(`${url}/v2`, token)).toBe(200);
  rmSync(join(site.folder, 'tokens'));
  // The file is looked at again once a second, when somebody asks.
  await expect.poll(() => statusOf(`${url}/v2`, token), { timeout: 10_000, interval: 500 }).toBe(401);
  await expect.poll(() => site.targets.view('live').alert?.message).toContain('expected one or two lines');
  addToken(join(site.folder, 'tokens'));
  await statusOf(`${url}/v2`, token);
  expect(site.actions().filter((action) => action === 'access.token-file')).toHaveLength(1);
});

test('without its tokens, or with a certificate that is none, a target does not start, and it is said why', async () => {
  const { site } = await siteWithVersions();
  site.declare(guarded(0).replace('token_file: tokens', 'token_file: nowhere'));
  expect(await site.deploy('1')).toMatchObject({
    outcome: 'aborted',
    reason: expect.stringMatching(/nowhere: expected one or two lines.*\(SLW-TOKEN-FILE\)/s) as string,
  });
  site.declare(guarded(0).replace('cert: cert.pem', 'cert: tokens'));
  expect(await site.deploy('1')).toMatchObject({
    outcome: 'aborted',
    reason: expect.stringContaining('expected a certificate and its private key as PEM') as string,
  });
});

test('a target that others could reach without TLS and a token is refused; what is live stays, and can be rolled back', async () => {
  const { site } = await siteWithVersions();
  await site.deploy('1');
  await site.deploy('2');
  for (const [declared, why] of [
    [
      'host: 0.0.0.0',
      'can be reached from elsewhere than this machine: expected "tls" and "token_file" beside it',
    ],
    ['host: 0.0.0.0, token_file: tokens', 'expected "tls" and "token_file" beside it'],
    ['replicas: 4..2', '"4..2" is the most before the least; expected 2..4'],
    ['replicas: 1..99', '"1..99" is too many; expected at most 64'],
    ['replicas: 0', 'it is not of the form that slipway.yaml has'],
  ]) {
    site.declare(`  live: {kind: local, port: 0, ${declared}}`);
    expect(await rejectionOf(site.deploy('1'))).toMatchObject({
      code: 'SLW-TARGET-REFUSED',
      message: expect.stringContaining(why as string) as string,
    });
    expect(await site.ask()).toBe('2');
  }
  expect(site.targets.view('live').problem).toContain('not of the form');
  expect(await site.rollBack()).toMatchObject({ outcome: 'live', version: '1' });
});

test('a port that slipway.yaml changes is moved to, and who came in before is answered; one that is taken is not, and the view says so', async () => {
  const { site } = await siteWithVersions();
  await site.deploy('1');
  const before = site.targets.view('live').url;
  const port = await freePort();
  const underWay = await begunRequest(`${before}/v2/models/m/infer`);
  site.declare(`  live: {kind: local, port: ${port}}`);
  await expect.poll(() => site.targets.view('live').url).toBe(`http://127.0.0.1:${port}`);
  expect(site.targets.view('live')).toMatchObject({ state: 'serving', problem: null });
  expect(await site.ask()).toBe('1');
  await expect(fetch(`${before}/v2`)).rejects.toThrow();
  expect(await underWay.finish(question)).toBe(200);
  // The next runner finds it there.
  await site.restart();
  expect(site.targets.view('live').url).toBe(`http://127.0.0.1:${port}`);

  const other = createServer();
  const taken = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  onTestFinished(() => void other.close());
  site.declare(`  live: {kind: local, port: ${taken}}`);
  await expect
    .poll(() => site.targets.view('live').problem)
    .toBe(
      `it is still at port ${port} of 127.0.0.1, and not where slipway.yaml says: Port ${taken} of target live is taken by another program.`,
    );
  expect(await site.ask()).toBe('1');
});

test('a token and TLS that slipway.yaml adds hold at once, at the same port', async () => {
  const { site, token, statusOf } = await siteWithVersions();
  await site.deploy('1');
  const port = new URL(site.targets.view('live').url ?? '').port;
  site.declare(guarded(0));
  await expect.poll(() => site.targets.view('live').url).toBe(`https://127.0.0.1:${port}`);
  expect(await statusOf(`https://127.0.0.1:${port}/v2`, null)).toBe(401);
  expect(await statusOf(`https://127.0.0.1:${port}/v2`, token)).toBe(200);
});

test('that others than this machine reach a target begins with a release, not with the file', async () => {
  const { site } = await siteWithVersions();
  await site.deploy('1');
  const before = site.targets.view('live').url;
  site.declare(guarded(0).replace('127.0.0.1', '0.0.0.0'));
  await expect
    .poll(() => site.targets.view('live').problem)
    .toBe(
      'slipway.yaml lets others than this machine reach it, by 0.0.0.0: that begins with the next release',
    );
  expect(site.targets.view('live').url).toBe(before);
  const preview = await site.releases.preview('m', '2', 'live');
  expect(preview.notes).toContain(
    'Others than this machine reach it by 0.0.0.0, over HTTPS and with a token.',
  );
  await site.deploy('2');
  expect(site.targets.view('live')).toMatchObject({
    problem: null,
    asksToken: true,
    url: expect.stringMatching(/^https:/) as string,
  });
});

test('devices, replicas and memory that slipway.yaml changes hold for the next release', async () => {
  const { site } = await siteWithVersions();
  await site.deploy('1');
  site.declare('  live: {kind: local, port: 0, memory: 1MiB}');
  expect(await site.deploy('2')).toMatchObject({
    outcome: 'aborted',
    reason: expect.stringContaining('MiB') as string,
  });
  expect(await site.ask()).toBe('1');
  site.declare('  live: {kind: local, port: 0}');
  expect(await site.deploy('2')).toMatchObject({ outcome: 'live' });
});
