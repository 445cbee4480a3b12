import * as vscode from 'vscode';
import type { ModelManifestView } from '../../../../schemas/protocol/registry.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

/** The model manifests of each folder as they are saved, asked again when one of them is. */
export class ModelManifests implements vscode.Disposable {
  readonly #host: Host;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<RunnerConnection>());
  readonly #known = new Map<RunnerConnection, ModelManifestView[]>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher('**/*.model.yaml'));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      this.#disposables.add(
        event((file) => {
          const runner = host.runners.of(file);
          if (runner) void this.#ask(runner);
        }),
      );
    this.#disposables.add(
      host.runners.onDidChangeState(({ runner, state }) => {
        if (state.kind === 'ready') void this.#ask(runner);
      }),
    );
    this.#disposables.add(
      host.runners.onDidChangeFolders(() => {
        for (const runner of this.#known.keys())
          if (!host.runners.all.includes(runner)) {
            this.#known.delete(runner);
            this.#changed.fire(runner);
          }
      }),
    );
    for (const runner of host.runners.all) void this.#ask(runner);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  of(runner: RunnerConnection): readonly ModelManifestView[] {
    return this.#known.get(runner) ?? [];
  }

  async #ask(runner: RunnerConnection): Promise<void> {
    if (runner.state.kind !== 'ready' || !vscode.workspace.isTrusted) return;
    try {
      const { manifests } = await runner.request('registry/manifests', {});
      this.#known.set(runner, manifests);
      this.#changed.fire(runner);
    } catch (error) {
      // The connection tells of its own failures; the next save asks again.
      this.#host.log.debug(`Model manifests of ${runner.folder.name}: ${error}`);
    }
  }
}
