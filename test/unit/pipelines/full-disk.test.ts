import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canMount, whyNoMount } from '../../bed/mount.ts';
import { TestWorkspace } from '../processes/workspace.ts';
import { runPipeline } from './pipeline-commands.ts';

describe.skipIf(!canMount)(
  `a disk that is full while outs are cached${whyNoMount}`,
  { timeout: 60_000 },
  () => {
    let workspace: TestWorkspace;
    let cache: string;
    beforeEach(() => {
      workspace = new TestWorkspace();
      cache = join(workspace.folder, '.slipway/cache/pipelines');
      mkdirSync(cache, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', cache]);
    });
    afterEach(async () => {
      execFileSync('umount', ['--lazy', cache]);
      await workspace.dispose();
    });

    const read = (name: string) => readFileSync(join(workspace.folder, name), 'utf8');
    const makeRoom = () => execFileSync('mount', ['-o', 'remount,size=64m', cache]);
    const cachedFiles = () =>
      readdirSync(cache, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name);

    test('says so, locks nothing, and leaves what was made where it is', async () => {
      workspace.write('size', '3000000');
      workspace.write(
        'dvc.yaml',
        `stages:
  big: {cmd: head -c $(cat size) /dev/zero > big, deps: [size], outs: [big]}
  folder: {cmd: mkdir d && echo small > d/a && head -c $(cat size) /dev/zero > d/b, deps: [size], outs: [d]}
`,
      );
      const { code, states, reasons } = await runPipeline(workspace, '--keep-going');
      expect([code, states]).toEqual([1, { big: 'failed', folder: 'failed' }]);
      for (const reason of Object.values(reasons))
        expect(reason).toMatch(
          /^The disk of .*cache\/pipelines has no room for .*\/(big|d\/b); it lies where it was, and is not cached\.$/,
        );
      expect([read('big').length, read('d/b').length, read('d/a')]).toEqual([3e6, 3e6, 'small\n']);
      expect(existsSync(join(workspace.folder, 'dvc.lock'))).toBe(false);
      // Nothing half-written stays behind: one whole small file at most.
      expect(cachedFiles().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      makeRoom();
      expect((await runPipeline(workspace)).states).toEqual({ big: 'ran', folder: 'ran' });
      expect((await runPipeline(workspace)).states).toEqual({ big: 'fresh', folder: 'fresh' });
    });

    test('what a person put in the place of an out stays, for it cannot be kept first', async () => {
      workspace.write('size', '10');
      workspace.write(
        'dvc.yaml',
        'stages:\n  a: {cmd: head -c $(cat size) /dev/zero > out, deps: [size], outs: [out]}\n',
      );
      expect((await runPipeline(workspace)).states).toEqual({ a: 'ran' });
      const before = read('dvc.lock');
      workspace.write('out', 'x'.repeat(3_000_000));
      expect((await runPipeline(workspace)).states).toEqual({ a: 'failed' });
      workspace.write('size', '20');
      expect((await runPipeline(workspace)).states).toEqual({ a: 'failed' });
      expect([read('out'), read('dvc.lock')]).toEqual(['x'.repeat(3_000_000), before]);
      makeRoom();
      expect((await runPipeline(workspace)).states).toEqual({ a: 'ran' });
    });
  },
);
