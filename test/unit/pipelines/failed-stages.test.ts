import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { TestWorkspace } from '../processes/workspace.ts';
import { listRuns, runPipeline } from './pipeline-commands.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

const posix = process.platform !== 'win32';
const inWorkspace = (name: string) => join(workspace.folder, name);

/** Names of the cache's objects whose content has that text. */
function cached(text: string): boolean {
  const md5 = createHash('md5').update(text).digest('hex');
  return existsSync(inWorkspace(`.slipway/cache/pipelines/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`));
}

const lock = () => (existsSync(inWorkspace('dvc.lock')) ? readFileSync(inWorkspace('dvc.lock'), 'utf8') : '');

describe.skipIf(!posix)('what a stage that failed has left', { timeout: 30_000 }, () => {
  test('is neither locked nor cached, not even when the stage runs again', async () => {
    const stage = (end: string) =>
      `stages:\n  a: {cmd: mkdir -p out && echo half > out/part && echo half2 > single && ${end}, outs: [out, single]}\n`;
    workspace.write('dvc.yaml', stage('exit 1'));
    expect((await runPipeline(workspace)).states).toEqual({ a: 'failed' });
    expect(readFileSync(inWorkspace('out/part'), 'utf8')).toBe('half\n');
    expect((await runPipeline(workspace)).states).toEqual({ a: 'failed' });
    expect([cached('half\n'), cached('half2\n'), lock()]).toEqual([false, false, '']);
    // Once a person has changed it, it is a person's.
    workspace.write('single', 'by hand');
    expect((await runPipeline(workspace)).states).toEqual({ a: 'failed' });
    expect([cached('half\n'), cached('by hand')]).toEqual([false, true]);
    workspace.write('dvc.yaml', stage('true'));
    expect((await runPipeline(workspace)).states).toEqual({ a: 'ran' });
    expect([cached('half\n'), cached('half2\n')]).toEqual([true, true]);
  });

  test('nor is what was made of a dep that changed meanwhile', async () => {
    workspace.write('in', 'before');
    workspace.write(
      'dvc.yaml',
      `stages:
  a:
    cmd: sed s/^/from-/ in > out && { [ -e twice ] || echo after > in; }
    deps: [in]
    outs: [out]
`,
    );
    const { states, reasons } = await runPipeline(workspace);
    expect(states).toEqual({ a: 'ran' });
    expect(reasons.a).toContain('in changed while it ran: what it made is neither locked nor cached');
    expect([cached('from-before'), lock()]).toEqual([false, '']);
    workspace.write('twice', '');
    expect((await runPipeline(workspace)).states).toEqual({ a: 'ran' });
    expect([cached('from-before'), cached('from-after\n')]).toEqual([false, true]);
  });
});

describe.skipIf(!posix)('a stage that goes on though its runner was killed', { timeout: 60_000 }, () => {
  /** Waits for the file `go` before it ends. */
  const waiting = `stages:
  slow:
    cmd: echo x >> starts && cat in > out && until [ -e go ]; do sleep 0.05; done
    deps: [in]
    outs: [out]
  after: {cmd: cp out last, deps: [out], outs: [last]}
  opener: {cmd: 'if [ -e killed ]; then touch go; fi', always_changed: true}
`;

  const starts = () => readFileSync(inWorkspace('starts'), 'utf8').split('\n').length - 1;

  /** Starts the pipeline, and kills the runner while `slow` runs. */
  async function killWhileRunning(): Promise<void> {
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 2}}\n');
    workspace.write('in', '1');
    workspace.write('dvc.yaml', waiting);
    const cli = workspace.start('run', '--jobs', '2');
    const ended = new Promise((exit) => cli.once('exit', exit));
    await expect.poll(() => existsSync(inWorkspace('out')), { timeout: 15_000 }).toBe(true);
    process.kill((await workspace.address()).pid, 'SIGKILL');
    expect(await ended).toBe(1);
    expect(lock()).not.toContain('slow');
  }

  test('is waited for by the next run, which locks what it made', async () => {
    await killWhileRunning();
    // Its end comes from a stage of the next run, so after that has begun.
    workspace.write('killed', '');
    const { states, reasons } = await runPipeline(workspace, '--jobs', '2');
    expect(states).toEqual({ slow: 'ran', after: 'ran', opener: 'ran' });
    expect(reasons.slow).toBe('its command had gone on since an earlier run');
    expect(starts()).toBe(1);
    expect(readFileSync(inWorkspace('last'), 'utf8')).toBe('1');
    expect((await runPipeline(workspace)).states).toMatchObject({ slow: 'fresh', after: 'fresh' });
  });

  test('is stopped and run anew where what it reads has changed', async () => {
    await killWhileRunning();
    workspace.write('in', '2');
    workspace.write('killed', '');
    const { states, reasons } = await runPipeline(workspace, '--jobs', '2');
    expect(states).toEqual({ slow: 'ran', after: 'ran', opener: 'ran' });
    expect(reasons.slow).toBe('it was never run');
    expect(starts()).toBe(2);
    expect(readFileSync(inWorkspace('last'), 'utf8')).toBe('2');
    const runs = (await listRuns(workspace)).filter(({ tags }) => tags[runTags.stage] === 'slow');
    expect(runs).toHaveLength(2);
  });
});
