import { Cron } from 'croner';

const dayMinutes = 24 * 60;

/** What a cron expression is in UTC. */
export interface UtcCrons {
  /** Together they come at the same times. */
  crons: string[];
  /** Whether the zone's clock is changed during the year: for a part of it the times are off by that. */
  shifts: boolean;
}

/**
 * Times of a zone as times of UTC, by the zone's standard time of the year of `now`. Null where no expression says
 * them: the days of a month, or one month, that begin on another day there.
 */
export function utcCrons(expression: string, timeZone: string, now: number): UtcCrons | null {
  const [, , day = '*', month = '*', weekday = '*'] = expression.split(/ +/);
  const year = new Date(now).getUTCFullYear();
  const [january = 0, july = 0] = [0, 6].map((at) => offsetMinutes(timeZone, Date.UTC(year, at, 15)));
  const shifts = january !== july;
  const offset = Math.min(january, july);
  if (offset === 0) return { crons: [expression], shifts };
  const byDay = Map.groupBy(timesOfDay(expression), (time) => Math.floor((time - offset) / dayMinutes));
  const crons: string[] = [];
  for (const [dayShift, times] of byDay) {
    if (dayShift !== 0 && (day !== '*' || month !== '*')) return null;
    const days = dayShift === 0 || weekday === '*' ? weekday : shiftedWeekdays(expression, dayShift);
    for (const clock of clockFields(times.map((time) => time - offset - dayShift * dayMinutes)))
      crons.push(`${clock} ${day} ${month} ${days}`);
  }
  return { crons, shifts };
}

/** Ahead of UTC. */
function offsetMinutes(timeZone: string, time: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}

/** Minutes since midnight at which it comes on its days. */
function timesOfDay(expression: string): number[] {
  const [minute = '*', hour = '*'] = expression.split(/ +/);
  const cron = new Cron(`${minute} ${hour} * * *`, { paused: true, mode: '5-part', timezone: 'UTC' });
  const times: number[] = [];
  const start = Date.UTC(2001, 0, 1);
  for (let next = cron.nextRun(new Date(start - 1)); next; next = cron.nextRun(next)) {
    const at = (next.getTime() - start) / 60_000;
    if (at >= dayMinutes) break;
    times.push(at);
  }
  return times;
}

/** Fields of minute and hour; hours with the same minutes share one. */
function clockFields(times: number[]): string[] {
  const minutesOf = Map.groupBy(times, (time) => Math.floor(time / 60));
  const hoursOf = Map.groupBy(minutesOf, ([, of]) =>
    of
      .map((time) => time % 60)
      .sort((a, b) => a - b)
      .join(','),
  );
  return [...hoursOf].map(([minutes, hours]) => {
    const all = hours.map(([hour]) => hour).sort((a, b) => a - b);
    const everyMinute = minutes.split(',').length === 60;
    return `${everyMinute ? '*' : minutes} ${all.length === 24 ? '*' : all.join(',')}`;
  });
}

function shiftedWeekdays(expression: string, dayShift: number): string {
  const weekday = expression.split(/ +/)[4] ?? '*';
  const cron = new Cron(`0 0 * * ${weekday}`, { paused: true, mode: '5-part', timezone: 'UTC' });
  const days = cron.nextRuns(7, new Date(Date.UTC(2001, 0, 7) - 1)).map((date) => date.getUTCDay());
  return [...new Set(days)]
    .map((day) => (day + dayShift + 7) % 7)
    .sort((a, b) => a - b)
    .join(',');
}
