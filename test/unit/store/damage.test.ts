import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { openForTest, startRun, temporaryFolder, trackerForTest } from './workspace.ts';

/** `leaf` is the number of a page, from 1, that holds tags and nothing else. */
async function storeWithRuns(count: number): Promise<{ folder: string; file: string; leaf: number }> {
  const folder = temporaryFolder();
  const store = openForTest(folder);
  const tracker = new EmbeddedTracker(store);
  for (let index = 0; index < count; index++) {
    const runId = await startRun(tracker, `run-${index}`);
    const tags = [{ key: 'mlflow.note.content', value: 'x'.repeat(2000) }];
    await tracker.logBatch(runId, { metrics: [], params: [], tags });
  }
  const leaves = store.all<{ pageno: number }>(
    `SELECT pageno FROM dbstat WHERE name = 'run_tags' AND pagetype = 'leaf' ORDER BY path`,
  );
  store.close();
  const leaf = leaves[Math.floor(leaves.length / 2)]?.pageno ?? 1;
  return { folder, file: join(folder, '.slipway', 'slipway.db'), leaf };
}

function overwrite(file: string, from: number, length: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, from, from + length);
  writeFileSync(file, bytes);
}

describe('a damaged database', () => {
  test('whose header is gone is kept under another name, and the notice names it', async () => {
    const { folder, file } = await storeWithRuns(3);
    overwrite(file, 0, 100);
    const damaged = readFileSync(file);
    const store = openForTest(folder);
    const kept = join(folder, '.slipway', 'slipway-damaged-1.db');
    expect(store.notices).toEqual([
      {
        severity: 'error',
        code: 'SLW-STORE-CORRUPT',
        message: expect.stringContaining(kept),
      },
    ]);
    expect(store.notices[0]?.message).toContain('starts empty');
    expect(readFileSync(kept).equals(damaged)).toBe(true);
  });

  test('with a broken page is noticed when it is read, then checked and rescued on the next opening', async () => {
    const { folder, file, leaf } = await storeWithRuns(200);
    overwrite(file, (leaf - 1) * 4096, 4096);
    const hurt = openForTest(folder);
    const readAll = () => hurt.read(() => hurt.all('SELECT * FROM run_tags ORDER BY run, key'));
    expect(readAll).toThrow(expect.objectContaining({ code: 'SLW-STORE-CORRUPT' }));
    hurt.close();
    const rescued = openForTest(folder);
    expect(rescued.notices[0]?.message).toMatch(
      /200 runs could be read .* some of their values may be missing/,
    );
    expect(rescued.get('SELECT count(*) AS runs FROM runs')).toEqual({ runs: 200 });
    const { tags } = rescued.get<{ tags: number }>('SELECT count(*) AS tags FROM run_tags') ?? { tags: 0 };
    expect(tags).toBeGreaterThan(200);
    expect(tags).toBeLessThan(400);
    expect(existsSync(`${file}.check`)).toBe(false);
    rescued.close();
    expect(openForTest(folder).notices).toEqual([]);
  });

  test('never takes the name of one that was kept before', async () => {
    const { folder, file } = await storeWithRuns(1);
    for (let time = 0; time < 2; time++) {
      overwrite(file, 0, 100);
      openForTest(folder).close();
    }
    const kept = readdirSync(join(folder, '.slipway')).filter((name) => name.startsWith('slipway-damaged'));
    expect(kept).toEqual(['slipway-damaged-1.db', 'slipway-damaged-2.db']);
  });
});

describe('a full disk', () => {
  test('fails the write clearly, keeps what was acknowledged, and goes on when there is room', async () => {
    const { tracker, store } = trackerForTest();
    const runId = await startRun(tracker);
    const pages = store.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    store.database.exec(`PRAGMA max_page_count = ${pages + 4}`);
    const note = (index: number) => ({
      metrics: [],
      params: [{ key: `p${index}`, value: 'x'.repeat(5000) }],
      tags: [],
    });
    let acknowledged = 0;
    const fill = async () => {
      for (; acknowledged < 100; acknowledged++) await tracker.logBatch(runId, note(acknowledged));
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'SLW-STORE-FULL',
      message: expect.stringContaining('All that was acknowledged before is safe'),
    });
    expect(acknowledged).toBeGreaterThan(0);
    expect(Object.keys((await tracker.getRun(runId)).params)).toHaveLength(acknowledged);
    store.database.exec('PRAGMA max_page_count = 1000000');
    await tracker.logBatch(runId, note(acknowledged));
    expect(Object.keys((await tracker.getRun(runId)).params)).toHaveLength(acknowledged + 1);
  });
});
