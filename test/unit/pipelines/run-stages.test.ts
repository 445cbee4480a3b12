import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { TestWorkspace } from '../processes/workspace.ts';
import { listRuns, outcome, processesWith, runPipeline } from './pipeline-commands.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

const read = (name: string) => readFileSync(join(workspace.folder, name), 'utf8');

describe('slots', { timeout: 30_000 }, () => {
  /** Each writes into `log` when it begins and ends. */
  const logging = (name: string, resources: string) =>
    `  ${name}:
    cmd: echo +${name} >> log && sleep 0.4 && echo -${name} >> log && echo > ${name}
    outs: [${name}]
    meta: {slipway: {resources: ${resources}}}
`;

  /** The most that ran at once, by what each takes. */
  function most(takes: Record<string, number>): number {
    let now = 0;
    let highest = 0;
    for (const line of read('log').trim().split('\n')) {
      now += (line.startsWith('+') ? 1 : -1) * (takes[line.slice(1)] ?? Number.NaN);
      highest = Math.max(highest, now);
    }
    return highest;
  }

  test('stages run at once as their cores allow, however many jobs there may be', async () => {
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 2}}\n');
    const takes = { a: 1, b: 1.5, c: 0.5, d: 2, f: 1 };
    const stages = Object.entries(takes).map(([name, cpu]) => logging(name, `{cpu: ${cpu}}`));
    workspace.write('dvc.yaml', `stages:\n${stages.join('')}`);
    expect((await runPipeline(workspace, '--jobs', '8')).code).toBe(0);
    expect(most(takes)).toBe(2);
  });

  test('and as their memory allows', async () => {
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 8, memory: 3GiB}}\n');
    const takes = { a: 2, b: 2, c: 1, d: 1 };
    const stages = Object.entries(takes).map(([name, gib]) => logging(name, `{cpu: 0.1, memory: ${gib}GiB}`));
    workspace.write('dvc.yaml', `stages:\n${stages.join('')}`);
    expect((await runPipeline(workspace, '--jobs', '8')).code).toBe(0);
    expect(most(takes)).toBe(3);
  });

  test('a stage that asks for more than there is fails before anything runs, with what there is', async () => {
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, memory: 2GiB}}\n');
    workspace.write(
      'dvc.yaml',
      `stages:
  first: {cmd: echo > made, outs: [made]}
  big:
    cmd: cp made big
    deps: [made]
    outs: [big]
    meta: {slipway: {resources: {cpu: 4096, memory: 1.5GiB}}}
  wide: {cmd: echo > wide, outs: [wide], meta: {slipway: {resources: {memory: 2.5GiB}}}}
`,
    );
    const { code, stderr } = await runPipeline(workspace);
    const cores = availableParallelism();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `dvc.yaml:3:3: "big": it asks for 4096 cores, 1.5 GiB of memory; this machine offers ${cores} ${cores === 1 ? 'core' : 'cores'}, 2 GiB of memory\n`,
    );
    expect(stderr).toContain('dvc.yaml:8:3: "wide": it asks for 1 core, 2.5 GiB of memory; ');
    expect(stderr).toContain('(SLW-RESOURCES-LACKING)');
    expect(existsSync(join(workspace.folder, 'made'))).toBe(false);
    // What need not run may ask for what it likes.
    expect((await runPipeline(workspace, 'first')).states).toEqual({ first: 'ran' });
  });

  test('an executors.local that is wrong is named with its line, and nothing is run', async () => {
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors:\n  local: {kind: local, cpus: 2}\n');
    workspace.write('dvc.yaml', 'stages:\n  a: {cmd: echo > a, outs: [a]}\n');
    const { code, stderr } = await runPipeline(workspace);
    expect(code).toBe(1);
    expect(stderr).toContain('slipway.yaml:3:24: "executors.local" has no key "cpus"; did you mean "cpu"?');
    expect(existsSync(join(workspace.folder, 'a'))).toBe(false);
  });

  test.skipIf(process.platform === 'win32')(
    'each stage sees the GPUs that it was given, those that run at once not the same',
    async () => {
      // The vendor's tool of a machine with three GPUs, where there is none.
      mkdirSync(join(workspace.folder, 'bin'));
      const tool = workspace.write(
        'bin/nvidia-smi',
        '#!/bin/sh\ncase "$1" in *gpu=*) for i in 0 1 2; do echo "$i, GPU-$i, H, 1, 2, 3, 4, 5"; done;; esac\n',
      );
      chmodSync(tool, 0o755);
      workspace.env.PATH = `${join(workspace.folder, 'bin')}${delimiter}${process.env.PATH}`;
      workspace.env.CUDA_VISIBLE_DEVICES = '1,2';
      workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 8}}\n');
      // `one` and `other` wait for each other, so that they run at once.
      const meet = 'touch m-$DVC_STAGE; until [ -e m-one ] && [ -e m-other ]; do sleep 0.05; done';
      const stage = (name: string, gpus: string) =>
        `  ${name}:
    cmd: ${meet}; echo "$CUDA_VISIBLE_DEVICES" > ${name}
    outs: [${name}]
    meta: {slipway: {resources: {cpu: 1${gpus}}}}
`;
      workspace.write('dvc.yaml', `stages:\n${stage('one', ', gpus: 1')}${stage('other', ', gpus: 1')}`);
      expect((await runPipeline(workspace, '--jobs', '2')).code).toBe(0);
      expect([read('one'), read('other')].sort()).toEqual(['1\n', '2\n']);
      workspace.write('dvc.yaml', `stages:\n${stage('both', ', gpus: 2')}`);
      await runPipeline(workspace);
      expect(read('both')).toBe('1,2\n');
      workspace.write('dvc.yaml', `stages:\n${stage('none', ', gpus: 0')}${stage('as-is', '')}`);
      await runPipeline(workspace);
      expect([read('none'), read('as-is')]).toEqual(['\n', '1,2\n']);
      workspace.write('dvc.yaml', `stages:\n${stage('three', ', gpus: 3')}`);
      expect((await runPipeline(workspace)).stderr).toMatch(/it asks for 1 core, 3 GPUs; .*, 2 GPUs\n/);
    },
  );
});

describe.skipIf(process.platform === 'win32')('a stage’s own settings', { timeout: 30_000 }, () => {
  test('its variables are the command’s, and are kept nowhere else', async () => {
    workspace.write(
      'dvc.yaml',
      `stages:
  a:
    cmd: echo "$MODE $THREADS" > out && [ "$(printf %s "$HUB_TOKEN" | wc -c)" = 21 ]
    outs: [out]
    meta: {slipway: {env: {MODE: fast, THREADS: 4, HUB_TOKEN: correct-horse-battery}}}
`,
    );
    expect(await runPipeline(workspace)).toMatchObject({ code: 0, states: { a: 'ran' } });
    expect(read('out')).toBe('fast 4\n');
    const kept = readdirSync(join(workspace.folder, '.slipway'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
      .filter((content) => content.includes('correct-horse-battery'));
    // The dvc.yaml that says them is code that was run, and as such kept for a rerun.
    expect(kept.map(String)).toEqual([read('dvc.yaml')]);
  });

  test('it is tried again after a failure, from a clean place; each attempt is a run', async () => {
    workspace.write('tries', '');
    workspace.write(
      'dvc.yaml',
      `stages:
  flaky:
    cmd: "[ ! -e out ] && echo half > out && echo x >> tries && [ $(wc -l < tries) -ge 3 ]"
    outs: [out]
    meta: {slipway: {retries: 4}}
`,
    );
    expect(await runPipeline(workspace)).toEqual({
      code: 0,
      stderr: '',
      states: { flaky: 'ran' },
      reasons: {
        flaky: 'it was never run; attempt 1 of 5 failed: Exit code 1.; attempt 2 of 5 failed: Exit code 1.',
      },
    });
    const runs = await listRuns(workspace);
    const parent = runs.find(({ name }) => name === 'pipeline')?.id;
    const attempts = runs.filter(({ name }) => name === 'flaky');
    expect(attempts.map(({ status, tags }) => [tags[runTags.attempt], status, tags[runTags.parent]])).toEqual(
      [
        ['1', 'FAILED', parent],
        ['2', 'FAILED', parent],
        ['3', 'FINISHED', parent],
      ],
    );
  });

  test('it fails with every attempt’s reason and its last lines when it has none left', async () => {
    workspace.write(
      'dvc.yaml',
      `stages:
  a:
    cmd: for i in $(seq 30); do echo line $i; done; exit 7
    outs: [out]
    meta: {slipway: {retries: 1}}
`,
    );
    const { code, states, reasons, stderr } = await runPipeline(workspace);
    expect([code, states.a]).toEqual([1, 'failed']);
    expect(reasons.a).toBe('attempt 1 of 2 failed: Exit code 7.; then: Exit code 7.');
    const lines = Array.from({ length: 20 }, (_, index) => `  line ${index + 11}\n`).join('');
    expect(stderr).toContain(`Last lines of a:\n${lines}`);
    expect(stderr).not.toContain('line 10\n');
  });
});

// A shell whose children ignore what a polite stop sends; `mark` tells them from all others.
const stubborn = (mark: string) =>
  `sh -c 'trap "" INT TERM; for i in 1 2; do (while :; do sleep 1 ${mark}; done) & done; wait' ${mark}`;

describe.skipIf(process.platform !== 'linux')('a stop reaches grandchildren', { timeout: 40_000 }, () => {
  let mark: string;
  beforeEach(() => {
    mark = `0.${randomInt(1e8, 1e9)}`;
  });
  afterEach(() => {
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
  });

  test('that ignore SIGINT and SIGTERM, before the run is over', async () => {
    workspace.write('dvc.yaml', `stages:\n  a:\n    cmd: ${stubborn(mark)}\n    outs: [out]\n`);
    const cli = workspace.start('run', '--json');
    const ended = new Promise((exit) => cli.once('exit', exit));
    await expect.poll(() => processesWith(mark).length, { timeout: 10_000 }).toBeGreaterThan(2);
    cli.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(processesWith(mark)).toEqual([]);
    const runs = await listRuns(workspace);
    expect(runs.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['a', 'KILLED'],
      ['pipeline', 'KILLED'],
    ]);
  });

  test('and so does a timeout, which is the reason of the failure', async () => {
    workspace.write(
      'dvc.yaml',
      `stages:\n  a:\n    cmd: ${stubborn(mark)}\n    outs: [out]\n    meta: {slipway: {timeout: 1s}}\n`,
    );
    const cli = workspace.start('run', '--json');
    let printed = '';
    cli.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    expect(await new Promise((exit) => cli.once('exit', exit))).toBe(1);
    expect(processesWith(mark)).toEqual([]);
    const reason = 'Stopped: it ran longer than its timeout of 1s.';
    expect(outcome(printed)).toEqual({ states: { a: 'failed' }, reasons: { a: reason } });
    const stage = (await listRuns(workspace)).find(({ name }) => name === 'a');
    expect(stage).toMatchObject({ status: 'KILLED', tags: { [runTags.reason]: reason } });
  });
});
