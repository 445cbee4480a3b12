import * as vscode from 'vscode';
import { Disposables } from '../../../host/disposables.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { readSetting } from '../../../host/settings.ts';
import type { Tracking } from '../tracking.ts';
import { hasRunsToShow } from './has-runs-to-show.ts';
import { treeItem } from './items.ts';
import type { LiveRuns } from './live-runs.ts';
import type { ExperimentNode, MoreNode, Node, RunNode } from './nodes.ts';
import { type RunsChange, RunsModel } from './runs-model.ts';
import { runTooltip } from './tooltip.ts';

const pageSize = 50;

export type FolderOutcome = 'empty' | 'runs' | 'failed' | 'outdated';

/** Experiments, their runs, and the runs below these; with several folders, each in its own branch. */
export class RunsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #tracking: Tracking;
  readonly #live: LiveRuns;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<Node | undefined>());
  readonly #loaded = this.#disposables.add(new vscode.EventEmitter<ReadonlyMap<string, FolderOutcome>>());
  readonly #models = new Map<string, RunsModel>();
  readonly #outcomes = new Map<string, FolderOutcome>();
  readonly #limits = new Map<string, number>();
  readonly #rows = new Map<string, RunNode>();
  #showsDeleted = false;

  readonly onDidChangeTreeData = this.#changed.event;
  /** What each folder turned out to hold. */
  readonly onDidLoad = this.#loaded.event;

  constructor(tracking: Tracking, live: LiveRuns) {
    this.#tracking = tracking;
    this.#live = live;
    this.#disposables.add(
      live.onDidChange(({ folder, runIds }) => {
        for (const runId of runIds) {
          const row = this.#rows.get(rowKey(folder, runId));
          if (row) this.#changed.fire(row);
        }
      }),
    );
  }

  get showsDeleted(): boolean {
    return this.#showsDeleted;
  }

  set showsDeleted(value: boolean) {
    this.#showsDeleted = value;
    this.refreshAll();
  }

  /** Whether something stands in the tree that a lost connection would leave stale. */
  get hasRows(): boolean {
    return this.#rows.size > 0;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const headline =
      node.kind === 'run' ? readSetting('slipway.headlineMetric', vscode.Uri.parse(node.folder)) : '';
    return treeItem(node, { headline, live: node.kind === 'run' && this.#live.has(node.runId) });
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    if (node.kind === 'run') item.tooltip = runTooltip(node.run);
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.#roots();
    switch (node.kind) {
      case 'folder':
        return this.#experiments(this.#tracking.host.runners.byKey(node.folder), 'with-problem');
      case 'experiment':
        return this.#runsOf(node, node.experiment.experimentId, null);
      case 'run':
        return this.#runsOf(node, node.run.info.experimentId, node.runId);
      default:
        return [];
    }
  }

  /** Shows the next page of the list that the node ends. */
  loadMore(node: MoreNode): void {
    this.#limits.set(node.list, (this.#limits.get(node.list) ?? pageSize) + pageSize);
    this.#changed.fire(undefined);
  }

  /** Reads the changed runs again: their rows only, or the whole where runs came, went or moved. */
  async refreshRuns(folder: string, change: RunsChange): Promise<void> {
    const { structure } = await this.#model(folder).refresh(change);
    if (structure) {
      this.#model(folder).forgetStructure();
      this.#changed.fire(undefined);
      return;
    }
    const shown = change.runIds.filter((runId) => this.#rows.has(rowKey(folder, runId)));
    for (const run of await this.#model(folder).runs(shown)) {
      const row = this.#rows.get(rowKey(folder, run.info.runId));
      if (!row) continue;
      row.run = run;
      this.#changed.fire(row);
    }
  }

  refreshAll(): void {
    for (const model of this.#models.values()) model.forgetAll();
    this.#rows.clear();
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #roots(): Promise<Node[]> {
    const runners = this.#tracking.host.runners.all;
    this.#outcomes.clear();
    if (runners.length <= 1) {
      const nodes = await this.#experiments(runners[0], 'empty-on-problem');
      this.#loaded.fire(this.#outcomes);
      return nodes;
    }
    await Promise.all(runners.map((runner) => this.#experiments(runner, 'empty-on-problem')));
    this.#loaded.fire(this.#outcomes);
    if ([...this.#outcomes.values()].every((outcome) => outcome === 'empty')) return [];
    return runners.map(({ folder }) => ({
      kind: 'folder',
      folder: folder.uri.toString(),
      name: folder.name,
    }));
  }

  async #experiments(
    runner: RunnerConnection | undefined,
    onProblem: 'with-problem' | 'empty-on-problem',
  ): Promise<Node[]> {
    if (!runner) return [];
    const folder = runner.folder.uri.toString();
    if (runner.state.kind === 'idle' && !(await hasRunsToShow(runner.folder.uri))) {
      this.#outcomes.set(folder, 'empty');
      return [];
    }
    if (runner.state.kind === 'failed' || runner.state.kind === 'outdated') {
      // Asking would try again at once; the connection does so by itself, with a growing pause.
      this.#outcomes.set(folder, runner.state.kind);
      return onProblem === 'with-problem' ? [{ kind: 'problem', folder, message: runner.state.message }] : [];
    }
    try {
      const experiments = await this.#model(folder).experiments();
      this.#outcomes.set(folder, experiments.length > 0 ? 'runs' : 'empty');
      const tracker = this.#tracking.trackerOf(folder);
      return experiments.map((experiment, index) => ({
        kind: 'experiment',
        folder,
        tracker,
        experiment,
        first: index === 0,
      }));
    } catch (error) {
      this.#model(folder).forgetAll();
      // The runner answers, and says what is wrong with the tracker: that stands in the list's place.
      const isTracker = runner.state.kind === 'ready';
      this.#outcomes.set(folder, isTracker ? 'runs' : 'failed');
      const { message } = describeError(error);
      this.#tracking.host.log.error(`Runs of ${runner.folder.name}: ${message}`);
      return isTracker || onProblem === 'with-problem' ? [{ kind: 'problem', folder, message }] : [];
    }
  }

  async #runsOf(
    parent: ExperimentNode | RunNode,
    experimentId: string,
    runId: string | null,
  ): Promise<Node[]> {
    const { folder, tracker } = parent;
    const model = this.#model(folder);
    try {
      const forest = await model.forest(experimentId);
      const ids = runId === null ? forest.roots : (forest.childrenOf.get(runId) ?? []);
      const list = `${folder}#${experimentId}#${runId ?? ''}`;
      const limit = this.#limits.get(list) ?? pageSize;
      const runs = await model.runs(ids.slice(0, limit));
      const nodes: Node[] = runs.map((run) => {
        const { runId: id } = run.info;
        const childCount = forest.childrenOf.get(id)?.length ?? 0;
        const row: RunNode = { kind: 'run', folder, tracker, runId: id, run, childCount };
        this.#rows.set(rowKey(folder, id), row);
        return row;
      });
      if (ids.length > limit) nodes.push({ kind: 'more', list, left: ids.length - limit });
      return nodes;
    } catch (error) {
      model.forgetAll();
      return [{ kind: 'problem', folder, message: describeError(error).message }];
    }
  }

  #model(folder: string): RunsModel {
    const known = this.#models.get(folder);
    if (known) return known;
    const { runners } = this.#tracking.host;
    const model = new RunsModel(
      {
        request: (method, params) => {
          const runner = runners.byKey(folder);
          if (!runner) throw new vscode.CancellationError();
          return runner.request(method, params);
        },
      },
      {
        tracker: () => this.#tracking.trackerOf(folder),
        view: () => (this.#showsDeleted ? 'ALL' : 'ACTIVE_ONLY'),
      },
    );
    this.#models.set(folder, model);
    return model;
  }
}

function rowKey(folder: string, runId: string): string {
  return `${folder}#${runId}`;
}
