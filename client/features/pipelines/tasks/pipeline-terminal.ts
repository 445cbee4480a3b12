import * as vscode from 'vscode';
import type { PipelineOutcome, StageReport, StageView } from '../../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../../host/disposables.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Pipelines } from '../pipelines.ts';
import { outcomeInWords, summaryInWords } from '../run/in-words.ts';
import { OutputBlocks } from './output-blocks.ts';
import { readStageOutput } from './stage-output.ts';

const interrupt = '\x03';
const exitCodes = { ok: 0, failed: 1, stopped: 130 };
/** A window that reloads closes its terminals too, and is gone before this has passed. */
const closedForGoodMs = 1500;
const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
const dim = (text: string) => `\x1b[2m${text}\x1b[0m`;

export interface BegunRun {
  runner: RunnerConnection;
  operation: string;
}

export interface TerminalParts {
  pipelines: Pipelines;
  begin: () => Promise<BegunRun>;
  /** A run whose output this terminal has shown. */
  onShown: (runId: string) => void;
}

/** A run of pipelines as a task's terminal: what its stages say, what became of each, and an exit code. */
export class PipelineTerminal implements vscode.Pseudoterminal {
  readonly #parts: TerminalParts;
  readonly #disposables = new Disposables();
  readonly #wrote = this.#disposables.add(new vscode.EventEmitter<string>());
  readonly #closed = this.#disposables.add(new vscode.EventEmitter<number>());
  readonly #blocks = new OutputBlocks((text) => this.#write(text));
  readonly #reading = new Map<string, Promise<void>>();
  #begunRun: BegunRun | null = null;
  #hasTurn = false;
  #ended = false;

  readonly onDidWrite = this.#wrote.event;
  readonly onDidClose = this.#closed.event;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  open(): void {
    void this.#run();
  }

  /** Also where a person ends the task. */
  close(): void {
    const timer = setTimeout(() => {
      if (!this.#ended) this.#cancel();
      this.#disposables.dispose();
    }, closedForGoodMs);
    this.#parts.pipelines.host.context.subscriptions.push({ dispose: () => clearTimeout(timer) });
  }

  handleInput(data: string): void {
    if (data === interrupt) this.#cancel();
  }

  async #run(): Promise<void> {
    try {
      this.#begunRun = await this.#parts.begin();
      await this.#watch(this.#begunRun);
    } catch (error) {
      const { message, hint, code } = describeError(error);
      await Promise.allSettled(this.#reading.values());
      this.#write(`${[message, hint].filter(Boolean).join('\n')}\n`);
      this.#end(code === 'SLW-CANCELLED' ? exitCodes.stopped : exitCodes.failed);
    }
  }

  async #watch({ runner, operation }: BegunRun): Promise<void> {
    const { pipelines } = this.#parts;
    const folder = runner.folder.uri.toString();
    this.#disposables.add(
      runner.onNotification('operations/progress', (progress) => {
        if (progress.operation === operation && progress.total !== null) this.#hasTurn = true;
      }),
    );
    this.#disposables.add(
      pipelines.onDidChange((change) => {
        if (change.folder === folder) this.#followRunning(runner, pipelines.of(folder)?.view?.stages ?? []);
      }),
    );
    const { operations } = await runner.request('operations/list', {});
    this.#hasTurn ||= operations.some((known) => known.operation === operation && known.total !== null);
    const result = await runner.request('operations/result', { operation });
    if (result.kind === 'pipeline') await this.#showOutcome(runner, result.summary);
  }

  /** Runs in a workspace take turns: what runs there while this one has its turn is its own. */
  #followRunning(runner: RunnerConnection, stages: readonly StageView[]): void {
    if (!this.#hasTurn || this.#ended) return;
    for (const { name, running } of stages) if (running) void this.#follow(runner, name, running.runId);
  }

  #follow(runner: RunnerConnection, name: string, runId: string): Promise<void> {
    const known = this.#reading.get(runId);
    if (known) return known;
    const reading = this.#read(runner, name, runId);
    this.#reading.set(runId, reading);
    return reading;
  }

  async #read(runner: RunnerConnection, name: string, runId: string): Promise<void> {
    this.#parts.onShown(runId);
    const block = this.#blocks.begin(`${bold(`> ${name}`)}\n`);
    try {
      const { execution } = await runner.request('executions/get', { runId });
      if (execution) await readStageOutput(runner, execution.executionId, block.write);
    } catch (error) {
      block.write(`${dim(describeError(error).message)}\n`);
    } finally {
      block.end();
    }
  }

  async #showOutcome(runner: RunnerConnection, { stages }: PipelineOutcome): Promise<void> {
    // Some may have come and gone too quickly to be seen running.
    await Promise.all(
      stages.map(({ name, lastRun }) => lastRun && this.#follow(runner, name, lastRun.runId)),
    );
    this.#write(`${stages.map(lineOf).join('\n')}\n${bold(summaryInWords(stages))}\n`);
    this.#end(stages.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.ok);
  }

  #write(text: string): void {
    this.#wrote.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  #end(exitCode: number): void {
    this.#ended = true;
    this.#closed.fire(exitCode);
  }

  #cancel(): void {
    if (!this.#begunRun || this.#ended) return;
    const { runner, operation } = this.#begunRun;
    runner.request('operations/cancel', { operation }).catch((error: unknown) => {
      this.#write(`${dim(describeError(error).message)}\n`);
    });
  }
}

function lineOf({ name, state, reasons }: StageReport): string {
  return dim([name, outcomeInWords(state), reasons.join('; ')].filter(Boolean).join(' · '));
}
