import * as vscode from 'vscode';
import type { ScheduleView } from '../../../schemas/protocol/schedules.ts';
import { setContextKey } from '../../host/context-keys.ts';
import { Disposables } from '../../host/disposables.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { watchRunners } from '../../host/runner/watch-runners.ts';

export interface ScheduleChange {
  runner: RunnerConnection;
  /** Null when they are seen for the first time. */
  before: ScheduleView[] | null;
  now: ScheduleView[];
}

/** What the schedules of all folders are, asked again whenever a runner or a saved manifest says that they may differ. */
export class Schedules implements vscode.Disposable {
  readonly #host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<ScheduleChange>());
  readonly #known = new Map<RunnerConnection, ScheduleView[]>();
  readonly #asking = new Map<RunnerConnection, Promise<void>>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    const { runners } = host;
    this.#disposables.add(
      watchRunners(
        runners,
        (runner) => {
          this.refresh(runner);
          return runner.onNotification('schedules/changed', () => this.refresh(runner));
        },
        (runner) => this.#forget(runner),
      ),
    );
    this.#disposables.add(
      runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') this.refresh(runner);
      }),
    );
    // Commands and times come out of these.
    const manifests = vscode.workspace.createFileSystemWatcher('**/{slipway,dvc,params}.yaml');
    const ask = (file: vscode.Uri) => {
      const runner = runners.of(file);
      if (runner) this.refresh(runner);
    };
    this.#disposables.add(manifests);
    for (const event of [manifests.onDidChange, manifests.onDidCreate, manifests.onDidDelete])
      this.#disposables.add(event(ask));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  of(runner: RunnerConnection): readonly ScheduleView[] {
    return this.#known.get(runner) ?? [];
  }

  get runners(): RunnerConnection[] {
    return this.#host.runners.all.filter((runner) => this.of(runner).length > 0);
  }

  /** Asks again, where the runner is connected; its answer comes as a change. */
  refresh(runner: RunnerConnection): void {
    const next = (this.#asking.get(runner) ?? Promise.resolve()).then(() => this.#ask(runner));
    this.#asking.set(
      runner,
      // The connection tells of its own failures; the next change asks again.
      next.catch((error: unknown) => this.#host.log.debug(`Schedules of ${runner.folder.name}: ${error}`)),
    );
  }

  async #ask(runner: RunnerConnection): Promise<void> {
    if (runner.state.kind !== 'ready' || !vscode.workspace.isTrusted) return;
    const { schedules: now } = await runner.request('schedules/list', {});
    const before = this.#known.get(runner) ?? null;
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    this.#known.set(runner, now);
    this.#count();
    this.#changed.fire({ runner, before, now });
  }

  #forget(runner: RunnerConnection): void {
    this.#known.delete(runner);
    this.#asking.delete(runner);
    this.#count();
    this.#changed.fire({ runner, before: null, now: [] });
  }

  #count(): void {
    setContextKey(
      'slipway.schedules',
      [...this.#known.values()].reduce((sum, schedules) => sum + schedules.length, 0),
    );
  }
}
