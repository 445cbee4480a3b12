import type { FiringCause, ScheduleTrigger } from '../../schemas/protocol/schedules.ts';

export type WatchedTrigger = Exclude<ScheduleTrigger, { kind: 'cron' }> & { name: string };

export interface TriggerHandlers {
  /** `remember` writes down what was answered; it is called in the transaction that writes the firing. */
  onFire: (cause: FiringCause, files: string[], remember: () => void) => void;
}

export interface TriggerWatch {
  /** When what is there has been looked at: what comes from then on is noticed. Rejects where it cannot be. */
  ready: Promise<void>;
  close(): void;
}

/** Waits for a trigger of an armed schedule; tells what came while nobody waited, too. */
export type WatchTrigger = (trigger: WatchedTrigger, handlers: TriggerHandlers) => TriggerWatch;

/**
 * Calls when something at or below one of the absolute paths may have changed, which need not be there yet. `ready`:
 * when it does.
 */
export type WatchPaths = (paths: string[], onChange: () => void) => TriggerWatch;
