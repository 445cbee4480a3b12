import type { CronTimes } from '../core/cron.ts';

/** As many are counted; a schedule of every minute on a machine that was off for a year need not be told exactly. */
const mostCounted = 1_000;

/** What a schedule should have started since it was last looked at. Times are milliseconds since 1970. */
export interface DueTimes {
  /** To be started now; null where the last is too long ago. */
  fire: number | null;
  /** The last that it is too late for, and how many there are. */
  missed: { last: number; count: number } | null;
}

/** Null where nothing was due in `(lookedUntil, now]`. What is later than `lateMs` has been missed. */
export function dueTimes(
  cron: CronTimes,
  { lookedUntil, now, lateMs }: { lookedUntil: number; now: number; lateMs: number },
): DueTimes | null {
  const due: number[] = [];
  for (let time = cron.next(lookedUntil); time !== null && time <= now; time = cron.next(time)) {
    due.push(time);
    if (due.length === mostCounted) break;
  }
  const last = due.at(-1);
  if (last === undefined) return null;
  const fire = now - last <= lateMs ? last : null;
  const missed = fire === null ? due : due.slice(0, -1);
  return { fire, missed: missed.length > 0 ? { last: missed.at(-1) ?? last, count: missed.length } : null };
}
