import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canMount, whyNoMount } from '../../bed/mount.ts';
import { TestWorkspace } from './workspace.ts';

const fill =
  'head -c 30000000 /dev/zero > .slipway/fill; until [ -e go ]; do sleep 0.1; done; rm .slipway/fill';

test.skipIf(!canMount).each([
  { of: 'a run', words: ['run', '--', 'sh', '-c', fill] },
  { of: 'a stage', words: ['run', 'fill'] },
])(
  `$of whose disk is full says so, and ends well once there is room${whyNoMount}`,
  { timeout: 60_000 },
  async ({ words }) => {
    const workspace = new TestWorkspace();
    const state = join(workspace.folder, '.slipway');
    mkdirSync(state);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'none', state]);
    try {
      await workspace.address();
      workspace.write('dvc.yaml', `stages: {fill: {cmd: '${fill}'}}\n`);
      const child = workspace.start(...words);
      let said = '';
      const told = new Promise<void>((resolve) => {
        child.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes('is full')) resolve();
        });
      });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      await told;
      expect(said).toContain(`The disk that holds ${state} is full`);
      workspace.write('go', '');
      expect(await ended).toBe(0);
      expect(said.match(/is full/g)).toHaveLength(1);
    } finally {
      execFileSync('umount', ['--lazy', state]);
      await workspace.dispose();
    }
  },
);
