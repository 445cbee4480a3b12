import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type {
  ModelView,
  VersionDetails,
  VersionRef,
  VersionView,
} from '../../../schemas/protocol/registry.ts';
import { setContextKey } from '../../host/context-keys.ts';
import { Disposables } from '../../host/disposables.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { watchRunners } from '../../host/runner/watch-runners.ts';

/** The models of one folder, and the server that its tracker registers models with, where that is another. */
export interface FolderModels {
  models: readonly ModelView[];
  elsewhere: { tracker: string; uri: string } | null;
}

const none: FolderModels = { models: [], elsewhere: null };

/**
 * Registered models of all folders: a copy that is asked for again whenever a runner says that it changed. Versions are asked
 * for when they are looked at, and forgotten with the next change.
 */
export class Models implements vscode.Disposable {
  readonly host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<RunnerConnection>());
  readonly #known = new Map<RunnerConnection, FolderModels>();
  readonly #versions = new Map<RunnerConnection, Map<string, Promise<VersionView[]>>>();
  readonly #asking = new Map<RunnerConnection, Promise<void>>();
  /** Those that are asked again as soon as they have answered: changes that come meanwhile are in that answer. */
  readonly #waiting = new Set<RunnerConnection>();

  /** What a folder's models are, or what is known of their versions, is another. */
  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.host = host;
    const { runners } = host;
    this.#disposables.add(
      watchRunners(
        runners,
        (runner) => {
          this.refresh(runner);
          return vscode.Disposable.from(
            runner.onNotification('registry/changed', () => this.refresh(runner)),
            runner.onNotification('trackers/changed', () => this.refresh(runner)),
          );
        },
        (runner) => this.#forget(runner),
      ),
    );
    this.#disposables.add(
      runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') this.refresh(runner);
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  of(runner: RunnerConnection): FolderModels {
    return this.#known.get(runner) ?? none;
  }

  /** Folders that have any. */
  get runners(): RunnerConnection[] {
    return this.host.runners.all.filter((runner) => this.of(runner).models.length > 0);
  }

  /** The newest first; asked once between two changes. */
  versions(runner: RunnerConnection, model: string): Promise<VersionView[]> {
    const known = this.#versions.get(runner) ?? new Map<string, Promise<VersionView[]>>();
    this.#versions.set(runner, known);
    const before = known.get(model);
    if (before) return before;
    const asked = askVersions(runner, model);
    known.set(model, asked);
    asked.catch(() => known.delete(model));
    return asked;
  }

  details(runner: RunnerConnection, { model, version }: VersionRef): Promise<VersionDetails> {
    return runner.request('registry/version', { model, version });
  }

  /** Asks again, where the runner is connected; its answer comes as a change. */
  refresh(runner: RunnerConnection): void {
    if (this.#waiting.has(runner)) return;
    this.#waiting.add(runner);
    const next = (this.#asking.get(runner) ?? Promise.resolve()).then(() => {
      this.#waiting.delete(runner);
      return this.#ask(runner);
    });
    this.#asking.set(
      runner,
      // The connection tells of its own failures; the next change asks again.
      next.catch((error: unknown) => this.host.log.debug(`Models of ${runner.folder.name}: ${error}`)),
    );
  }

  async #ask(runner: RunnerConnection): Promise<void> {
    if (runner.state.kind !== 'ready' || !vscode.workspace.isTrusted) return;
    const looked = this.#versions.get(runner) ?? new Map<string, Promise<VersionView[]>>();
    const asked = new Map([...looked.keys()].map((model) => [model, askVersions(runner, model)] as const));
    const [now, before, after] = await Promise.all([
      runner.request('registry/overview', {}),
      settled(looked),
      settled(asked),
    ]);
    const isSame = isDeepStrictEqual([this.#known.get(runner), before], [now, after]);
    for (const model of asked.keys()) if (!after.has(model)) asked.delete(model);
    this.#known.set(runner, now);
    this.#versions.set(runner, asked);
    this.#count();
    // A view that is shown anew takes its rows from under the mouse: only for what is different, and with that at hand.
    if (!isSame) this.#changed.fire(runner);
  }

  #forget(runner: RunnerConnection): void {
    this.#known.delete(runner);
    this.#versions.delete(runner);
    this.#asking.delete(runner);
    this.#count();
    this.#changed.fire(runner);
  }

  #count(): void {
    setContextKey(
      'slipway.models',
      [...this.#known.values()].reduce((sum, { models }) => sum + models.length, 0),
    );
  }
}

async function askVersions(runner: RunnerConnection, model: string): Promise<VersionView[]> {
  return (await runner.request('registry/versions', { model })).versions;
}

/** Those that could be read. */
async function settled(
  asked: ReadonlyMap<string, Promise<VersionView[]>>,
): Promise<Map<string, VersionView[]>> {
  const read = await Promise.all(
    [...asked].map(async ([model, versions]) => [model, await versions.catch(() => null)] as const),
  );
  return new Map(
    read.flatMap(([model, versions]) => (versions === null ? [] : [[model, versions] as const])),
  );
}
