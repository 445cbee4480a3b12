import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HashIndex, KnownFile } from '../../../server/pipelines/hashing/hash-index.ts';
import { HashPool } from '../../../server/pipelines/hashing/hash-pool.ts';
import { PathHasher } from '../../../server/pipelines/hashing/path-hasher.ts';
import { TreeMemory } from '../../../server/pipelines/hashing/tree-memory.ts';

// That a folder's hash is DVC's is in test/conformance; here, that what is remembered of it is never too old.

const nothingKnown: HashIndex = {
  find: () => null,
  findBelow: async () => new Map<string, KnownFile>(),
  remember: () => {},
  forgetBelow: () => {},
};
let root: string;
let pool: HashPool;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-tree-'));
  pool = new HashPool(join(import.meta.dirname, '../../../dist/server/hasher.cjs'), 2);
  mkdirSync(join(root, 'data/deep'), { recursive: true });
  for (let index = 0; index < 5_000; index++) writeFileSync(join(root, 'data', `${index}`), `${index}`);
  writeFileSync(join(root, 'data/deep/one'), 'one');
});
afterEach(() => {
  pool.dispose();
  rmSync(root, { recursive: true });
});

const at = (name: string) => join(root, 'data', name);
/** Later than the tick of a file system's clock, after which a stamp is believed. */
const settle = () => sleep(50);

test.for<[string, () => void]>([
  ['a file is written over with as many bytes', () => writeFileSync(at('4999'), 'diff')],
  [
    'a file keeps its time and length',
    () => {
      writeFileSync(at('7'), 'x');
      utimesSync(at('7'), 1, 1);
    },
  ],
  ['a file comes', () => writeFileSync(at('deep/new'), '')],
  ['a file goes', () => rmSync(at('deep/one'))],
  [
    'a folder takes the place of a file',
    () => {
      rmSync(at('3'));
      mkdirSync(at('3'));
      writeFileSync(at('3/inner'), 'x');
    },
  ],
  [
    'two files change',
    () => {
      writeFileSync(at('0'), 'first');
      writeFileSync(at('deep/one'), 'other');
    },
  ],
])('a folder that is remembered is hashed anew where it has changed: %s', async ([, change]) => {
  const trees = new TreeMemory(pool);
  const hash = () => new PathHasher(root, pool, nothingKnown, trees).hash('data');
  const fresh = () => new PathHasher(root, pool, nothingKnown, new TreeMemory(pool)).hash('data');
  await settle();
  const first = await hash();
  expect(await hash()).toBe(first);
  change();
  await settle();
  const [changed, expected] = [await hash(), await fresh()];
  expect(changed?.md5).toBe(expected?.md5);
  expect(changed?.md5).not.toBe(first?.md5);
  expect(changed?.listing).toEqual(expected?.listing);
  expect((await hash())?.md5).toBe(expected?.md5);
});
