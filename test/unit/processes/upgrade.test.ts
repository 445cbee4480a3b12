import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
let newer: string;
beforeEach(() => {
  workspace = new TestWorkspace();
  newer = mkdtempSync(join(tmpdir(), 'slipway-newer-'));
  cpSync(dirname(workspace.program), newer, { recursive: true });
  for (const name of ['program', 'runner', 'supervisor']) {
    const file = join(newer, `${name}.cjs`);
    const text = readFileSync(file, 'utf8').replaceAll(
      `version:"${packageJson.version}"`,
      'version:"99.0.0"',
    );
    writeFileSync(file, text);
  }
  writeFileSync(join(newer, 'build-id'), 'newer');
});
afterEach(async () => {
  await workspace.dispose();
  rmSync(newer, { recursive: true });
});

test('a newer Slipway takes over from an older runner, whose run goes on and is followed to its end', {
  timeout: 30_000,
}, async () => {
  const cli = workspace.start('run', '--', 'sh', '-c', 'echo before; sleep 4; echo after');
  const ended = new Promise((exit) => cli.once('exit', exit));
  let output = '';
  cli.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await expect.poll(() => output, { timeout: 8000 }).toBe('before\n');
  const older = await workspace.address();
  const ensured = await workspace.slipwayOf(join(newer, 'cli.cjs'), 'runner', 'ensure', '--json');
  expect(ensured.stderr).toBe('');
  expect(JSON.parse(ensured.stdout)).toMatchObject({ serverVersion: '99.0.0' });
  expect(JSON.parse(ensured.stdout).pid).not.toBe(older.pid);
  expect(await ended).toBe(0);
  expect(output).toBe('before\nafter\n');
  // The older program does not take it back.
  expect((await workspace.address()).serverVersion).toBe('99.0.0');
});
