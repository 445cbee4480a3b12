import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adoptHashes } from '../../../server/pipelines/copies/adopt-hashes.ts';
import { readStamp } from '../../../server/pipelines/hashing/file-stamp.ts';
import { StoredHashIndex } from '../../../server/pipelines/hashing/hash-index.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';

let workspace: Workspace;
let index: StoredHashIndex;
const at = (...names: string[]) => join(workspace.folder, ...names);
const stampOf = (path: string) => readStamp(path)?.stamp ?? '';

beforeEach(async () => {
  workspace = await newWorkspace();
  index = new StoredHashIndex(workspace.store);
  mkdirSync(at('data'));
  mkdirSync(at('copy'));
  writeFileSync(at('data', 'large'), Buffer.alloc(2 << 20, 1));
  writeFileSync(at('data', 'small'), 'x');
  index.remember(
    ['large', 'small'].map((name) => ({
      path: at('data', name),
      stamp: stampOf(at('data', name)),
      md5: `of ${name}`,
    })),
  );
});
afterEach(() => workspace.close());

test('a link to data has the hashes of it, as a folder and as a file', async () => {
  symlinkSync(at('data'), at('copy', 'data'));
  symlinkSync(at('data', 'large'), at('copy', 'large'));
  await adoptHashes(index, at('data'), at('copy', 'data'));
  expect(index.find(at('copy', 'data', 'large'), stampOf(at('data', 'large')))).toBe('of large');
  await adoptHashes(index, at('data', 'large'), at('copy', 'large'));
  expect(index.find(at('copy', 'large'), stampOf(at('data', 'large')))).toBe('of large');
});

test('of copies, the large ones have; not one whose original has changed since it was hashed', async () => {
  mkdirSync(at('copy', 'data'));
  for (const name of ['large', 'small']) copyFileSync(at('data', name), at('copy', 'data', name));
  await adoptHashes(index, at('data'), at('copy', 'data'));
  const copied = (name: string) => index.find(at('copy', 'data', name), stampOf(at('copy', 'data', name)));
  expect([copied('large'), copied('small')]).toEqual(['of large', null]);
  index.forgetBelow(at('copy'));
  expect(copied('large')).toBeNull();
  expect(index.find(at('data', 'large'), stampOf(at('data', 'large')))).toBe('of large');
  writeFileSync(at('data', 'large'), Buffer.alloc(2 << 20, 2));
  await adoptHashes(index, at('data'), at('copy', 'data'));
  expect(copied('large')).toBeNull();
});
