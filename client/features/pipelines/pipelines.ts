import * as vscode from 'vscode';
import type { StageView } from '../../../schemas/protocol/pipelines.ts';
import { ClientError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import type { StageRef } from '../../host/stage-ref.ts';
import { FolderPipelines } from './folder-pipelines.ts';

export interface PipelinesChange {
  /** URI of the workspace folder, as text. */
  folder: string;
  /** Names of the stages that look different now; null: all may. */
  changed: string[] | null;
}

/** What the parts of this feature share: the pipelines of all folders of the window. */
export class Pipelines implements vscode.Disposable {
  readonly host: Host;
  readonly #changed = new vscode.EventEmitter<PipelinesChange>();
  readonly #foldersChanged = new vscode.EventEmitter<void>();
  readonly #byFolder = new Map<string, FolderPipelines>();
  readonly #listening: vscode.Disposable;

  readonly onDidChange = this.#changed.event;
  readonly onDidChangeFolders = this.#foldersChanged.event;

  constructor(host: Host) {
    this.host = host;
    this.#update();
    this.#listening = vscode.Disposable.from(
      host.runners.onDidChangeFolders(() => {
        this.#update();
        this.#foldersChanged.fire();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const folder of this.all) void folder.refresh();
      }),
    );
  }

  get all(): readonly FolderPipelines[] {
    return [...this.#byFolder.values()];
  }

  of(folder: string): FolderPipelines | undefined {
    return this.#byFolder.get(folder);
  }

  /** @throws ClientError `SLW-CLIENT-STAGE-GONE` where its dvc.yaml no longer has it. */
  stage({ folder, stage }: StageRef): StageView {
    const found = this.of(folder)?.stage(stage);
    if (found) return found;
    throw new ClientError(
      'SLW-CLIENT-STAGE-GONE',
      vscode.l10n.t('There is no stage {0} any more.', stage),
      vscode.l10n.t('Look at what is there in the Pipelines view.'),
    );
  }

  dispose(): void {
    this.#listening.dispose();
    for (const folder of this.all) folder.dispose();
    this.#byFolder.clear();
    this.#changed.dispose();
    this.#foldersChanged.dispose();
  }

  #update(): void {
    const { all } = this.host.runners;
    const present = new Set(all.map(({ folder }) => folder.uri.toString()));
    for (const [key, folder] of this.#byFolder) {
      if (present.has(key)) continue;
      folder.dispose();
      this.#byFolder.delete(key);
    }
    for (const runner of all) {
      const key = runner.folder.uri.toString();
      if (this.#byFolder.has(key)) continue;
      const folder = new FolderPipelines(runner);
      folder.onDidChange((changed) => this.#changed.fire({ folder: key, changed }));
      this.#byFolder.set(key, folder);
    }
  }
}
