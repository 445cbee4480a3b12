import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { StageView } from '../../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { FolderPipelines } from '../folder-pipelines.ts';
import type { Pipelines } from '../pipelines.ts';
import { countsInWords } from '../words.ts';
import { arrange, type BranchEntry, type FileBranch } from './arrange.ts';
import { treeItem } from './items.ts';
import type { FileNode, GroupNode, Node, StageRow } from './nodes.ts';
import { stageTooltip } from './tooltip.ts';

/** Changes that come within this time are drawn at once. */
const gatherMs = 200;
const tickMs = 1000;

/** The stages of all pipelines; with several folders, and several dvc.yaml of one, each in its own branch. */
export class PipelinesTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #pipelines: Pipelines;
  readonly #disposables = new Disposables();
  readonly #redraw = this.#disposables.add(new vscode.EventEmitter<Node[] | undefined>());
  readonly #rows = new Map<string, StageRow>();
  readonly #parents = new Map<string, FileNode | GroupNode>();
  readonly #changed = new Set<string>();
  #all = false;
  #gathering: NodeJS.Timeout | null = null;
  #ticking: NodeJS.Timeout | null = null;
  #onlyDue = false;

  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(pipelines: Pipelines) {
    this.#pipelines = pipelines;
    this.#disposables.add(
      pipelines.onDidChange(({ folder, changed }) => this.#gather(changed?.map((name) => key(folder, name)))),
    );
    this.#disposables.add(pipelines.onDidChangeFolders(() => this.#gather(undefined)));
    this.#disposables.add({ dispose: () => this.#stopTimers() });
  }

  get onlyDue(): boolean {
    return this.#onlyDue;
  }

  /** Whether stages that are up to date are left out. */
  set onlyDue(value: boolean) {
    this.#onlyDue = value;
    this.#redraw.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    if (node.kind === 'stage') item.tooltip = stageTooltip(node.view, Date.now());
    return item;
  }

  getChildren(node?: Node): Node[] | Promise<Node[]> {
    if (!node) return this.#roots();
    switch (node.kind) {
      case 'folder': {
        const folder = this.#pipelines.of(node.folder);
        return folder ? this.#branches(folder) : [];
      }
      case 'file':
        return this.#inFile(node);
      case 'group':
        return node.stages.map((view) => this.#row(node.folder, view, node));
      default:
        return [];
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #roots(): Promise<Node[]> {
    // The view shows that it is being read.
    const unknown = this.#pipelines.all.filter(({ state }) => state.kind === 'unknown');
    await Promise.all(unknown.map((folder) => folder.refresh()));
    this.#rows.clear();
    this.#parents.clear();
    const shown = this.#pipelines.all.filter(
      ({ state }) => state.kind === 'ready' || state.kind === 'failed',
    );
    this.#tick();
    const [only] = shown;
    if (!only) return [];
    if (this.#pipelines.all.length === 1) return this.#branches(only);
    return shown.map(({ runner: { folder } }) => ({
      kind: 'folder',
      folder: folder.uri.toString(),
      name: folder.name,
    }));
  }

  #branches({ runner, state, view }: FolderPipelines): Node[] {
    const folder = runner.folder.uri.toString();
    const problem: Node[] =
      state.kind === 'failed' ? [{ kind: 'problem', folder, message: state.message, hint: state.hint }] : [];
    if (!view) return problem;
    const branches = arrange(view, { onlyDue: this.#onlyDue });
    const [first] = branches;
    if (first && view.files.length === 1) return [...problem, ...this.#entries(folder, first, null)];
    const stagesOf = Map.groupBy(view.stages, ({ file }) => file);
    return [
      ...problem,
      ...branches.map((branch): Node => {
        const label = relative(runner.folder.uri.fsPath, branch.file);
        const stages = stagesOf.get(branch.file) ?? [];
        const node: FileNode = {
          kind: 'file',
          folder,
          stage: branch.name ?? '',
          file: branch.file,
          label,
          stages,
        };
        // Also while it is collapsed: its counts stand in its own row.
        for (const { name } of stages) this.#parents.set(key(folder, name), node);
        return node;
      }),
    ];
  }

  #inFile(node: FileNode): Node[] {
    const view = this.#pipelines.of(node.folder)?.view;
    const branch = view && arrange(view, { onlyDue: this.#onlyDue }).find(({ file }) => file === node.file);
    return branch ? this.#entries(node.folder, branch, node) : [];
  }

  #entries(folder: string, { faults, entries }: FileBranch, parent: FileNode | null): Node[] {
    return [
      ...faults.map((fault): Node => ({ kind: 'fault', folder, fault })),
      ...entries.map((entry) => this.#entry(folder, entry, parent)),
    ];
  }

  #entry(folder: string, entry: BranchEntry, parent: FileNode | null): Node {
    if (entry.kind === 'stage') return this.#row(folder, entry.stage, parent);
    const { name: stage, stages } = entry;
    const node: GroupNode = { kind: 'group', folder, stage, stages, parent };
    for (const { name } of stages) this.#parents.set(key(folder, name), node);
    return node;
  }

  #row(folder: string, view: StageView, parent: FileNode | GroupNode | null): StageRow {
    const row: StageRow = { kind: 'stage', folder, stage: view.name, view, parent };
    this.#rows.set(key(folder, view.name), row);
    if (parent) this.#parents.set(key(folder, view.name), parent);
    return row;
  }

  #gather(changed: string[] | undefined): void {
    if (!changed) this.#all = true;
    for (const name of changed ?? []) this.#changed.add(name);
    this.#gathering ??= setTimeout(() => this.#draw(), gatherMs);
  }

  #draw(): void {
    this.#gathering = null;
    const changed = [...this.#changed];
    this.#changed.clear();
    const all = this.#all || this.#onlyDue;
    this.#all = false;
    const nodes = all ? undefined : this.#outdated(changed);
    if (nodes?.length !== 0) this.#redraw.fire(nodes);
    this.#tick();
  }

  /** What has to be drawn again: rows, and branches whose counts have changed, which draw their rows themselves. */
  #outdated(changed: readonly string[]): Node[] {
    const rows = changed.flatMap((name) => this.#rows.get(name) ?? []);
    for (const row of rows) row.view = this.#pipelines.of(row.folder)?.stage(row.stage) ?? row.view;
    const above = changed.flatMap((name) => this.#parents.get(name) ?? []);
    const branches = new Set(
      above.flatMap((branch) => ('parent' in branch ? [branch.parent, branch] : branch)),
    );
    const restated = new Set([...branches].filter((branch) => branch && this.#recount(branch)));
    const isCovered = ({ parent }: GroupNode | StageRow): boolean =>
      restated.has(parent) || (parent?.kind === 'group' && isCovered(parent));
    const nodes = [...[...branches].filter((branch) => restated.has(branch)), ...rows];
    return nodes.filter((node) => node !== null).filter((node) => node.kind === 'file' || !isCovered(node));
  }

  /** Whether the counts of a branch read differently now. */
  #recount(branch: FileNode | GroupNode): boolean {
    const before = countsInWords(branch.stages);
    const folder = this.#pipelines.of(branch.folder);
    branch.stages = branch.stages.map((stage) => folder?.stage(stage.name) ?? stage);
    return countsInWords(branch.stages) !== before;
  }

  /** While something runs, its time left is counted down. */
  #tick(): void {
    const running = () => [...this.#rows.values()].filter(({ view }) => view.state === 'running');
    if (this.#ticking || running().length === 0) return;
    this.#ticking = setInterval(() => {
      const rows = running();
      if (rows.length > 0) this.#redraw.fire(rows);
      else this.#stopTicking();
    }, tickMs);
  }

  #stopTicking(): void {
    if (this.#ticking) clearInterval(this.#ticking);
    this.#ticking = null;
  }

  #stopTimers(): void {
    this.#stopTicking();
    if (this.#gathering) clearTimeout(this.#gathering);
  }
}

function key(folder: string, name: string): string {
  return `${folder}#${name}`;
}
