import * as vscode from 'vscode';
import type { Execution } from '../../../../schemas/protocol/executions.ts';
import { Disposables } from '../../../host/disposables.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

const chunkBytes = 256 * 1024;
const interrupt = '\x03';
const dim = (text: string) => `\x1b[2m${text}\x1b[0m\r\n`;

/** A run's output, from its first byte on and live: its colours kept, Ctrl+C stops the run. */
export class OutputTerminal implements vscode.Pseudoterminal {
  readonly #runner: RunnerConnection;
  readonly #runId: string;
  readonly #disposables = new Disposables();
  readonly #wrote = this.#disposables.add(new vscode.EventEmitter<string>());
  #execution: Execution | null = null;
  #offset = 0;
  #reading = false;
  #ended = false;

  readonly onDidWrite = this.#wrote.event;

  constructor(runner: RunnerConnection, runId: string) {
    this.#runner = runner;
    this.#runId = runId;
  }

  open(): void {
    this.#disposables.add(
      this.#runner.onNotification('executions/output', ({ executionId, text, nextOffset }) => {
        if (executionId !== this.#execution?.executionId || this.#reading) return;
        this.#write(text, nextOffset);
      }),
    );
    this.#disposables.add(
      this.#runner.onNotification('executions/changed', ({ execution }) => {
        if (execution.executionId !== this.#execution?.executionId) return;
        this.#execution = execution;
        if (execution.state === 'ended') void this.#readOn();
      }),
    );
    this.#disposables.add(
      this.#runner.onDidChangeState(({ kind }) => {
        if (kind === 'ready' && !this.#ended) void this.#readOn();
      }),
    );
    void this.#readOn();
  }

  close(): void {
    this.#disposables.dispose();
  }

  handleInput(data: string): void {
    if (data !== interrupt || this.#ended) return;
    this.#runner.request('executions/stop', { runId: this.#runId }).catch((error: unknown) => {
      this.#wrote.fire(dim(describeError(error).message));
    });
  }

  /** Reads to the end of what is there, then follows; called again after a lost connection. */
  async #readOn(): Promise<void> {
    if (this.#reading || this.#ended) return;
    this.#reading = true;
    try {
      const { execution } = await this.#runner.request('executions/get', { runId: this.#runId });
      if (!execution) {
        this.#end(vscode.l10n.t('This run was not started by Slipway: it has no output here.'));
        return;
      }
      this.#execution = execution;
      if (!execution.outputFile) {
        this.#end(vscode.l10n.t('The output of this run went to its own terminal or debug console.'));
        return;
      }
      await this.#readAll(execution.executionId);
    } catch (error) {
      this.#wrote.fire(dim(describeError(error).message));
    } finally {
      this.#reading = false;
    }
  }

  async #readAll(executionId: string): Promise<void> {
    for (;;) {
      const { text, nextOffset, ended } = await this.#runner.request('executions/readOutput', {
        executionId,
        offset: this.#offset,
        maxBytes: chunkBytes,
        follow: true,
      });
      const progressed = nextOffset > this.#offset;
      this.#write(text, nextOffset);
      if (progressed) continue;
      if (ended) this.#end(this.#epitaph());
      return;
    }
  }

  #write(text: string, nextOffset: number): void {
    if (nextOffset <= this.#offset) return;
    this.#offset = nextOffset;
    this.#wrote.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  #end(message: string): void {
    this.#ended = true;
    this.#wrote.fire(`\r\n${dim(message)}`);
  }

  #epitaph(): string {
    const { exitCode, signal, reason } = this.#execution ?? { exitCode: null, signal: null, reason: null };
    if (reason) return vscode.l10n.t('Run ended: {0}', reason);
    if (signal) return vscode.l10n.t('Run ended by {0}.', signal);
    return vscode.l10n.t('Run ended with exit code {0}.', exitCode ?? '?');
  }
}
