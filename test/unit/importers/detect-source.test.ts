import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { detectSource } from '../../../server/importers/open-source.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-detect-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fill(path: string, files: number): Promise<void> {
  await mkdir(join(folder, path), { recursive: true });
  for (let index = 0; index < files; index++) await writeFile(join(folder, path, `${index}.csv`), '');
}

it('gives up on a folder that is too large to search, and says what to do', async () => {
  await fill('data/deep', 30);
  await expect(detectSource(folder, { entries: 20, milliseconds: 10_000 })).rejects.toMatchObject({
    code: 'SLW-IMPORT-TOO-LARGE',
    hint: expect.stringContaining('--logdir'),
  });
});

it('gives up after its time', async () => {
  await fill('data', 1);
  await expect(detectSource(folder, { entries: 1_000, milliseconds: 0 })).rejects.toMatchObject({
    code: 'SLW-IMPORT-TOO-LARGE',
  });
});

it('finds runs that lie near the root before it gets lost in data', async () => {
  await fill('a/very/deep', 30);
  await mkdir(join(folder, 'runs'));
  await writeFile(join(folder, 'runs', 'events.out.tfevents.1.host'), '');
  const found = await detectSource(folder, { entries: 20, milliseconds: 10_000 });
  expect(found).toEqual({ kind: 'tensorboard', folder, experimentName: null });
});

it('does not look among the files of tools', async () => {
  await fill('node_modules/a/b', 30);
  await expect(detectSource(folder, { entries: 20, milliseconds: 10_000 })).rejects.toMatchObject({
    code: 'SLW-IMPORT-UNKNOWN',
  });
});
