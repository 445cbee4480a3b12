import { describe, expect, test } from 'vitest';
import {
  isOffPeak,
  nextOffPeak,
  type OffPeakHours,
  parseDays,
  parseTimeOfDay,
} from '../../../server/core/off-peak.ts';

/** Summer time in Vienna began on 29 March 2026 at 01:00 UTC. */
const nights: OffPeakHours = {
  startMinute: parseTimeOfDay('22:00'),
  endMinute: parseTimeOfDay('06:00'),
  days: parseDays('mon-fri'),
  timeZone: 'Europe/Vienna',
};

function next(hours: OffPeakHours, time: string): string | null {
  const found = nextOffPeak(hours, Date.parse(time));
  return found === null ? null : new Date(found).toISOString();
}

describe('off-peak hours', () => {
  test('of a night reach into the next morning, also where that day has none', () => {
    // A Friday's night.
    expect(isOffPeak(nights, Date.parse('2026-01-16T21:00:00Z'))).toBe(true);
    expect(isOffPeak(nights, Date.parse('2026-01-17T04:59:00Z'))).toBe(true);
    expect(isOffPeak(nights, Date.parse('2026-01-17T05:00:00Z'))).toBe(false);
    expect(isOffPeak(nights, Date.parse('2026-01-17T23:00:00Z'))).toBe(false);
  });

  test('are waited for by the clock of their time zone, over a weekend and over the change to summer time', () => {
    expect(next(nights, '2026-03-25T12:00:30Z')).toBe('2026-03-25T21:00:00.000Z');
    expect(next(nights, '2026-03-28T12:00:00Z')).toBe('2026-03-30T20:00:00.000Z');
  });

  test('need no waiting for while they last', () => {
    expect(next(nights, '2026-01-16T21:30:12.345Z')).toBe('2026-01-16T21:30:12.345Z');
  });

  test('may begin at any minute, and in an hour that is skipped begin when the clock has jumped', () => {
    const odd = { ...nights, startMinute: parseTimeOfDay('09:07'), endMinute: parseTimeOfDay('09:30') };
    expect(next(odd, '2026-01-14T12:00:00Z')).toBe('2026-01-15T08:07:00.000Z');
    const skipped = {
      ...nights,
      days: parseDays('sun'),
      startMinute: parseTimeOfDay('02:20'),
      endMinute: parseTimeOfDay('05:00'),
    };
    expect(next(skipped, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  test('name days in lists and ranges, also over the end of the week', () => {
    expect(parseDays('fri-mon')).toEqual([5, 6, 0, 1]);
    expect(parseDays('sat,sun')).toEqual([6, 0]);
  });
});
