import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { Disposables } from '../../host/disposables.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { watchRunners } from '../../host/runner/watch-runners.ts';
import { type LivePlace, livePlaces } from './live-places.ts';

/** Where versions are live: asked for when versions are looked at, forgotten when the runner tells of a change. */
export class LiveVersions implements vscode.Disposable {
  readonly #host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #known = new Map<RunnerConnection, Promise<LivePlace[]>>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    this.#disposables.add(
      watchRunners(
        host.runners,
        (runner) =>
          runner.onNotification('deployments/changed', () => {
            // Many come while a rollout goes on; who does not look at versions asks nothing.
            const before = this.#known.get(runner);
            if (before && this.#known.delete(runner)) void this.#tellIfOther(runner, before);
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

  async #tellIfOther(runner: RunnerConnection, before: Promise<LivePlace[]>): Promise<void> {
    const [was, is] = await Promise.all([before, this.of(runner)]);
    if (!isDeepStrictEqual(was, is)) this.#changed.fire();
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
}
