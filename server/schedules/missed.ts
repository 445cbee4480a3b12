import type { FiringTable } from './firing-table.ts';

/** Writes down that a schedule's time came while nobody looked: the last of `count` times. */
export function recordMissed(
  table: FiringTable,
  schedule: string,
  { last, count }: { last: number; count: number },
  now: number,
): void {
  const added = table.add({
    schedule,
    cause: 'time',
    state: 'missed',
    dueAt: last,
    standsFor: count,
    files: [],
    reason:
      'Slipway’s runner did not run then: the machine was off or asleep, or the runner had been stopped.',
  });
  table.save({ ...added, endedAt: now });
}
