import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../schemas/protocol/audit.ts';
import type { TargetView } from '../../schemas/protocol/deployments.ts';
import type { RunnerClient } from '../../server/discovery/connect.ts';
import { classifier, writeModel } from '../bed/onnx-models.ts';
import { freePort } from '../bed/processes.ts';
import { registerModel } from '../bed/register-model.ts';
import { deploy, rollBack } from '../bed/release-orders.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';
import { randomSource } from './random-source.ts';

const seed = Number(process.env.SLIPWAY_TEST_SEED ?? 1);
const rounds = 16;
/** A whole rollout, so that kills meet each of its steps. */
const longestMs = 3_500;
const body = JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }] });

describe(`SIGKILL at random moments of rollouts (seed ${seed})`, () => {
  let workspace: TestWorkspace;
  const random = randomSource(seed);

  beforeAll(async () => {
    workspace = new TestWorkspace();
    const port = await freePort();
    workspace.write('slipway.yaml', `slipway: 1\ntargets:\n  live: {kind: local, port: ${port}}\n`);
    workspace.write(
      'm.model.yaml',
      `slipway: 1
name: m
artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
  outputs: [{name: proba, datatype: FP32, shape: [-1, 2]}]
deploy:
  target: live
  warmup: {requests: 20}
  shadow: {sample: 1.0, for: 500ms}
  canary: {steps: [{weight: 30, for: 500ms}, {weight: 60, for: 500ms}], bake: 500ms, min_requests: 1}
  rollback: {when: canary.error_rate > 0.9}
`,
    );
    const client = await workspace.connect();
    for (const factor of [1, 3])
      await registerModel(client.info.trackingUri, 'm', writeModel('m', classifier(factor)));
    await deploy(client, '1');
    client.close();
  }, 60_000);

  afterAll(async () => {
    const client = await workspace.connect();
    while ((await target(client)).live !== null) await rollBack(client);
    client.close();
    await workspace.dispose();
  }, 60_000);

  async function target(client: RunnerClient): Promise<TargetView> {
    const { targets } = await client.request('deployments/list', {});
    const [found] = targets;
    if (!found) throw new Error('the target is gone');
    return found;
  }

  function inferencePid(): number {
    const targets = join(workspace.stateFolder(), 'targets');
    const [dir = ''] = readdirSync(targets);
    return (JSON.parse(readFileSync(join(targets, dir, 'server.json'), 'utf8')) as { pid: number }).pid;
  }

  /** The version that answers; null where nobody does. */
  async function ask(url: string | null): Promise<string | null> {
    try {
      const response = await fetch(`${url}/v2/models/m/infer`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(10_000),
      });
      if (response.status !== 200) return null;
      return ((await response.json()) as { model_version: string }).model_version;
    } catch {
      return null;
    }
  }

  function countOf(entries: readonly AuditEntry[], ...actions: string[]): number {
    return entries.filter(({ action }) => actions.includes(action)).length;
  }

  test('one revision is live afterwards, each rollout ended once, and the log says how', async () => {
    const killed = { runner: 0, inference: 0 };
    let victim: keyof typeof killed = 'runner';
    for (let round = 0; round < rounds; round++) {
      const client = await workspace.connect();
      const before = await target(client);
      const traffic = new AbortController();
      const asking = (async () => {
        while (!traffic.signal.aborted) await Promise.all([ask(before.url), sleep(5)]);
      })();
      const liveVersion = before.revisions.find(({ number }) => number === before.live)?.version;
      // It ends with the runner's connection, or as it does.
      const release = (
        random.chance(0.7) || before.rollback?.to == null
          ? deploy(client, liveVersion === '1' ? '2' : '1')
          : rollBack(client)
      ).catch(() => {});
      await sleep(random.below(longestMs));
      // A server that ends again and again is started ever later; the runner after this one knows nothing of that.
      victim = victim === 'inference' ? 'runner' : random.pick(['runner', 'inference', 'inference']);
      process.kill(victim === 'runner' ? client.info.pid : inferencePid(), 'SIGKILL');
      killed[victim]++;
      if (victim === 'runner') client.close();
      await release;
      const next = victim === 'runner' ? await workspace.connect() : client;
      const served = async () => {
        const { rollout, live, url, revisions } = await target(next);
        const revision = revisions.find(({ number }) => number === live);
        return { rollout, standing: revision?.standing, answers: (await ask(url)) === revision?.version };
      };
      await expect
        .poll(served, { timeout: 30_000, message: `round ${round}, ${victim} killed` })
        .toEqual({ rollout: null, standing: 'healthy', answers: true });
      traffic.abort();
      await asking;
      const { entries } = await next.request('audit/list', { subject: 'live', before: null, limit: 1_000 });
      expect(countOf(entries, 'deploy.done', 'deploy.aborted')).toBe(countOf(entries, 'deploy.started'));
      expect(countOf(entries, 'rollback.done', 'rollback.failed')).toBe(countOf(entries, 'rollback.started'));
      for (const { action, why } of entries) if (action === 'deploy.aborted') expect(why).not.toBe('');
      next.close();
    }
    expect(killed.runner).toBeGreaterThan(0);
    expect(killed.inference).toBeGreaterThan(0);
    const verified = await workspace.slipway('audit', 'verify', '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'consistent-not-anchored' });
  }, 300_000);
});
