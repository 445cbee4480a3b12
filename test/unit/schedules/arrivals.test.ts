import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/core/clock.ts';
import { foldersBelow } from '../../../server/pipelines/hashing/folders-below.ts';
import { FolderWatch } from '../../../server/pipelines/live/folder-watch.ts';
import { Arrivals } from '../../../server/schedules/arrivals.ts';
import { FiringTable } from '../../../server/schedules/firing-table.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { Store } from '../../../server/store/store.ts';

const settleMs = 300;

let folder: string;
let store: Store;
let table: FiringTable;
let arrivals: Arrivals | null;
let arrived: string[][];

/** Real files, a real watcher and the real store; only what is done with the files is a list here. */
async function watch(glob: string): Promise<void> {
  arrivals = new Arrivals(
    {
      name: 'batch',
      folder,
      glob,
      settleMs,
      table,
      clock: systemClock,
      watchPaths: (paths, onChange) => {
        const watch = new FolderWatch({
          foldersBelow: async (path) => [...foldersBelow(path)],
          onChange,
          mustPoll: () => false,
        });
        return { ready: watch.follow(paths, []), close: () => watch.close() };
      },
      onError: (error) => {
        throw error;
      },
    },
    {
      onFire: (_, files, remember) =>
        table.transaction(() => {
          remember();
          arrived.push(files);
        }),
    },
  );
  await arrivals.ready;
}

function write(path: string, text = 'a,b\n'): string {
  const file = join(folder, path);
  writeFileSync(file, text);
  return file;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-arrivals-'));
  store = openStore({ folder, access: 'write' });
  table = new FiringTable(store);
  arrived = [];
  mkdirSync(join(folder, 'in'));
});
afterEach(() => {
  arrivals?.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('files that arrive', () => {
  test('are those that match, and that were not there when the schedule was armed', async () => {
    write('in/old.csv');
    await watch('in/*.csv');
    write('in/new.csv');
    write('in/new.json');
    mkdirSync(join(folder, 'in/deeper.csv'));
    await expect.poll(() => arrived.flat()).toEqual(['in/new.csv']);
  });

  test('have arrived when they do not grow any more', async () => {
    await watch('in/*.csv');
    const file = write('in/growing.csv');
    const started = performance.now();
    for (let part = 0; part < 5; part++) {
      await delay(settleMs / 3);
      appendFileSync(file, 'more\n');
      expect(arrived).toEqual([]);
    }
    await expect.poll(() => arrived).toEqual([['in/growing.csv']]);
    expect(performance.now() - started).toBeGreaterThan((5 * settleMs) / 3 + settleMs - 20);
  });

  test('have arrived at once when they are renamed in long after their last write', async () => {
    const draft = write('draft.tmp');
    await delay(settleMs + 50);
    await watch('in/*.csv');
    const since = performance.now();
    renameSync(draft, join(folder, 'in/whole.csv'));
    await expect.poll(() => arrived, { interval: 10 }).toEqual([['in/whole.csv']]);
    expect(performance.now() - since).toBeLessThan(settleMs);
  });

  test('arrive once, also over a restart, and those that came meanwhile are found', async () => {
    await watch('in/*.csv');
    write('in/first.csv');
    await expect.poll(() => arrived.length).toBe(1);
    arrivals?.close();
    write('in/second.csv');
    await watch('in/*.csv');
    await expect.poll(() => arrived).toEqual([['in/first.csv'], ['in/second.csv']]);
    appendFileSync(join(folder, 'in/first.csv'), 'later\n');
    write('in/third.csv');
    await expect.poll(() => arrived.flat()).toEqual(['in/first.csv', 'in/second.csv', 'in/third.csv']);
  });

  test('of a name that was there before are new files once the old one is gone', async () => {
    await watch('in/*.csv');
    write('in/upload.csv');
    await expect.poll(() => arrived.length).toBe(1);
    rmSync(join(folder, 'in/upload.csv'));
    await expect.poll(() => table.files('batch').size).toBe(0);
    write('in/upload.csv');
    await expect.poll(() => arrived).toEqual([['in/upload.csv'], ['in/upload.csv']]);
  });

  test('that come together are told together, sorted', async () => {
    await watch('in/*.csv');
    for (const name of ['c', 'a', 'b']) write(`in/${name}.csv`);
    await expect.poll(() => arrived).toEqual([['in/a.csv', 'in/b.csv', 'in/c.csv']]);
  });

  test('may come into folders that are made for them', async () => {
    await watch('new/**/*.{csv,parquet}');
    mkdirSync(join(folder, 'new/2026/01'), { recursive: true });
    write('new/2026/01/day.parquet');
    write('new/top.csv');
    await expect.poll(() => arrived.flat().sort()).toEqual(['new/2026/01/day.parquet', 'new/top.csv']);
  });
});
