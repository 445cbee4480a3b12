import { setTimeout as delay } from 'node:timers/promises';
import type { RunnerClient } from '../discovery/connect.ts';
import { logError } from '../discovery/daemon-log.ts';
import { ensureRunner } from '../discovery/ensure-runner.ts';
import type { FolderState } from '../discovery/state-folder.ts';

const firstRetryMs = 50;
const longestRetryMs = 5_000;
/** Leaves a newer runner the time to take over from the one that has just ended. */
const takeoverMs = 200;
/** After the command has ended: the next runner finds the exit record without us. */
const reportLimitMs = 30_000;

/** Keeps a runner alive for the command's own tracking requests, and tells it how the command ended. */
export class RunnerLink {
  readonly #state: FolderState;
  readonly #executionId: string;
  #client: Promise<RunnerClient> | null = null;
  #ended = false;

  constructor(state: FolderState, executionId: string) {
    this.#state = state;
    this.#executionId = executionId;
  }

  /** Connects, and does so again (starting a runner where there is none) whenever the connection closes. */
  open(): void {
    this.#client = this.#connect();
    this.#client.then(
      (client) => client.onClose(() => !this.#ended && setTimeout(() => this.#reopen(), takeoverMs)),
      () => {},
    );
  }

  #reopen(): void {
    if (!this.#ended) this.open();
  }

  /** `isTaken` tells whether a runner has read the exit record and done with it. */
  async reportEnd(isTaken: () => boolean): Promise<void> {
    this.#ended = true;
    await Promise.race([this.#report(isTaken), delay(reportLimitMs, undefined, { ref: false })]);
    process.exit(0);
  }

  /** Never rejects: the runner reads the exit record anyhow, now or when it starts again. */
  async #report(isTaken: () => boolean): Promise<void> {
    for (const next of [() => this.#client ?? this.#connect(), () => this.#connect()]) {
      // A runner that was told to end after it had read the record must not be started again for nothing.
      if (isTaken()) return;
      try {
        const client = await next();
        await client.request('supervision/ended', { executionId: this.#executionId });
        return client.close();
      } catch (error) {
        logError(`supervisor of ${this.#executionId}`, error);
      }
    }
  }

  async #connect(): Promise<RunnerClient> {
    for (let wait = firstRetryMs; ; wait = Math.min(wait * 2, longestRetryMs)) {
      try {
        const { client } = await ensureRunner(this.#state.folder, 'supervisor');
        await client.request('supervision/attach', { executionId: this.#executionId });
        return client;
      } catch (error) {
        logError(`supervisor of ${this.#executionId}`, error);
        await delay(wait);
      }
    }
  }
}
