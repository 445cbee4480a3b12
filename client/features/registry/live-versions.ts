import * as vscode from 'vscode';
import { Disposables } from '../../host/disposables.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { type LivePlace, livePlaces } from './live-places.ts';

/** Where versions are live: asked for when versions are looked at, forgotten when the runner tells of a change. */
export class LiveVersions implements vscode.Disposable {
  readonly #host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #known = new Map<RunnerConnection, Promise<LivePlace[]>>();
  readonly #watched = new Map<RunnerConnection, vscode.Disposable>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    this.#watchFolders();
    this.#disposables.add(host.runners.onDidChangeFolders(() => this.#watchFolders()));
    this.#disposables.add(
      host.runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') this.#known.delete(runner);
      }),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.#watched.values()).dispose();
    this.#disposables.dispose();
  }

  /** Of all models; none where that cannot be read. */
  of(runner: RunnerConnection): Promise<LivePlace[]> {
    const before = this.#known.get(runner);
    if (before) return before;
    const asked = runner.request('deployments/list', {}).then(
      ({ targets }) => livePlaces(targets),
      (error: unknown) => {
        this.#known.delete(runner);
        this.#host.log.debug(`Where models of ${runner.folder.name} are live: ${error}`);
        return [];
      },
    );
    this.#known.set(runner, asked);
    return asked;
  }

  #watchFolders(): void {
    const { all } = this.#host.runners;
    for (const runner of all) {
      if (this.#watched.has(runner)) continue;
      const watch = runner.onNotification('deployments/changed', () => {
        // Many come while a rollout goes on; who does not look at versions asks nothing.
        if (this.#known.delete(runner)) this.#changed.fire();
      });
      this.#watched.set(runner, watch);
    }
    for (const [runner, watch] of this.#watched) {
      if (all.includes(runner)) continue;
      watch.dispose();
      this.#watched.delete(runner);
      this.#known.delete(runner);
    }
  }
}
