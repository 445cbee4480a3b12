import { existsSync, readdirSync } from 'node:fs';
import { identifyProcess } from '../discovery/process-identity.ts';
import type { ExecutionRecord } from '../jobs/execution-files.ts';
import type { Executions } from './executions.ts';

const checkMs = 1_000;
/** Checks in a row that must find nobody: a reloading window comes back sooner. */
const patience = 15;

/**
 * Sees to the executions whose end nobody would tell of. A supervisor says it over its connection, but not one that
 * was killed. A prepared execution is ended by who prepared it (a debugger, a terminal, a kernel); where that editor
 * is gone, its Python processes (each left an `io-<pid>.jsonl`) say whether it goes on.
 */
export class AbandonedWatch {
  readonly #executions: Executions;
  readonly #owners = new Map<string, { open: boolean }>();
  readonly #missed = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(executions: Executions) {
    this.#executions = executions;
    this.#timer = setInterval(() => this.#check(), checkMs);
    this.#timer.unref();
  }

  own(executionId: string, owner: { open: boolean }): void {
    this.#owners.set(executionId, owner);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    void this.#executions.settle();
    for (const record of this.#executions.live()) {
      const { executionId, supervised } = record;
      if (supervised) {
        if (record.supervisor || this.#isMissedLongEnough(executionId))
          void this.#executions.checkSupervisor(record);
        continue;
      }
      if (this.#owners.get(executionId)?.open || this.#hasProcess(record)) {
        this.#missed.delete(executionId);
        continue;
      }
      if (!this.#isMissedLongEnough(executionId)) continue;
      this.#owners.delete(executionId);
      void this.#executions.finish(
        executionId,
        null,
        'The editor that started it is gone, so its exit code is unknown.',
      );
    }
  }

  #isMissedLongEnough(executionId: string): boolean {
    const missed = (this.#missed.get(executionId) ?? 0) + 1;
    this.#missed.set(executionId, missed);
    if (missed < patience) return false;
    this.#missed.delete(executionId);
    return true;
  }

  #hasProcess(record: ExecutionRecord): boolean {
    const folder = this.#executions.journalDir(record);
    if (!existsSync(folder)) return false;
    return readdirSync(folder)
      .map((name) => /^io-(\d+)\.jsonl$/.exec(name)?.[1])
      .some((pid) => pid !== undefined && identifyProcess(Number(pid)) !== null);
  }
}
