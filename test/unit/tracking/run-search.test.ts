import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { likePattern } from '../../../server/tracking/embedded/run-search/like-pattern.ts';
import { trackerForTest } from '../store/workspace.ts';

const queries: { filter: string; orderBy: string[] }[] = [
  { filter: '', orderBy: [] },
  { filter: 'metrics.loss > 0.5', orderBy: [] },
  { filter: 'metrics.loss != 0.5', orderBy: ['metrics.loss ASC'] },
  { filter: '', orderBy: ['metrics.loss DESC', 'params.model ASC'] },
  { filter: `params.model = 'm1'`, orderBy: ['params.model DESC'] },
  { filter: `params.model LIKE 'm%'`, orderBy: ['tags.stage ASC', 'metrics.loss DESC'] },
  { filter: `tags.stage IS NULL`, orderBy: ['run_name ASC'] },
  { filter: `tags.stage IS NOT NULL AND status = 'FINISHED'`, orderBy: ['end_time DESC'] },
  { filter: 'start_time > 500', orderBy: ['start_time ASC'] },
];

/** Numbers in [0, below), the same each time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('searches between writes', () => {
  test.each([1, 2, 3])('find what a tracker that has just been opened finds (seed %i)', async (seed) => {
    const { tracker, store } = trackerForTest();
    const pick = numbersFrom(seed);
    const runIds: string[] = [];
    const writes: ((runId: string) => Promise<unknown>)[] = [
      (runId) => tracker.logBatch(runId, { metrics: [point(pick)], params: [], tags: [] }),
      (runId) =>
        tracker.logBatch(runId, { metrics: [], params: [], tags: [{ key: 'stage', value: `s${pick(3)}` }] }),
      (runId) =>
        tracker.logBatch(runId, { metrics: [], params: [{ key: 'model', value: `m${pick(3)}` }], tags: [] }),
      (runId) => tracker.deleteTag(runId, 'stage'),
      (runId) =>
        tracker.updateRun(runId, { status: 'FINISHED', endTime: pick(1000), runName: `n${pick(5)}` }),
      (runId) => tracker.setRunStage(runId, pick(2) === 0 ? 'deleted' : 'active'),
      (runId) => tracker.purgeRun(runId),
    ];
    for (let round = 0; round < 150; round++) {
      const runId = runIds[pick(runIds.length)];
      if (runId === undefined || pick(4) === 0) runIds.push(await newRun(tracker, pick));
      // A write that is refused, as one to a deleted run, must leave the searches right too.
      else await writes[pick(writes.length)]?.(runId).catch(() => null);
      const query = queries[pick(queries.length)] ?? { filter: '', orderBy: [] };
      const asked = { experimentIds: [], view: 'ACTIVE_ONLY' as const, ...query };
      expect(await tracker.queryRunIds(asked)).toEqual(await new EmbeddedTracker(store).queryRunIds(asked));
    }
  });

  test('see a run that took the place of one purged', async () => {
    const { tracker } = trackerForTest();
    const all = { experimentIds: [], filter: '', orderBy: [], view: 'ALL' as const };
    const first = await newRun(tracker, numbersFrom(1));
    await tracker.queryRunIds(all);
    await tracker.setRunStage(first, 'deleted');
    await tracker.purgeRun(first);
    const second = await newRun(tracker, numbersFrom(2));
    expect(await tracker.queryRunIds(all)).toEqual([second]);
  });

  test('order texts as UTF-8 does, not as JavaScript', async () => {
    const { tracker } = trackerForTest();
    const names = ['\u{1f600}', '\uff5e', 'a', 'é'];
    for (const name of names) await newRun(tracker, numbersFrom(1), name);
    const page = await tracker.searchRuns({
      experimentIds: [],
      filter: '',
      orderBy: ['run_name ASC'],
      view: 'ALL',
      maxResults: 10,
      pageToken: null,
    });
    const inUtf8 = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(page.items.map((run) => run.info.runName)).toEqual(inUtf8);
  });
});

describe('LIKE', () => {
  const sqlite = new DatabaseSync(':memory:');
  const like = sqlite.prepare('SELECT ? LIKE ? AS verdict');
  const texts = [
    '',
    'a',
    'A',
    'ab',
    'aXb',
    'a\nb',
    'abab',
    'aab',
    'b.a',
    '50%',
    'é',
    'É',
    '\u{1f600}',
    'a*b[',
    'ſ',
  ];
  const patterns = [
    '',
    '%',
    '_',
    'a',
    'a%',
    '%b',
    'a%b',
    'a_b',
    '%a%b%',
    '%ab',
    '_%',
    '%.%',
    'É',
    '%[',
    '%*%',
    's',
    'a%a%b',
  ];

  test.each(patterns)('ILIKE %j matches what LIKE of SQLite matches', (pattern) => {
    const regex = likePattern(pattern, { ignoreCase: true });
    const asSqlite = (text: string) => like.get(text, pattern)?.verdict === 1;
    expect(texts.filter((text) => regex.test(text))).toEqual(texts.filter(asSqlite));
  });

  test('tells cases apart, unlike ILIKE', () => {
    expect(likePattern('A%', { ignoreCase: false }).test('ab')).toBe(false);
    expect(likePattern('A%', { ignoreCase: false }).test('Ab')).toBe(true);
  });

  test('takes no longer for a pattern that nearly matches in very many ways', () => {
    const text = 'a'.repeat(5000);
    const start = performance.now();
    expect(likePattern(`${'%a'.repeat(50)}%b`, { ignoreCase: false }).test(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

function point(pick: (below: number) => number) {
  const value = pick(8) === 0 ? Number.NaN : pick(5) / 4;
  return { key: 'loss', value, step: pick(10), timestamp: pick(1000) };
}

async function newRun(
  tracker: EmbeddedTracker,
  pick: (below: number) => number,
  runName = '',
): Promise<string> {
  const { info } = await tracker.createRun({
    runId: null,
    experimentId: '0',
    startTime: pick(1000),
    userId: 'u',
    runName,
    tags: {},
  });
  return info.runId;
}
