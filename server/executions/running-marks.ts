import { logError } from '../discovery/daemon-log.ts';
import type { ProcessIdentity } from '../discovery/process-identity.ts';
import type { ExecutionFiles, ExecutionRecord } from '../jobs/execution-files.ts';
import type { ExecutionTable } from './execution-table.ts';

interface MarksDeps {
  files: ExecutionFiles;
  table: ExecutionTable;
  changed: (executionId: string) => void;
}

/**
 * Writes down of executions that they run. Where that cannot be done now (the disk is full), what runs goes on all the
 * same, whoever started it follows it, and it is tried again.
 */
export class RunningMarks {
  readonly #deps: MarksDeps;
  readonly #owed = new Map<string, ExecutionRecord>();

  constructor(deps: MarksDeps) {
    this.#deps = deps;
  }

  /** Returns the process that leads it, where it is known. */
  mark(record: ExecutionRecord): ProcessIdentity | null {
    const { executionId, stopRequested } = record;
    const { files, table, changed } = this.#deps;
    const leader = files.readChild(executionId);
    this.#owed.delete(executionId);
    try {
      table.setState(executionId, stopRequested ? 'stopping' : 'running', leader?.pid ?? null);
      changed(executionId);
    } catch (error) {
      this.#owed.set(executionId, record);
      logError(`it cannot be written down that ${executionId} runs`, error);
    }
    return leader;
  }

  /** Tries again those that are still owed; `isLive` says which have not ended meanwhile. */
  settle(isLive: (executionId: string) => boolean): void {
    const owed = [...this.#owed.values()];
    this.#owed.clear();
    for (const record of owed) if (isLive(record.executionId)) this.mark(record);
  }
}
