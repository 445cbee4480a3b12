import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeFolderLock } from '../../../server/discovery/folder-lock.ts';
import { identifyProcess, isRunning } from '../../../server/discovery/process-identity.ts';

const lockFile = () => join(mkdtempSync(join(tmpdir(), 'slipway-lock-')), 'runner.lock');

test('one holder at a time, and the next after its release', () => {
  const file = lockFile();
  const release = takeFolderLock(file);
  expect(release).not.toBeNull();
  expect(takeFolderLock(file)).toBeNull();
  release?.();
  expect(takeFolderLock(file)).not.toBeNull();
});

test('the lock of a process that was killed is nobody’s', () => {
  const file = lockFile();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid, startTime: 'long ago' }));
  expect(takeFolderLock(file)).not.toBeNull();
});

test('a pid that was given to another process is not the one that was meant', () => {
  const self = identifyProcess(process.pid);
  expect(self && isRunning(self)).toBe(true);
  expect(isRunning({ pid: process.pid, startTime: 'another boot:1' })).toBe(false);
});
