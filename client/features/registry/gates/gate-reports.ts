import * as vscode from 'vscode';
import type { GateReport } from '../../../../schemas/protocol/gates.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { watchRunners } from '../../../host/runner/watch-runners.ts';

export interface ReportChange {
  runner: RunnerConnection;
  model: string;
  version: string;
}

/** The newest gate report of each version: asked for when a model is looked at, forgotten when the runner tells of a new one. */
export class GateReports implements vscode.Disposable {
  readonly #host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<ReportChange>());
  readonly #known = new Map<RunnerConnection, Map<string, Promise<GateReport[]>>>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    this.#disposables.add(
      watchRunners(
        host.runners,
        (runner) =>
          runner.onNotification('gates/changed', ({ model, version }) => {
            this.#known.get(runner)?.delete(model);
            this.#changed.fire({ runner, model, version });
          }),
        (runner) => this.#known.delete(runner),
      ),
    );
    this.#disposables.add(
      host.runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') this.#known.delete(runner);
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** One a version, in no order; none where they cannot be read. */
  of(runner: RunnerConnection, model: string): Promise<GateReport[]> {
    const known = this.#known.get(runner) ?? new Map<string, Promise<GateReport[]>>();
    this.#known.set(runner, known);
    const before = known.get(model);
    if (before) return before;
    const asked = runner.request('gates/reports', { model }).then(
      ({ reports }) => reports,
      (error: unknown) => {
        known.delete(model);
        this.#host.log.debug(`Gate reports of ${model}: ${error}`);
        return [];
      },
    );
    known.set(model, asked);
    return asked;
  }
}
