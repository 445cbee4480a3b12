import * as vscode from 'vscode';
import type { StageRun, StageView } from '../../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../../host/disposables.ts';
import { formatDuration } from '../../../host/duration.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { readSetting } from '../../../host/settings.ts';
import type { StageRef } from '../../../host/stage-ref.ts';
import type { Pipelines } from '../pipelines.ts';
import { fileName } from '../stage-facts.ts';
import { countsInWords, stageNote, stateInWords } from '../words.ts';
import { HeadlineMetrics } from './headline-metrics.ts';
import { type LensTarget, lensTargets } from './lens-targets.ts';
import { StagePlaces } from './stage-places.ts';

/** What a lens has room for. */
const noteLimit = 80;
const selector: vscode.DocumentFilter = { scheme: 'file', pattern: '**/dvc.yaml' };

/** How a stage's last run went; its metric is read once the lens is seen. */
class RunLens extends vscode.CodeLens {
  readonly ref: StageRef;
  readonly runner: RunnerConnection;
  readonly run: StageRun;

  constructor(range: vscode.Range, ref: StageRef, runner: RunnerConnection, run: StageRun) {
    super(range);
    this.ref = ref;
    this.runner = runner;
    this.run = run;
  }
}

/** Over each stage of a dvc.yaml: run it, its state and why, its last run; over the file: run all, its graph. */
export class StageLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #pipelines: Pipelines;
  readonly #places = new StagePlaces();
  readonly #metrics = new HeadlineMetrics();
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(pipelines: Pipelines) {
    this.#pipelines = pipelines;
    this.#disposables.add(
      pipelines.onDidChange(({ changed }) => {
        if (!changed) this.#places.forgetSaved();
        this.#changed.fire();
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (vscode.languages.match(selector, change.document)) this.#places.move(change);
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('slipway.stageLenses')) this.#changed.fire();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#disposables.add(vscode.languages.registerCodeLensProvider(selector, this));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!readSetting('slipway.stageLenses', document.uri)) return [];
    const runner = this.#pipelines.host.runners.of(document.uri);
    const folder = runner?.folder.uri.toString() ?? '';
    const view = this.#pipelines.of(folder)?.view;
    if (!runner || !view) return [];
    const targets = lensTargets(view, document.uri.fsPath);
    this.#places.follow(document, targets);
    const [first] = targets;
    const [stage] = first?.stages ?? [];
    return [
      ...(stage ? fileLenses({ folder, stage: fileName(stage) }) : []),
      ...targets.flatMap((target) => {
        const line = this.#places.lineOf(document, target);
        return line === null ? [] : targetLenses(new vscode.Range(line, 0, line, 0), folder, runner, target);
      }),
    ];
  }

  async resolveCodeLens(lens: vscode.CodeLens): Promise<vscode.CodeLens> {
    if (!(lens instanceof RunLens)) return lens;
    const { ref, runner, run } = lens;
    const metric = await this.#metrics.of(runner, run.runId);
    const title = [formatDuration(run.durationMs), metric].filter(Boolean).join(' · ');
    const tooltip = vscode.l10n.t('Last run: {0}', new Date(run.endedAt).toLocaleString());
    lens.command = { title, tooltip, command: 'slipway.showStageRun', arguments: [ref] };
    return lens;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function fileLenses(ref: StageRef): vscode.CodeLens[] {
  const top = new vscode.Range(0, 0, 0, 0);
  const runAll = {
    title: `$(play) ${vscode.l10n.t('Run All')}`,
    command: 'slipway.runStage',
    arguments: [ref],
  };
  const graph = {
    title: `$(type-hierarchy-sub) ${vscode.l10n.t('Show Graph')}`,
    command: 'slipway.pipelines.showGraph',
    arguments: [{ folder: ref.folder }],
  };
  const commands = vscode.workspace.isTrusted ? [runAll, graph] : [trustCommand(), graph];
  return commands.map((command) => new vscode.CodeLens(top, command));
}

function targetLenses(
  range: vscode.Range,
  folder: string,
  runner: RunnerConnection,
  { name, isGroup, stages }: LensTarget,
): vscode.CodeLens[] {
  const ref: StageRef = { folder, stage: name };
  const [stage] = stages;
  if (!stage) return [];
  const lenses = [new vscode.CodeLens(range, stateCommand(ref, isGroup ? stages : stage))];
  if (vscode.workspace.isTrusted) lenses.unshift(new vscode.CodeLens(range, runCommand(ref, stages)));
  if (!isGroup && stage.lastRun && stage.state !== 'running')
    lenses.push(new RunLens(range, ref, runner, stage.lastRun));
  return lenses;
}

function runCommand(ref: StageRef, stages: readonly StageView[]): vscode.Command {
  if (stages.some(({ state }) => state === 'running' || state === 'queued'))
    return {
      title: `$(debug-stop) ${vscode.l10n.t('Stop')}`,
      command: 'slipway.stopPipeline',
      arguments: [ref],
    };
  return {
    title: `$(play) ${vscode.l10n.t('Run')}`,
    tooltip: vscode.l10n.t('Run {0} and what it needs', ref.stage),
    command: 'slipway.runStage',
    arguments: [ref],
  };
}

/** A state's lens shows the stage in the graph; that of a failure its output. */
function stateCommand(ref: StageRef, of: StageView | readonly StageView[]): vscode.Command {
  if (!('state' in of))
    return { title: countsInWords(of), command: 'slipway.pipelines.showGraph', arguments: [ref] };
  const state = stateInWords(of.state);
  const note = of.state === 'fresh' ? '' : stageNote(of, Date.now());
  const words = note.startsWith(state) ? note : [state, note].filter(Boolean).join(': ');
  const title = words.length > noteLimit ? `${words.slice(0, noteLimit - 1)}…` : words;
  const command =
    of.state === 'failed' && of.lastRun ? 'slipway.showStageOutput' : 'slipway.pipelines.showGraph';
  return { title, tooltip: of.reasons.join('\n'), command, arguments: [ref] };
}

function trustCommand(): vscode.Command {
  return {
    title: `$(shield) ${vscode.l10n.t('Trust this folder to run its stages')}`,
    command: 'workbench.trust.manage',
  };
}
