/** Hours of the week in which work that can wait is started. */
export interface OffPeakHours {
  /** Minutes since midnight. An end that is not after the start lies on the next day. */
  startMinute: number;
  endMinute: number;
  /** On which it starts; 0 is Sunday. */
  days: readonly number[];
  timeZone: string;
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minuteMs = 60_000;
const weekMinutes = 7 * 24 * 60;

/** `mon-fri`, `sat,sun`, `fri-mon`. */
export function parseDays(text: string): number[] {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [from = '', to = from] = part.split('-');
    const last = dayNames.indexOf(to);
    for (let day = dayNames.indexOf(from); ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days];
}

/** `22:00` as minutes since midnight. */
export function parseTimeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return 60 * hours + minutes;
}

export function isOffPeak(hours: OffPeakHours, time: number): boolean {
  return isWithin(hours, wallClock(hours.timeZone)(time));
}

/** `time` itself where it is off-peak, otherwise the first whole minute after it that is; null where none is. */
export function nextOffPeak(hours: OffPeakHours, time: number): number | null {
  const clock = wallClock(hours.timeZone);
  if (isWithin(hours, clock(time))) return time;
  const first = Math.ceil(time / minuteMs);
  // They begin at their start, or where the clock jumps: time zones differ by quarters of an hour.
  for (let minute = first; minute <= first + weekMinutes + 60; minute++) {
    const past = minute % 15;
    if (past !== 0 && past !== hours.startMinute % 15) continue;
    if (isWithin(hours, clock(minute * minuteMs))) return minute * minuteMs;
  }
  return null;
}

function isWithin(hours: OffPeakHours, { day, minute }: WallTime): boolean {
  const { startMinute, endMinute, days } = hours;
  const yesterday = (day + 6) % 7;
  if (startMinute < endMinute) return days.includes(day) && minute >= startMinute && minute < endMinute;
  return (days.includes(day) && minute >= startMinute) || (days.includes(yesterday) && minute < endMinute);
}

interface WallTime {
  /** 0 is Sunday. */
  day: number;
  /** Since midnight. */
  minute: number;
}

function wallClock(timeZone: string): (time: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return {
      day: dayNames.indexOf(parts.get('weekday')?.toLowerCase() ?? ''),
      minute: 60 * Number(parts.get('hour')) + Number(parts.get('minute')),
    };
  };
}
