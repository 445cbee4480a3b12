import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { ClientError } from '../errors.ts';
import { type ConnectionOptions, type ConnectionState, RunnerConnection } from './connection.ts';

/** The runners of this window, one a workspace folder on disk, in the order of the folders. */
export class Runners implements vscode.Disposable {
  readonly #options: Omit<ConnectionOptions, 'folder'>;
  readonly #disposables = new Disposables();
  readonly #byFolder = new Map<string, RunnerConnection>();
  readonly #foldersChanged = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #stateChanged = this.#disposables.add(
    new vscode.EventEmitter<{ runner: RunnerConnection; state: ConnectionState }>(),
  );

  readonly onDidChangeFolders = this.#foldersChanged.event;
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(options: Omit<ConnectionOptions, 'folder'>) {
    this.#options = options;
    this.#update();
    this.#disposables.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#update();
        this.#foldersChanged.fire();
      }),
    );
  }

  get all(): readonly RunnerConnection[] {
    return [...this.#byFolder.values()];
  }

  /** The runner of the folder that holds `uri`, if it is in the workspace. */
  of(uri: vscode.Uri): RunnerConnection | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder && this.byKey(folder.uri.toString());
  }

  /** By the folder's URI as text, as a `RunRef` names it. */
  byKey(folder: string): RunnerConnection | undefined {
    return this.#byFolder.get(folder);
  }

  /** @throws ClientError `SLW-CLIENT-FOLDER-GONE` where the folder has left the workspace. */
  expect(folder: string): RunnerConnection {
    const runner = this.byKey(folder);
    if (runner) return runner;
    throw new ClientError(
      'SLW-CLIENT-FOLDER-GONE',
      vscode.l10n.t('The folder {0} is no longer part of the workspace.', folder),
    );
  }

  dispose(): void {
    for (const runner of this.#byFolder.values()) runner.dispose();
    this.#byFolder.clear();
    this.#disposables.dispose();
  }

  #update(): void {
    // A virtual folder has no processes to run and no store to open.
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const present = new Set(folders.map(({ uri }) => uri.toString()));
    for (const [key, runner] of this.#byFolder) {
      if (present.has(key)) continue;
      runner.dispose();
      this.#byFolder.delete(key);
    }
    for (const folder of folders) {
      const key = folder.uri.toString();
      if (this.#byFolder.has(key)) continue;
      const runner = new RunnerConnection({ ...this.#options, folder });
      runner.onDidChangeState((state) => this.#stateChanged.fire({ runner, state }));
      this.#byFolder.set(key, runner);
    }
  }
}
