import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { rejectionOf } from './rejection.ts';
import { releaseSite, gateReport as report } from './release-site.ts';

const canary = (when: string) =>
  `{target: live, alias: production, canary: {steps: [{weight: 50, for: 1s}], min_requests: 5}, rollback: {when: '${when}'}}`;

/** Asks until it is told to stop; says which versions answered. A request that fails is an error. */
function traffic(ask: () => Promise<string | null>) {
  const seen = new Map<string | null, number>();
  let going = true;
  const clients = Array.from({ length: 4 }, async () => {
    while (going) {
      const version = await ask();
      seen.set(version, (seen.get(version) ?? 0) + 1);
    }
  });
  return {
    seen,
    async end() {
      going = false;
      await Promise.all(clients);
      return seen;
    },
  };
}

test('a version goes live, another one after it, and back again, without a request that fails', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  await site.register(5);
  expect(await site.deploy('1')).toMatchObject({
    target: 'live',
    model: 'm',
    version: '1',
    revision: 1,
    previousRevision: null,
    outcome: 'live',
  });
  const load = traffic(site.ask);
  expect(await site.deploy('2')).toMatchObject({
    version: '2',
    revision: 2,
    previousRevision: 1,
    outcome: 'live',
  });
  expect((await site.registry.getVersionByAlias('m', 'production')).version).toBe('2');
  expect(await site.ask()).toBe('2');

  expect(await site.deploy('2')).toMatchObject({
    revision: 2,
    previousRevision: 2,
    reason: 'it was live already',
  });

  const back = await site.rollBack();
  expect(back).toMatchObject({ version: '1', revision: 1, previousRevision: 2, outcome: 'live' });
  expect(back.switchMs).toBeGreaterThan(0);
  expect(await site.ask()).toBe('1');
  const seen = await load.end();
  expect([...seen.keys()].sort()).toEqual(['1', '2']);
  await site.targets.get('live').deployed.settled();
  expect((await site.registry.getVersionByAlias('m', 'production')).version).toBe('1');
  expect(site.targets.view('live').revisions).toMatchObject([
    { number: 2, standing: 'bad', actor: 'ann@here', channel: 'cli' },
    { number: 1, standing: 'healthy' },
  ]);

  expect(site.targets.view('live').rollback).toEqual({ to: null });
  expect(await site.rollBack()).toMatchObject({ version: null, revision: null, outcome: 'offline' });
  expect(await site.ask()).toBeNull();
  await site.targets.get('live').deployed.settled();
  await expect(site.registry.getVersionByAlias('m', 'production')).rejects.toThrow('not found');
  expect(site.actions()).toEqual([
    ...['deploy.started', 'rollout.phase', 'rollout.phase', 'deploy.done'],
    ...['deploy.started', 'rollout.phase', 'rollout.phase', 'deploy.done'],
    ...['rollback.started', 'rollout.phase', 'rollback.done', 'rollback.started', 'rollback.done'],
  ]);
});

test('another version is another revision, though its files are the same', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(5);
  await site.register(5);
  await site.deploy('1');
  expect(await site.deploy('2')).toMatchObject({ version: '2', revision: 2, previousRevision: 1 });
  expect(await site.ask()).toBe('2');
});

test('a canary whose rule does not hold goes live, and one whose rule holds goes back by itself', async () => {
  const site = await releaseSite(canary('canary.error_rate > 0.5'));
  site.gates.report = report('passed');
  for (const factor of [1, 5, 7]) await site.register(factor);
  await site.deploy('1');
  const load = traffic(site.ask);
  expect(await site.deploy('2')).toMatchObject({ version: '2', outcome: 'live' });
  expect(load.seen.get('2')).toBeGreaterThan(5);

  site.writeManifest(canary('canary.p99_ms > 0.0'));
  expect(await site.deploy('3')).toMatchObject({
    revision: 3,
    outcome: 'rolled-back',
    reason: expect.stringMatching(/^canary\.p99_ms > 0\.0 \(canary\.p99_ms [\d.]+\)$/) as string,
  });
  expect(await site.ask()).toBe('2');
  await load.end();
  expect(site.ended.map(({ outcome }) => outcome)).toEqual(['live', 'live', 'rolled-back']);
  expect(site.targets.view('live')).toMatchObject({ live: 2, rollout: null, state: 'serving' });
  const [last] = site.audit.list({ subject: 'live', before: null, limit: 1 });
  expect(last).toMatchObject({ action: 'deploy.aborted', channel: 'policy' });
});

test('without a rule it is the SLO that a canary must keep, and it is told what broke', async () => {
  const bySlo = canary('').replace(/, rollback: .*/, '}');
  const site = await releaseSite(`${bySlo}\nslo: {p99_ms: 0.001}`);
  site.gates.report = report('passed');
  for (const factor of [1, 5]) await site.register(factor);
  await site.deploy('1');
  const load = traffic(site.ask);
  expect(await site.deploy('2')).toMatchObject({
    outcome: 'rolled-back',
    reason: expect.stringMatching(/^p99_ms is [\d.]+, and slo\.p99_ms is 0\.001$/) as string,
  });
  await load.end();
});

test('what does not load, has another signature or answers NaN never gets a request', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  await site.register(Buffer.from('not a model'));
  expect(await site.deploy('2')).toMatchObject({ revision: 2, outcome: 'aborted' });
  await site.register(1);
  site.writeManifest('{target: live}', 'FP64');
  expect(await site.deploy('3')).toMatchObject({
    outcome: 'aborted',
    reason:
      'The signature is another one: the manifest says that input x is FP64, and in the model it is FP32.',
  });
  // Softmax of an infinite weight times zero.
  await site.register(Number.POSITIVE_INFINITY);
  site.writeManifest('{target: live, warmup: {requests: 2, from: evaluation}}');
  expect(await site.deploy('4')).toMatchObject({
    outcome: 'aborted',
    reason: 'The answer to request 1 of the warm-up holds NaN.',
  });
  expect(await site.ask()).toBe('1');
  expect(site.targets.view('live').revisions.map(({ standing }) => standing)).toEqual([
    ...['failed', 'failed', 'failed', 'healthy'],
  ]);
});

test('where what is on record does not let it pass, what is missing is measured first, the champion’s too', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  const unknown = { verdict: 'unknown' as const, reason: 'the live version has no evidence' };
  const [gate] = report('failed').gates;
  if (!gate) throw new Error('there is no gate');
  site.gates.recorded = { ...report('failed'), gates: [{ ...gate, ...unknown }] };
  const version = await site.register(1);
  expect(await site.deploy(version)).toMatchObject({ outcome: 'live' });
  expect(site.gates.evaluations).toEqual([false]);
});

test('where what is on record lets it pass, nothing is measured', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  expect(await site.deploy(await site.register(1))).toMatchObject({ outcome: 'live' });
  expect(site.gates.evaluations).toEqual([]);
});

test('gates that do not hold refuse a release, and are overridden with a reason only', async () => {
  const site = await releaseSite();
  site.gates.report = report('failed');
  await site.register(1);
  expect(await rejectionOf(site.deploy('1'))).toMatchObject({
    code: 'SLW-GATE-REFUSED',
    message: 'm 1 is not deployed to live: gate quality failed: auc is 0.4.',
  });
  expect(await site.ask()).toBeNull();
  expect(await site.deploy('1', { override: 'the old one is broken' })).toMatchObject({ outcome: 'live' });
  expect(site.targets.view('live').revisions).toMatchObject([{ overridden: 'the old one is broken' }]);
  expect(site.actions().slice(0, 2)).toEqual(['deploy.refused', 'gate.overridden']);
});

test('what was shown is deployed, or nothing', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  const shown = await site.releases.preview('m', '1', null);
  expect(shown).toMatchObject({ target: 'live', live: null, refusal: null, differences: [] });
  site.writeManifest('{target: live}');
  expect(await rejectionOf(site.deploy('1', { digests: shown.digests }))).toMatchObject({
    code: 'SLW-DEPLOY-REFUSED',
    message: expect.stringContaining('its manifest is not what was shown') as string,
  });
});

test('what a rollback will cost in memory is said beforehand', async () => {
  const lastStep = async (deploy: string) => {
    const site = await releaseSite(deploy);
    site.gates.report = report('passed');
    await site.register(1);
    await site.register(5);
    await site.deploy('1');
    return (await site.releases.preview('m', '2', null)).steps.at(-1);
  };
  expect(await lastStep('{target: live, rollback: {keep_loaded: 2}}')).toContain(
    'Keep the last 2 revisions that were live before loaded',
  );
  expect(await lastStep('{target: live, rollback: {keep_loaded: 0}}')).toContain(
    'Unload what was live before',
  );
});

test('a release that a person gives up did not go back by itself', async () => {
  const site = await releaseSite(canary('canary.error_rate > 0.5').replace('1s', '60s'));
  site.gates.report = report('passed');
  await site.register(1);
  await site.register(5);
  await site.deploy('1');
  const { deployed } = site.targets.get('live');
  const release = site.deploy('2');
  await expect.poll(() => deployed.state.rollout?.phase).toBe('canary');
  deployed.abort('changed my mind', { actor: 'ann@here', channel: 'cli' });
  expect(await release).toMatchObject({ outcome: 'aborted', reason: 'changed my mind' });
  const other = site.deploy('2');
  await expect.poll(() => deployed.state.rollout?.phase).toBe('canary');
  expect(await site.rollBack()).toMatchObject({ outcome: 'rolled-back' });
  expect(await other).toMatchObject({ outcome: 'aborted' });
  expect(site.ended.map(({ outcome }) => outcome)).toEqual(['live', 'aborted', 'aborted']);
  expect(await site.ask()).toBe('1');
});

test('the server outlives the runner, and the next one finds it with what is live', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  const pid = site.serverPid();
  const load = traffic(site.ask);
  await site.restart();
  expect(site.targets.view('live')).toMatchObject({ live: 1, state: 'serving' });
  expect(site.serverPid()).toBe(pid);
  expect([...(await load.end()).keys()]).toEqual(['1']);
});

test('a server that is killed is started again with what was live', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  const { url } = site.targets.view('live');
  const killed = site.serverPid() ?? 0;
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => site.serverPid(), { timeout: 20_000 }).not.toBe(killed);
  await expect.poll(() => site.ask().catch(() => null), { timeout: 20_000 }).toBe('1');
  // The address that clients know, though the target says of its port only that it be free.
  expect(site.targets.view('live')).toMatchObject({ live: 1, state: 'serving', url });
});

test('where its port is taken meanwhile, a server that is killed is started at another', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  const before = site.targets.view('live').url ?? '';
  const other = createServer();
  onTestFinished(() => void other.close());
  site.targets.close();
  process.kill(site.serverPid() ?? 0, 'SIGKILL');
  const take = () =>
    new Promise<boolean>((taken) => {
      other
        .once('error', () => taken(false))
        .listen(Number(new URL(before).port), '127.0.0.1', () => taken(true));
    });
  await expect.poll(take).toBe(true);
  await site.restart();
  await expect.poll(() => site.ask().catch(() => null), { timeout: 20_000 }).toBe('1');
  expect(site.targets.view('live').url).not.toBe(before);
});

test('the same order again gives the same answer, and no other revision', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1);
  const results: unknown[] = [];
  const take = () =>
    site.orders.take(
      'key',
      'live',
      () => site.deploy('1'),
      (work) => {
        results.push(work({ signal: new AbortController().signal, report: () => {} }));
        return String(results.length);
      },
    );
  expect(take()).toBe('1');
  expect(take()).toBe('1');
  const first = await results[0];
  expect(take()).toBe('2');
  expect(await results[1]).toEqual(first);
  expect(site.targets.view('live').revisions).toHaveLength(1);
});

test('a target that scales to zero is asleep until somebody asks', async () => {
  const site = await releaseSite();
  site.declare('  live: {kind: local, port: 0, scale_to_zero: 1s}');
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  expect(site.targets.view('live').state).toBe('serving');
  await expect.poll(() => site.targets.view('live').state, { timeout: 10_000 }).toBe('asleep');
  await site.restart();
  site.declare('  live: {kind: local, port: 0, scale_to_zero: 1s}');
  await expect.poll(() => site.targets.view('live').state).toBe('asleep');
  expect(await site.ask()).toBe('1');
  await expect.poll(() => site.targets.view('live').state).toBe('serving');
});

test('a target has as many replicas on each of its devices as slipway.yaml says', async () => {
  const site = await releaseSite();
  site.declare("  live: {kind: local, port: 0, device: ['cpu:1', 'cpu:2'], replicas: 2..3}");
  site.gates.report = report('passed');
  await site.register(1);
  await site.deploy('1');
  const { url } = site.targets.view('live');
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/slipway_inference_replicas\{.*\} 4\n/);
  const traffic = await site.targets.get('live').place.traffic();
  expect(traffic?.map(({ device }) => device)).toEqual(['cpu:1 cpu:2']);
});

test('weights that lie beside an ONNX file are pinned with it, and serve when the version is gone', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  const { weights: [weight] = [], ...graph } = classifier(1);
  if (!weight) throw new Error('the classifier has weights');
  const file = writeModel('m', { ...graph, weights: [{ ...weight, location: 'model.onnx.data' }] });
  await site.register(readFileSync(file), { 'model.onnx.data': new Uint8Array(weight.data.buffer) });
  expect(await site.deploy('1')).toMatchObject({ outcome: 'live' });
  await site.register(2);
  expect(await site.deploy('2')).toMatchObject({ outcome: 'live' });
  site.removeVersions();
  expect(await site.rollBack()).toMatchObject({ version: '1' });
  expect(await site.ask()).toBe('1');
});

test('what executes code when it is loaded waits until somebody allows that, who is told where it is from', async () => {
  const site = await releaseSite();
  site.gates.report = report('passed');
  await site.register(1, { 'model.pkl': Buffer.from('a pickle') });
  const manifest = join(site.folder, 'm.model.yaml');
  const asked = readFileSync(manifest, 'utf8')
    .replace('model.onnx', 'model.pkl')
    .replace('proba', 'predict_proba');
  writeFileSync(manifest, asked);
  const { code, refusal } = await site.releases.preview('m', '1', null);
  expect(refusal).toBeNull();
  expect(code).toEqual({
    what: 'a pickle',
    origin: [
      'logged by no run of this workspace',
      expect.stringMatching(/^model.pkl of mlflow-artifacts:/),
      `SHA-256 ${createHash('sha256').update('a pickle').digest('hex')}`,
    ],
  });
  expect(await rejectionOf(site.deploy('1'))).toMatchObject({
    code: 'SLW-CODE-NOT-ALLOWED',
    message: expect.stringContaining('it is a pickle, and loading it executes the code in its files'),
    hint: expect.stringContaining('--allow-code'),
  });
  // Allowed, there is still no Python to load it: nothing is on this PATH.
  expect(await rejectionOf(site.deploy('1', { allowCode: true }))).toMatchObject({ code: 'SLW-PYTHON-NONE' });
  expect(site.actions()).toEqual(['deploy.refused', 'code.allowed']);
  const [allowed] = site.audit.list({ subject: 'live', before: null, limit: 1 });
  expect(allowed).toMatchObject({
    actor: 'ann@here',
    why: `a pickle: ${code?.origin.join('; ')}`,
    details: { servedBy: 'sklearn' },
  });
  expect(site.targets.view('live').revisions).toEqual([]);
});

test('a pickle whose manifest does not say what it takes cannot be served', async () => {
  const site = await releaseSite();
  await site.register(1, { 'model.pkl': Buffer.from('a pickle') });
  const manifest = join(site.folder, 'm.model.yaml');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('model.onnx', 'model.pkl'));
  const { refusal } = await site.releases.preview('m', '1', null);
  expect(refusal).toContain(
    'declares an output proba, and MLServer gives of an estimator in a pickle predict',
  );
});
