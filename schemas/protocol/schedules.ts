import type { StartContext } from './executions.ts';

/** What starts a schedule's pipeline. */
export type ScheduleTrigger =
  /** `timeZone`: null is the machine's. */
  | { kind: 'cron'; cron: string; timeZone: string | null }
  /** A glob from the workspace folder; a file that has not grown for `settleMs` has arrived. */
  | { kind: 'arrives'; glob: string; settleMs: number }
  /** Files or folders from the workspace folder, whose content is watched. */
  | { kind: 'changes'; paths: string[] };

/**
 * `held`: until off-peak hours begin. `queued`: until the one before it has ended. `missed`: the runner did not run
 * when it was due. `refused`: its commands were not those that a person had consented to.
 */
export type FiringState = 'held' | 'queued' | 'running' | 'succeeded' | 'failed' | 'missed' | 'refused';
export type FiringCause = 'time' | 'arrival' | 'change' | 'person';

/** One start of a schedule, or one that should have been. Times are milliseconds since 1970. */
export interface Firing {
  id: number;
  cause: FiringCause;
  state: FiringState;
  /** Of the last that it stands for. */
  dueAt: number;
  /** How many came while it waited, or were missed in a row; 1 is itself. */
  standsFor: number;
  /** How many files had arrived; the first of them by path from the workspace folder. */
  fileCount: number;
  files: string[];
  startedAt: number | null;
  endedAt: number | null;
  /** The pipeline's run; null where every stage was up to date, or none began. */
  runId: string | null;
  /** Why it is in its state, for a person. */
  reason: string | null;
  /** While it runs: to follow it and to cancel it. */
  operation: string | null;
}

export interface ScheduledCommand {
  stage: string;
  /** From the root of the pipelines; `.` is the root. */
  folder: string;
  /** One command a line. */
  command: string;
  /** Variables that the stage sets for it. */
  env: Record<string, string>;
}

/**
 * `changed`: it was armed, and what it would run has changed since. `broken`: its pipeline cannot be read.
 * Only `armed` ones start by themselves.
 */
export type ScheduleState = 'armed' | 'unarmed' | 'changed' | 'broken';

export interface ScheduleView {
  name: string;
  /** Of its declaration in slipway.yaml, from 1. */
  line: number;
  pipeline: string;
  stages: string[];
  trigger: ScheduleTrigger;
  /** Params for its runs alone, as `slipway run --set` takes them; with some, it runs in a private copy. */
  set: string[];
  waitsForOffPeak: boolean;
  state: ScheduleState;
  /** Why it is broken. */
  problem: string | null;
  /** What it runs, in execution order; empty where it is broken. */
  commands: ScheduledCommand[];
  /** Stands for the schedule, its pipeline and its commands as they are now: what arming consents to. */
  consent: string;
  armedAt: number | null;
  /** When it starts next by itself; null where that is not known beforehand, or it is not armed. */
  nextAt: number | null;
  /** Newest first; the latest 20. */
  firings: Firing[];
}

export interface ScheduleRequests {
  /** Those of slipway.yaml as it is now. */
  'schedules/list': { params: Record<string, never>; result: { schedules: ScheduleView[] } };
  /**
   * Lets it start by itself, with the caller's Python and a part of the caller's environment: see
   * `keptEnvironment`. Rejects with `SLW-SCHEDULE-CHANGED` where `consent` is not of what it is now.
   */
  'schedules/arm': {
    params: { name: string; consent: string; context: StartContext };
    result: { schedule: ScheduleView };
  };
  /** What waits is given up; what runs goes on. */
  'schedules/disarm': { params: { name: string }; result: { schedule: ScheduleView } };
  /**
   * Runs it now for the caller, armed or not; with `firing`, with the files of that one again. The result is that of
   * the operation.
   */
  'schedules/run': {
    params: { name: string; firing: number | null; context: StartContext };
    result: { operation: string };
  };
}

export interface ScheduleNotifications {
  /** Ask `schedules/list` again. */
  'schedules/changed': Record<string, never>;
}

/** Names the file that lists what arrived, one absolute path a line, for the commands of an arrival's run. */
export const arrivedVariable = 'SLIPWAY_ARRIVED';

/** Tags of the runs that schedules start. */
export const scheduleTags = {
  schedule: 'slipway.schedule',
  cause: 'slipway.schedule.cause',
  /** How many files had arrived. */
  files: 'slipway.schedule.files',
} as const;
