import type { WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { SessionCore } from './session-core.ts';

const unnoticedMs = 1000;

/** Shown by clients that can, once it has taken some time. */
export class Progress {
  readonly #timer: NodeJS.Timeout;
  #reporter: WorkDoneProgressServerReporter | null = null;
  #isDone = false;
  #percentage = 0;

  /** @param shownAfterMs milliseconds that nobody is told of it */
  constructor(
    title: string,
    { connection, clientCapabilities }: SessionCore,
    shownAfterMs: number = unnoticedMs,
  ) {
    this.#timer = setTimeout(async () => {
      if (clientCapabilities.window?.workDoneProgress !== true) return;
      const reporter = await connection.window.createWorkDoneProgress();
      if (this.#isDone) return;
      reporter.begin(title, 0);
      this.#reporter = reporter;
    }, shownAfterMs);
  }

  tell(count: number, all: number): void {
    const percentage = Math.floor((100 * count) / all);
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    this.#reporter?.report(percentage, `${count} of ${all}`);
  }

  done(): void {
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#reporter?.done();
  }
}
