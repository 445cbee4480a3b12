import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCron } from '../../server/core/cron.ts';

const script = join(import.meta.dirname, 'scripts/cron_times.py');
const probe = spawnSync('python3', ['-c', 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Vienna")']);
const why = probe.status === 0 ? '' : ' (skipped: no Python with zoneinfo and its data)';

/** Days on which clocks jumped forward and back, and one where nothing happens. */
const days: Record<string, string[]> = {
  'Europe/Vienna': ['2026-03-28T10:00:00Z', '2026-10-24T10:00:00Z', '2026-07-01T00:00:00Z'],
  'America/New_York': ['2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z'],
  // By half an hour.
  'Australia/Lord_Howe': ['2026-04-04T00:00:00Z', '2026-10-03T00:00:00Z'],
  // At midnight.
  'America/Havana': ['2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z'],
  'Asia/Kathmandu': ['2026-01-01T00:00:00Z'],
};
const crons = [
  '0 2 * * *',
  '30 2 * * *',
  '0,30 1-3 * * *',
  '*/20 * * * *',
  '15 * * * *',
  '0 */2 * * *',
  '0 0 * * *',
  '0 0 1,15 * 1',
  '59 23 * * 5-7',
];

describe.skipIf(why !== '')(`cron expressions, against Python’s zoneinfo${why}`, () => {
  test('come at the same times, where hours are skipped and where they come twice', () => {
    const cases = Object.entries(days).flatMap(([zone, starts]) =>
      starts.flatMap((start) => crons.map((cron) => ({ cron, zone, after: Date.parse(start), count: 8 }))),
    );
    const oracle = spawnSync('python3', [script], { input: JSON.stringify(cases), encoding: 'utf8' });
    expect(oracle.stderr).toBe('');
    const expected = JSON.parse(oracle.stdout) as number[][];
    for (const [index, { cron, zone, after, count }] of cases.entries()) {
      const times = parseCron(cron, zone);
      const found: number[] = [];
      for (let time = after; found.length < count; ) {
        time = times.next(time) ?? Number.NaN;
        found.push(time);
      }
      expect({ cron, zone, times: found.map(iso) }).toEqual({ cron, zone, times: expected[index]?.map(iso) });
    }
  });
});

function iso(time: number): string {
  return new Date(time).toISOString();
}
