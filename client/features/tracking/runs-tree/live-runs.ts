import * as vscode from 'vscode';
import type { Execution } from '../../../../schemas/protocol/executions.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Runners } from '../../../host/runner/runners.ts';

export interface LiveChange {
  folder: string;
  /** Runs that began, went on or ended. */
  runIds: string[];
}

/** Which runs go on, in all folders: the one owner of that; the status bar item says how many. */
export class LiveRuns implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<LiveChange>());
  readonly #listed = this.#disposables.add(new vscode.EventEmitter<{ folder: string }>());
  readonly #byRunner = new Map<RunnerConnection, Map<string, Execution>>();
  readonly #status = this.#disposables.add(
    vscode.window.createStatusBarItem('slipway.liveRuns', vscode.StatusBarAlignment.Left, 0),
  );

  readonly onDidChange = this.#changed.event;
  /** A runner was reached, and what goes on in its folder is known. */
  readonly onDidList = this.#listed.event;

  constructor(runners: Runners) {
    this.#status.name = vscode.l10n.t('Slipway: live runs');
    this.#status.command = 'slipway.runs.focus';
    this.#disposables.add(
      runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') void this.#list(runner);
      }),
    );
    this.#disposables.add(
      runners.onDidChangeFolders(() => {
        for (const runner of this.#byRunner.keys())
          if (!runners.all.includes(runner)) this.#byRunner.delete(runner);
        this.#show();
      }),
    );
  }

  get count(): number {
    return this.#executions().length;
  }

  has(runId: string): boolean {
    return this.#executions().some((execution) => execution.runId === runId);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #list(runner: RunnerConnection): Promise<void> {
    if (!this.#byRunner.has(runner))
      this.#disposables.add(
        runner.onNotification('executions/changed', ({ execution }) => this.#update(runner, execution)),
      );
    try {
      const { executions } = await runner.request('executions/list', { state: 'live' });
      const before = [...(this.#byRunner.get(runner)?.values() ?? [])];
      this.#byRunner.set(runner, new Map(executions.map((execution) => [execution.executionId, execution])));
      this.#tell(runner, [...before, ...executions]);
      this.#listed.fire({ folder: runner.folder.uri.toString() });
    } catch {
      // It went away again; the next connection asks anew.
    }
  }

  #update(runner: RunnerConnection, execution: Execution): void {
    const live = this.#byRunner.get(runner) ?? new Map<string, Execution>();
    if (execution.state === 'ended') live.delete(execution.executionId);
    else live.set(execution.executionId, execution);
    this.#byRunner.set(runner, live);
    this.#tell(runner, [execution]);
  }

  #tell(runner: RunnerConnection, executions: Execution[]): void {
    this.#show();
    this.#changed.fire({
      folder: runner.folder.uri.toString(),
      runIds: executions.map(({ runId }) => runId),
    });
  }

  #executions(): Execution[] {
    return [...this.#byRunner.values()].flatMap((live) => [...live.values()]);
  }

  #show(): void {
    const executions = this.#executions();
    if (executions.length === 0) {
      this.#status.hide();
      return;
    }
    const count =
      executions.length === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', executions.length);
    this.#status.text = `$(sync~spin) ${count}`;
    this.#status.tooltip = executions.map(({ commandLine }) => commandLine).join('\n');
    this.#status.accessibilityInformation = {
      label: vscode.l10n.t('{0} live tracked runs', executions.length),
    };
    this.#status.show();
  }
}
