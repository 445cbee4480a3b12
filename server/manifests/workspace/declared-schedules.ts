import type { Schedule } from '../../../schemas/manifests/slipway.ts';
import type { ScheduleTrigger } from '../../../schemas/protocol/schedules.ts';
import { isTimeZone, machineTimeZone, parseCron } from '../../core/cron.ts';
import { type OffPeakHours, parseDays, parseTimeOfDay } from '../../core/off-peak.ts';
import { parseDuration } from '../../core/quantities.ts';
import { parseParamChange } from '../dvc/param-change.ts';
import type { ManifestMistake, MistakeKind } from './manifest-mistake.ts';
import { isRecord, valueAt } from './manifest-places.ts';
import type { ScheduleDeclaration } from './workspace-manifest.ts';

const settleDefaultMs = 2_000;

/** A mistake in one schedule; `path` leads to its place from the schedule. */
class ScheduleMistake extends Error {
  readonly path: string[];
  readonly kind: MistakeKind;
  constructor(path: string[], message: string, kind: MistakeKind = 'refused') {
    super(message);
    this.path = path;
    this.kind = kind;
  }
}

export interface DeclaredSchedules {
  /** `index`: in the list of the file. */
  schedules: { index: number; declared: Omit<ScheduleDeclaration, 'line'> }[];
  mistakes: ManifestMistake[];
}

interface Context {
  /** Whether the schema has found something wrong with it already. */
  isSpoilt: (index: number) => boolean;
  /** Null where there are none; undefined where they cannot be read. */
  offPeak: OffPeakHours | null | undefined;
}

/** What the schema cannot say is checked here; a schedule with a mistake is left out. */
export function declaredSchedules(content: unknown, { isSpoilt, offPeak }: Context): DeclaredSchedules {
  const list = valueAt(content, ['schedules']);
  const schedules: DeclaredSchedules['schedules'] = [];
  const mistakes: ManifestMistake[] = [];
  const names = new Set<string>();
  for (const [index, item] of Array.isArray(list) ? list.entries() : []) {
    if (isSpoilt(index)) continue;
    try {
      // The schema has found nothing wrong with it.
      const declared = scheduleOf(item as Schedule);
      if (names.has(declared.name))
        throw new ScheduleMistake(['name'], `there is another schedule "${declared.name}"`);
      if (declared.offPeak && offPeak === null)
        throw new ScheduleMistake(
          ['off_peak'],
          'the file says no off_peak hours to wait for, so it would never start',
          'never-starts',
        );
      names.add(declared.name);
      // Where the hours cannot be read, that is told of, and the schedule waits for their correction.
      if (!(declared.offPeak && offPeak === undefined)) schedules.push({ index, declared });
    } catch (error) {
      if (!(error instanceof ScheduleMistake)) throw error;
      const { kind, path, message } = error;
      mistakes.push({ kind, path: ['schedules', String(index), ...path], message });
    }
  }
  return { schedules, mistakes };
}

/** Null where there are none. */
export function declaredOffPeak(content: unknown): OffPeakHours | ManifestMistake | null {
  const declared = valueAt(content, ['off_peak']);
  if (!isRecord(declared)) return null;
  const timeZone = typeof declared.time_zone === 'string' ? declared.time_zone : machineTimeZone();
  if (!isTimeZone(timeZone))
    return { kind: 'refused', path: ['off_peak', 'time_zone'], message: unknownZone(timeZone) };
  return {
    startMinute: parseTimeOfDay(String(declared.start)),
    endMinute: parseTimeOfDay(String(declared.end)),
    days: parseDays(typeof declared.days === 'string' ? declared.days : 'sun-sat'),
    timeZone,
  };
}

function scheduleOf(item: Schedule): Omit<ScheduleDeclaration, 'line'> {
  return {
    name: item.name,
    pipeline: item.pipeline,
    stages: item.stages ?? [],
    reach: item.reach ?? 'upstream',
    jobs: item.jobs ?? null,
    keepGoing: item.keep_going ?? false,
    set: paramsOf(item.set ?? []),
    trigger: triggerOf(item),
    offPeak: item.off_peak ?? false,
  };
}

function paramsOf(words: string[]): string[] {
  for (const [index, word] of words.entries())
    try {
      parseParamChange(word);
    } catch (error) {
      throw new ScheduleMistake(
        ['set', String(index)],
        error instanceof Error ? error.message : String(error),
      );
    }
  return words;
}

function triggerOf({ cron, time_zone: zone, on }: Schedule): ScheduleTrigger {
  if ((cron === undefined) === (on === undefined))
    throw new ScheduleMistake([], 'expected either "cron" or "on"');
  if (cron !== undefined) return cronTrigger(cron, zone ?? null);
  if (zone !== undefined) throw new ScheduleMistake(['time_zone'], '"time_zone" goes with "cron" only');
  const { arrives, changes, settle } = on ?? {};
  if (changes !== undefined && arrives === undefined) {
    if (settle !== undefined)
      throw new ScheduleMistake(['on', 'settle'], '"settle" goes with "arrives" only');
    for (const [index, path] of changes.entries()) refuseOutside(path, ['on', 'changes', String(index)]);
    return { kind: 'changes', paths: changes };
  }
  if (arrives === undefined || changes !== undefined)
    throw new ScheduleMistake(['on'], 'expected either "arrives" or "changes" under "on"');
  refuseOutside(arrives, ['on', 'arrives']);
  const settleMs = settle === undefined ? null : parseDuration(settle);
  return { kind: 'arrives', glob: arrives, settleMs: settleMs ?? settleDefaultMs };
}

function cronTrigger(cron: string, timeZone: string | null): ScheduleTrigger {
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new ScheduleMistake(['time_zone'], unknownZone(timeZone));
  let next: number | null;
  try {
    next = parseCron(cron, timeZone).next(0);
  } catch (error) {
    throw new ScheduleMistake(
      ['cron'],
      `"${cron}" is no time: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (next === null)
    throw new ScheduleMistake(
      ['cron'],
      `"${cron}" is no time: no day has that date: it would never start`,
      'never-starts',
    );
  return { kind: 'cron', cron, timeZone };
}

/** Nothing outside the workspace folder is watched. */
function refuseOutside(path: string, place: string[]): void {
  const parts = path.split(/[\\/]/);
  if (/^([\\/]|[A-Za-z]:)/.test(path) || parts.includes('..'))
    throw new ScheduleMistake(place, `"${path}" leads out of the workspace folder`);
}

function unknownZone(name: string): string {
  return `"${name}" is no time zone that this machine knows; expected one like Europe/Vienna`;
}
