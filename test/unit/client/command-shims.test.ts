import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandShims } from '../../../client/features/tracking/terminal/command-shims.ts';

const folder = mkdtempSync(join(tmpdir(), "it's a folder "));
afterAll(() => rmSync(folder, { recursive: true }));

test('the shim runs the CLI by the given Node, from a path with spaces and quotes, arguments as they are', () => {
  const cli = join(folder, 'cli.cjs');
  writeFileSync(
    cli,
    'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)]))',
  );
  const shim = join(folder, 'slipway');
  writeFileSync(shim, commandShims(process.execPath, cli).slipway);
  chmodSync(shim, 0o755);
  const said = execFileSync(shim, ['run', '--', 'a b', '$HOME'], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual(['1', 'run', '--', 'a b', '$HOME']);
});

test('a percent sign in a path is no variable in a batch file', () => {
  expect(commandShims('C:\\100%\\node.exe', 'C:\\cli.cjs')['slipway.cmd']).toContain('"C:\\100%%\\node.exe"');
});
