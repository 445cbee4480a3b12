import * as vscode from 'vscode';
import type { OperationProgress } from '../../../schemas/protocol/interop.ts';
import { setContextKey } from '../../host/context-keys.ts';
import { Disposables } from '../../host/disposables.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import type { Runners } from '../../host/runner/runners.ts';

/** A pipeline that runs or waits its turn, whoever started it. */
export interface LivePipeline {
  runner: RunnerConnection;
  progress: OperationProgress;
}

/** The pipelines that run in all folders, found again after a reload, and the status bar's word of them. */
export class LivePipelines implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #byOperation = new Map<string, LivePipeline>();
  readonly #listed = this.#disposables.add(new vscode.EventEmitter<RunnerConnection>());
  readonly #listening = new WeakSet<RunnerConnection>();
  readonly #status = this.#disposables.add(
    vscode.window.createStatusBarItem('slipway.pipelines', vscode.StatusBarAlignment.Left, 0),
  );

  /** A runner was reached, and what runs in its folder is known. */
  readonly onDidList = this.#listed.event;

  constructor(runners: Runners) {
    this.#status.name = vscode.l10n.t('Slipway: running pipelines');
    this.#status.command = 'slipway.pipelines.focus';
    this.#disposables.add(
      runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') void this.#list(runner);
      }),
    );
    this.#disposables.add(
      runners.onDidChangeFolders(() => {
        for (const [operation, { runner }] of this.#byOperation)
          if (!runners.all.includes(runner)) this.#byOperation.delete(operation);
        this.#show();
      }),
    );
  }

  get all(): readonly LivePipeline[] {
    return [...this.#byOperation.values()];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #list(runner: RunnerConnection): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    if (!this.#listening.has(runner)) {
      this.#listening.add(runner);
      this.#disposables.add(runner.onNotification('operations/progress', (at) => this.#update(runner, at)));
    }
    try {
      const { operations } = await runner.request('operations/list', {});
      for (const [operation, live] of this.#byOperation)
        if (live.runner === runner) this.#byOperation.delete(operation);
      for (const progress of operations) this.#update(runner, progress);
      this.#show();
      this.#listed.fire(runner);
    } catch {
      // It went away again; the next connection asks anew.
    }
  }

  #update(runner: RunnerConnection, progress: OperationProgress): void {
    if (progress.kind !== 'pipeline') return;
    const known = this.#byOperation.get(progress.operation);
    this.#byOperation.set(progress.operation, { runner, progress });
    this.#show();
    if (!known) void this.#awaitEnd(runner, progress.operation);
  }

  /** However it ends, and also where the runner goes away: then it is listed again. */
  async #awaitEnd(runner: RunnerConnection, operation: string): Promise<void> {
    await runner.request('operations/result', { operation }).catch(() => undefined);
    this.#byOperation.delete(operation);
    this.#show();
  }

  #show(): void {
    const { all } = this;
    setContextKey('slipway.runningPipelines', all.length);
    const working = all.filter(({ progress }) => progress.total !== null);
    const [first = all[0]] = working;
    if (!first) {
      this.#status.hide();
      return;
    }
    const { done, total, message } = first.progress;
    const count = total === null ? vscode.l10n.t('pipeline') : vscode.l10n.t('{0}/{1} stages', done, total);
    const others = all.length > 1 ? ` +${all.length - 1}` : '';
    this.#status.text = `$(sync~spin) ${count}${others}`;
    this.#status.tooltip = message;
    this.#status.accessibilityInformation = {
      label: vscode.l10n.t('Pipelines that run: {0}; {1}', all.length, count),
    };
    this.#status.show();
  }
}
