import { Cron } from 'croner';

/** A cron expression of five fields in a time zone. */
export interface CronTimes {
  /** The first time after `time` (both milliseconds since 1970); null where none comes. */
  next(time: number): number | null;
}

/**
 * As Vixie cron reads it. An hour that summer time skips: what has fixed times comes when the clock has jumped. An
 * hour that comes twice: what has fixed times comes the first time only, what has a wildcard both times.
 * `timeZone`: null is the machine's.
 * @throws Error with what is wrong, for a person
 */
export function parseCron(expression: string, timeZone: string | null): CronTimes {
  let cron: Cron;
  try {
    cron = new Cron(expression, {
      paused: true,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
      timezone: timeZone ?? machineTimeZone(),
    });
  } catch (error) {
    throw new Error(String(error instanceof Error ? error.message : error).replace(/^CronPattern: /, ''));
  }
  return { next: (time) => cron.nextRun(new Date(time))?.getTime() ?? null };
}

export function machineTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether this machine knows the IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
