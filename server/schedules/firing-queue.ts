import type { PipelineOutcome, PipelineSummary } from '../../schemas/protocol/pipelines.ts';
import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/user-error.ts';
import type { FiringRecord, FiringTable, NewFiring } from './firing-table.ts';

/** A firing's pipeline, under way. */
export interface BegunFiring {
  operation: string;
  /** Rejects where it did not come to a summary: stopped, refused, a broken pipeline. */
  ended: Promise<Pick<PipelineOutcome, 'stages' | 'runId'>>;
}

export interface FiringQueueParts {
  table: FiringTable;
  clock: Clock;
  /** @throws where it cannot begin; `SLW-SCHEDULE-CHANGED` where nobody has consented to what it would run */
  begin: (firing: FiringRecord) => BegunFiring;
  onChange: () => void;
}

const runnerGone = 'The runner ended while it ran.';

/** Of each schedule at most one firing runs and one waits: what comes meanwhile joins the one that waits. */
export class FiringQueue {
  readonly #parts: FiringQueueParts;
  readonly #running = new Map<string, { id: number; operation: string }>();
  #closed = false;

  constructor(parts: FiringQueueParts) {
    this.#parts = parts;
  }

  /** After a start of the runner: what ran then has failed; what waited still waits. */
  recover(): void {
    const { table, clock } = this.#parts;
    for (const firing of table.inState('running'))
      table.save({ ...firing, state: 'failed', endedAt: clock.now(), reason: runnerGone });
  }

  /** What runs goes on, but its end is not recorded by this queue. */
  close(): void {
    this.#closed = true;
  }

  /** Of the operation that runs the firing. */
  operationOf({ schedule, id }: FiringRecord): string | null {
    const running = this.#running.get(schedule);
    return running?.id === id ? running.operation : null;
  }

  isRunning(schedule: string): boolean {
    return this.#running.has(schedule);
  }

  waiting(schedule: string): FiringRecord | null {
    const { table } = this.#parts;
    return table.inState('held', 'queued').find((firing) => firing.schedule === schedule) ?? null;
  }

  /** Joins the one that waits, or waits itself. `pump` begins it. */
  add(firing: Omit<NewFiring, 'state' | 'reason'>, state: 'held' | 'queued'): void {
    const { table } = this.#parts;
    const waiting = this.waiting(firing.schedule);
    if (!waiting) {
      table.add({ ...firing, state, reason: null });
      return;
    }
    table.save({
      ...waiting,
      dueAt: firing.dueAt,
      standsFor: waiting.standsFor + firing.standsFor,
      files: [...new Set([...waiting.files, ...firing.files])],
    });
  }

  /** It waited for off-peak hours, and they have begun. */
  release(firing: FiringRecord): void {
    this.#parts.table.save({ ...firing, state: 'queued' });
  }

  giveUp(schedule: string, reason: string): void {
    const { table, clock } = this.#parts;
    const waiting = this.waiting(schedule);
    if (waiting) table.save({ ...waiting, state: 'missed', endedAt: clock.now(), reason });
  }

  /** Begins what is queued, where nothing of its schedule runs. */
  pump(): void {
    if (this.#closed) return;
    for (const firing of this.#parts.table.inState('queued'))
      if (!this.isRunning(firing.schedule)) this.#beginQueued(firing);
  }

  /** Begins at once what a person asked for. @throws as `begin` does */
  beginNow(firing: FiringRecord, begin: (firing: FiringRecord) => BegunFiring): string {
    try {
      return this.#follow(firing, begin(firing));
    } catch (error) {
      this.#end(firing, { state: 'failed', reason: messageOf(error) });
      throw error;
    }
  }

  #beginQueued(firing: FiringRecord): void {
    try {
      this.#follow(firing, this.#parts.begin(firing));
    } catch (error) {
      this.#end(firing, { state: isRefusal(error) ? 'refused' : 'failed', reason: messageOf(error) });
    }
  }

  #follow(firing: FiringRecord, { operation, ended }: BegunFiring): string {
    const { table, clock, onChange } = this.#parts;
    const running: FiringRecord = { ...firing, state: 'running', startedAt: clock.now() };
    table.save(running);
    this.#running.set(firing.schedule, { id: firing.id, operation });
    onChange();
    ended.then(
      (outcome) => this.#end({ ...running, runId: outcome.runId }, outcomeOf(outcome)),
      (error) =>
        this.#end(running, { state: isRefusal(error) ? 'refused' : 'failed', reason: messageOf(error) }),
    );
    return operation;
  }

  #end(firing: FiringRecord, outcome: Pick<FiringRecord, 'state' | 'reason'>): void {
    if (this.#closed) return;
    const { table, clock, onChange } = this.#parts;
    if (this.#running.get(firing.schedule)?.id === firing.id) this.#running.delete(firing.schedule);
    table.save({ ...firing, ...outcome, endedAt: clock.now() });
    onChange();
    this.pump();
  }
}

function outcomeOf({ stages }: PipelineSummary): Pick<FiringRecord, 'state' | 'reason'> {
  const failed = stages.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    const why = failed.map(({ name, reasons }) => `${name}: ${reasons.join('; ')}`);
    return { state: 'failed', reason: why.join('\n') };
  }
  const ran = stages.filter(({ state }) => state === 'ran').map(({ name }) => name);
  const cached = stages.filter(({ state }) => state === 'cached').length;
  const parts = [
    ran.length > 0 ? `ran ${ran.join(', ')}` : '',
    cached > 0 ? `${cached} out of the cache` : '',
  ].filter((part) => part !== '');
  return { state: 'succeeded', reason: parts.join('; ') || 'every stage was up to date' };
}

function isRefusal(error: unknown): boolean {
  return error instanceof UserError && error.code === 'SLW-SCHEDULE-CHANGED';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
