import * as vscode from 'vscode';
import type { PipelineView, StageView } from '../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../host/disposables.ts';
import { describeError } from '../../host/errors.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { applyChange } from './apply-change.ts';
import { hasPipelines, pipelineFiles } from './has-pipelines.ts';

export type FolderState =
  | { kind: 'unknown' }
  /** It has no dvc.yaml. */
  | { kind: 'none' }
  | { kind: 'ready'; view: PipelineView }
  /** The view that was known before stays, for it is better than nothing. */
  | { kind: 'failed'; message: string; hint: string | null; view: PipelineView | null };

/** The pipelines of one workspace folder: the runner's view of them, kept as live as it tells. */
export class FolderPipelines implements vscode.Disposable {
  readonly runner: RunnerConnection;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<string[] | null>());
  #state: FolderState = { kind: 'unknown' };
  #byName = new Map<string, StageView>();
  #reading: Promise<void> | null = null;
  #readAgain = false;

  /** Names of the stages that look different now; null: all may. */
  readonly onDidChange = this.#changed.event;

  constructor(runner: RunnerConnection) {
    this.runner = runner;
    this.#disposables.add(
      runner.onNotification('pipelines/changed', (change) => {
        const before = this.view;
        if (!before && !change.view) return;
        const { view, changed } = applyChange(before ?? { files: [], stages: [], faults: [] }, change);
        this.#show(view.files.length > 0 ? { kind: 'ready', view } : { kind: 'none' }, changed);
      }),
    );
    this.#disposables.add(
      runner.onDidChangeState((state) => {
        if (state.kind === 'ready') this.refresh();
        else if (state.kind === 'failed' || state.kind === 'outdated') this.#fail(state);
      }),
    );
    const watcher = this.#disposables.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(runner.folder, pipelineFiles)),
    );
    // The runner tells of changes itself; a reader does not, and an idle one has to be woken.
    const look = () => {
      if (!vscode.workspace.isTrusted || this.#state.kind !== 'ready') this.refresh();
    };
    this.#disposables.add(watcher.onDidCreate(look));
    this.#disposables.add(watcher.onDidChange(look));
    this.#disposables.add(watcher.onDidDelete(look));
    this.refresh();
  }

  get state(): FolderState {
    return this.#state;
  }

  get view(): PipelineView | null {
    return this.#state.kind === 'ready' || this.#state.kind === 'failed' ? this.#state.view : null;
  }

  stage(name: string): StageView | null {
    return this.#byName.get(name) ?? null;
  }

  /** Reads the view again, once for all who ask meanwhile. Never rejects: a failure is a state. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilSettled().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #readUntilSettled(): Promise<void> {
    do {
      this.#readAgain = false;
      await this.#read();
    } while (this.#readAgain && !this.#disposables.disposed);
  }

  async #read(): Promise<void> {
    const { state } = this.runner;
    // Asking would try again at once; the connection does so by itself, with a growing pause.
    if (state.kind === 'failed' || state.kind === 'outdated') return this.#fail(state);
    try {
      if (!(await hasPipelines(this.runner.folder.uri))) return this.#show({ kind: 'none' }, null);
      const view = await this.runner.request('pipelines/view', {});
      this.#show(view.files.length > 0 ? { kind: 'ready', view } : { kind: 'none' }, null);
    } catch (error) {
      this.#fail(describeError(error));
    }
  }

  #fail({ message, hint }: { message: string; hint: string | null }): void {
    this.#show({ kind: 'failed', message, hint, view: this.view }, null);
  }

  #show(state: FolderState, changed: string[] | null): void {
    if (this.#disposables.disposed) return;
    this.#state = state;
    this.#byName = new Map(this.view?.stages.map((stage) => [stage.name, stage]));
    this.#changed.fire(changed);
  }
}
