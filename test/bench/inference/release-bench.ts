/**
 * Deploys and rollbacks on a target under full load: how long until the pointer is swapped, and whether any request failed or was
 * answered by a revision that did not serve then. Each version's numbers are its own, so that an answer proves who gave it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleaseResult } from '../../../schemas/protocol/deployments.ts';
import type { RunnerClient } from '../../../server/discovery/connect.ts';
import { connectLive } from '../../../server/discovery/ensure-runner.ts';
import { folderState } from '../../../server/discovery/state-folder.ts';
import { run } from '../../bed/command.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';
import { registerModel } from '../../bed/register-model.ts';
import { deploy, rollBack } from '../../bed/release-orders.ts';
import { percentile, report } from '../figures.ts';
import { type Answer, type LoadRequest, load } from './load.ts';

const connections = 64;
const wantedRequests = 100_000;
const folder = await mkdtemp(join(tmpdir(), 'slipway-release-bench-'));
process.env.SLIPWAY_STATE_DIR = join(folder, 'state');
const runnerCommand = (action: string) =>
  run(process.execPath, [
    join(repository, 'dist/server/cli.cjs'),
    ...['runner', action, '--workspace', folder],
  ]);
const manifestText = (deploy: string) => `slipway: 1
name: m
artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
  outputs: [{name: proba, datatype: FP32, shape: [-1, 2]}]
deploy: ${deploy}
`;
const atOnce = '{target: live}';
const canary = '{target: live, canary: {steps: [{weight: 20, for: 1s}, {weight: 50, for: 1s}]}}';
const body = Buffer.from(
  JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [0.25, -1.5] }] }),
);

await writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n');
await writeFile(join(folder, 'm.model.yaml'), manifestText(atOnce));
await runnerCommand('ensure');
const client = await connectLive(folderState(folder), 'cli');
if (!client) throw new Error('the runner of the bench does not answer');
try {
  await measure(client);
} finally {
  // Its server would outlive the runner.
  while ((await ending(rollBack(client), 'live', 'offline')).outcome !== 'offline');
  client.close();
  await runnerCommand('stop');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function measure(runner: RunnerClient): Promise<void> {
  for (const factor of [1, 3])
    await registerModel(runner.info.trackingUri, 'm', writeModel('m', classifier(factor)));
  await ending(deploy(runner, '1'), 'live');
  const { targets } = await runner.request('deployments/list', {});
  const request: LoadRequest = {
    port: Number(new URL(targets[0]?.url ?? '').port),
    path: '/v2/models/m/infer',
    headers: { 'Content-Type': 'application/json' },
    body,
  };
  const expected = new Map([
    ['1', await firstAnswer(request)],
    ['2', ''],
  ]);
  await ending(deploy(runner, '2'), 'live');
  expected.set('2', await firstAnswer(request));
  await ending(rollBack(runner), 'live', 'offline');

  /** Which versions may answer, from when on. */
  const serving = [{ from: 0, versions: new Set(['1']) }];
  const mayAnswer = (...versions: string[]) =>
    serving.push({ from: performance.now(), versions: new Set(versions) });
  let answers = 0;
  let failed = 0;
  let misrouted = 0;
  const onAnswer = ({ ok, body: text, sentAt, at }: Answer) => {
    answers++;
    if (!ok) {
      failed++;
      return;
    }
    const version = /"model_version":"(\d+)"/.exec(text)?.[1] ?? '';
    const isDue = serving.some(
      ({ from, versions }, index) =>
        versions.has(version) && from <= at && (serving[index + 1]?.from ?? Infinity) >= sentAt,
    );
    if (!isDue || text !== expected.get(version)) misrouted++;
  };

  const deploys: number[] = [];
  const rollbacks: number[] = [];
  const switching = (async () => {
    for (let round = 0; answers < wantedRequests; round++) {
      await writeFile(join(folder, 'm.model.yaml'), manifestText(round % 4 === 3 ? canary : atOnce));
      mayAnswer('1', '2');
      deploys.push((await ending(deploy(runner, '2'), 'live')).switchMs ?? Number.NaN);
      mayAnswer('2');
      await new Promise((resolve) => setTimeout(resolve, 200));
      mayAnswer('1', '2');
      rollbacks.push((await ending(rollBack(runner), 'live', 'offline')).switchMs ?? Number.NaN);
      mayAnswer('1');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  // One load after another, until the rounds have had their requests.
  const before: number[] = [];
  let isOver = false;
  void switching.finally(() => {
    isOver = true;
  });
  while (!isOver)
    before.push((await load(request, connections, { warmUpMs: 0, forMs: 2_000, onAnswer })).perSecond);
  await switching;

  report({ figure: 'release.load.perSecond', value: percentile(before, 50), unit: '1/s', target: null });
  report({
    figure: 'release.load.requests',
    value: answers,
    unit: 'requests',
    target: `>= ${wantedRequests}`,
  });
  report({ figure: 'release.load.failed', value: failed, unit: 'requests', target: '<= 0' });
  report({ figure: 'release.load.misrouted', value: misrouted, unit: 'requests', target: '<= 0' });
  for (const [name, times] of Object.entries({ deploy: deploys, rollback: rollbacks })) {
    report({
      figure: `release.${name}.switch.p50`,
      value: percentile(times, 50),
      unit: 'ms',
      target: '< 100',
    });
    report({ figure: `release.${name}.switch.max`, value: Math.max(...times), unit: 'ms', target: '< 100' });
  }
}

/** @throws Error where it ended in another way than these */
async function ending(
  release: Promise<ReleaseResult>,
  ...expected: ReleaseResult['outcome'][]
): Promise<ReleaseResult> {
  const result = await release;
  if (!expected.includes(result.outcome))
    throw new Error(`a release ended ${result.outcome}: ${result.reason}`);
  return result;
}

async function firstAnswer({ port, path, headers }: LoadRequest): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  return response.text();
}
