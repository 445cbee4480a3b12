import type { Execution } from '../../schemas/protocol/executions.ts';
import type { ExecutionFiles, ExecutionRecord, ExitRecord } from '../jobs/execution-files.ts';
import { readTail } from '../jobs/output-log.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { endRuns } from './end-runs.ts';
import type { ExecutionTable } from './execution-table.ts';
import { judgeExit } from './exit-reason.ts';

export interface ExecutionEndsDeps {
  files: ExecutionFiles;
  table: ExecutionTable;
  tracker: Tracker;
  /** Those that have not ended, by id; who ends is taken out. */
  live: Map<string, ExecutionRecord>;
  outputFile: (executionId: string) => string;
  /** Records what is left of it, before its end is written down. */
  finish: (executionId: string) => Promise<void>;
  changed: (executionId: string) => void;
}

const tailBytes = 16 * 1024;

/** Writes down how executions end, each once, and tells whoever waits for it. */
export class ExecutionEnds {
  readonly #deps: ExecutionEndsDeps;
  readonly #ending = new Set<string>();
  /** Ends that could not be written down (the disk is full), to be tried again. */
  readonly #owed = new Map<string, { exit: ExitRecord; why: string | null }>();
  readonly #awaited = new Map<string, ((execution: Execution) => void)[]>();
  readonly #exits = new Map<string, (exit: ExitRecord) => void>();

  constructor(deps: ExecutionEndsDeps) {
    this.#deps = deps;
  }

  isOwed(executionId: string): boolean {
    return this.#owed.has(executionId);
  }

  /** Tries again to write down the ends that are still owed. */
  async settle(): Promise<void> {
    for (const [executionId, { exit, why }] of this.#owed)
      await this.conclude(executionId, exit, why).catch(() => {});
  }

  /** Resolves when it ends, or at once where it has ended already. */
  ended(executionId: string): Promise<Execution> {
    const known = this.#deps.table.get(executionId);
    if (known?.state === 'ended') return Promise.resolve(known);
    return new Promise((done) => {
      this.#awaited.set(executionId, [...(this.#awaited.get(executionId) ?? []), done]);
    });
  }

  /** Tells that its process has ended, before what is left of it has been recorded; not where that has begun already. */
  onExit(executionId: string, tell: (exit: ExitRecord) => void): void {
    if (this.#deps.live.has(executionId)) this.#exits.set(executionId, tell);
  }

  /**
   * Rejects where the end cannot be written down; it is then owed, and the execution stays live. `why`: for a person,
   * where its exit does not say it.
   */
  async conclude(executionId: string, exit: ExitRecord, why: string | null = null): Promise<void> {
    if (this.#ending.has(executionId)) return;
    this.#ending.add(executionId);
    this.#exits.get(executionId)?.(exit);
    this.#exits.delete(executionId);
    try {
      await this.#write(executionId, exit, why);
      this.#owed.delete(executionId);
    } catch (error) {
      this.#owed.set(executionId, { exit, why });
      throw error;
    } finally {
      this.#ending.delete(executionId);
    }
    const { live, files, table, changed } = this.#deps;
    live.delete(executionId);
    this.#exits.delete(executionId);
    files.remove(executionId);
    changed(executionId);
    const ended = table.get(executionId);
    for (const done of this.#awaited.get(executionId) ?? []) if (ended) done(ended);
    this.#awaited.delete(executionId);
  }

  async #write(executionId: string, exit: ExitRecord, why: string | null): Promise<void> {
    const { live, table, tracker, outputFile, finish } = this.#deps;
    const record = live.get(executionId);
    const execution = table.get(executionId);
    // A start that broke off has a record and perhaps a run, but no execution yet.
    const subject = execution ?? record;
    if (!subject || execution?.state === 'ended') return;
    await finish(executionId);
    const tail = await readTail(outputFile(executionId), tailBytes);
    const judged = judgeExit(exit, record?.stopRequested ?? false, tail);
    const reason = why ?? record?.stopReason ?? judged.reason;
    // The clock may have been set back meanwhile, and nothing ends before it began.
    const ended = { ...exit, endedAt: Math.max(exit.endedAt, execution?.startedAt ?? 0) };
    await endRuns(tracker, subject, { exit: ended, status: judged.status, reason });
    table.end(executionId, ended, reason);
  }
}
