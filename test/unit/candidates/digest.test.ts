import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../../../server/candidates/digest.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slw-digest-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'model.onnx'), 'weights');
  writeFileSync(join(folder, 'data/part'), Buffer.alloc(3_000_000, 7));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a folder has the digest of what sha256sum says of its files, a file its own', async () => {
  const shell = (command: string) =>
    execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).slice(0, 64);
  expect((await digestOf(folder)).sha256).toBe(shell('sha256sum data/part model.onnx | sha256sum'));
  expect(await digestOf(join(folder, 'data/part'))).toEqual({
    sha256: shell('sha256sum data/part'),
    files: [{ path: '', sha256: shell('sha256sum data/part'), bytes: 3_000_000 }],
  });
});

test('any other content, and any other name, is another digest', async () => {
  const before = (await digestOf(folder)).sha256;
  writeFileSync(join(folder, 'data/part'), Buffer.alloc(3_000_000, 8));
  const changed = (await digestOf(folder)).sha256;
  expect(changed).not.toBe(before);
  rmSync(join(folder, 'data/part'));
  writeFileSync(join(folder, 'data/other'), Buffer.alloc(3_000_000, 8));
  expect((await digestOf(folder)).sha256).not.toBe(changed);
  await expect(digestOf(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
});
