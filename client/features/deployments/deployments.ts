import * as vscode from 'vscode';
import type { TargetView } from '../../../schemas/protocol/deployments.ts';
import { setContextKey } from '../../host/context-keys.ts';
import { Disposables } from '../../host/disposables.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { watchRunners } from '../../host/runner/watch-runners.ts';

export interface DeploymentChange {
  runner: RunnerConnection;
  /** Null when they are seen for the first time. */
  before: readonly TargetView[] | null;
  now: readonly TargetView[];
}

interface Known {
  targets: readonly TargetView[];
  /** Milliseconds since 1970: what elapses is counted on from there. */
  at: number;
}

/** Targets of all folders: a copy that is asked for again whenever a runner or a saved slipway.yaml says that it may differ. */
export class Deployments implements vscode.Disposable {
  readonly host: Host;
  /** Releases that this window started: whoever did so is told how they end. `folder#target`. */
  readonly followed = new Set<string>();
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<DeploymentChange>());
  readonly #known = new Map<RunnerConnection, Known>();
  readonly #asking = new Map<RunnerConnection, Promise<void>>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.host = host;
    const { runners } = host;
    this.#disposables.add(
      watchRunners(
        runners,
        (runner) => {
          void this.refresh(runner);
          return runner.onNotification('deployments/changed', () => void this.refresh(runner));
        },
        (runner) => this.#forget(runner),
      ),
    );
    this.#disposables.add(
      runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') void this.refresh(runner);
      }),
    );
    const manifests = this.#disposables.add(vscode.workspace.createFileSystemWatcher('**/slipway.yaml'));
    const ask = (file: vscode.Uri) => {
      const runner = runners.of(file);
      if (runner) void this.refresh(runner);
    };
    for (const event of [manifests.onDidChange, manifests.onDidCreate, manifests.onDidDelete])
      this.#disposables.add(event(ask));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  of(runner: RunnerConnection): readonly TargetView[] {
    return this.#known.get(runner)?.targets ?? [];
  }

  /** When the runner's answer came. */
  knownAt(runner: RunnerConnection): number {
    return this.#known.get(runner)?.at ?? Date.now();
  }

  /** Folders that have any. */
  get runners(): RunnerConnection[] {
    return this.host.runners.all.filter((runner) => this.of(runner).length > 0);
  }

  /** Asks again, where the runner is connected; its answer comes as a change. */
  refresh(runner: RunnerConnection): Promise<void> {
    const next = (this.#asking.get(runner) ?? Promise.resolve()).then(() => this.#ask(runner));
    // The connection tells of its own failures; the next change asks again.
    const asking = next.catch((error: unknown) =>
      this.host.log.debug(`Deployments of ${runner.folder.name}: ${error}`),
    );
    this.#asking.set(runner, asking);
    return asking;
  }

  async #ask(runner: RunnerConnection): Promise<void> {
    if (runner.state.kind !== 'ready' || !vscode.workspace.isTrusted) return;
    const { targets: now } = await runner.request('deployments/list', {});
    const before = this.#known.get(runner)?.targets ?? null;
    this.#known.set(runner, { targets: now, at: Date.now() });
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
    const targets = [...this.#known.values()].flatMap((known) => known.targets);
    setContextKey('slipway.targets', targets.length);
    setContextKey('slipway.rollouts', targets.filter(({ rollout }) => rollout !== null).length);
  }
}
