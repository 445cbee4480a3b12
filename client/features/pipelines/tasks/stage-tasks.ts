import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Pipelines } from '../pipelines.ts';
import { saveInputs } from '../run/save-inputs.ts';
import { groupName } from '../stage-facts.ts';
import { type BegunRun, PipelineTerminal } from './pipeline-terminal.ts';
import { readTask, type SlipwayTask } from './task-definition.ts';

const taskType = 'slipway';
const matchers = ['$slipway', '$slipway-python', '$slipway-python-marked', '$slipway-python-bare'];

/** Stages as VS Code's tasks: offered by Tasks: Run Task, and resolved where tasks.json names them. */
export class StageTasks implements vscode.TaskProvider, vscode.Disposable {
  readonly #pipelines: Pipelines;
  readonly #registration = vscode.tasks.registerTaskProvider(taskType, this);
  readonly #shown = new Set<string>();

  constructor(pipelines: Pipelines) {
    this.#pipelines = pipelines;
  }

  /** Whether a task has brought this run's errors to the Problems view. */
  hasShown(runId: string): boolean {
    return this.#shown.has(runId);
  }

  async provideTasks(): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    await Promise.all(
      this.#pipelines.all.map((folder) => (folder.state.kind === 'unknown' ? folder.refresh() : undefined)),
    );
    return this.#pipelines.all.flatMap(({ runner, view }) => {
      if (!view || view.stages.length === 0) return [];
      const names = new Set(view.stages.map((stage) => groupName(stage) ?? stage.name));
      return [
        this.#task({ type: taskType }, runner.folder, vscode.l10n.t('Run Pipeline')),
        ...[...names].map((stage) => this.#task({ type: taskType, stage }, runner.folder, stage)),
      ];
    });
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const { definition, scope, name } = task;
    const given = typeof scope === 'object' ? scope : undefined;
    const folder = given ?? vscode.workspace.workspaceFolders?.[0];
    return folder && this.#task(definition, folder, name);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #task(definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder, name: string): vscode.Task {
    const execution = new vscode.CustomExecution(async (resolved) => {
      return new PipelineTerminal({
        pipelines: this.#pipelines,
        begin: () => this.#begin(resolved, scope),
        onShown: (runId) => this.#shown.add(runId),
      });
    });
    const task = new vscode.Task(definition, scope, name, taskType, execution, matchers);
    task.group = vscode.TaskGroup.Build;
    return task;
  }

  async #begin(definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder): Promise<BegunRun> {
    refuseUntrusted();
    const task = readTask(definition);
    if ('wrong' in task)
      throw new ClientError(
        'SLW-CLIENT-TASK',
        vscode.l10n.t('This task of tasks.json cannot be meant: {0}', task.wrong),
        vscode.l10n.t('stage and folder are texts; only, downstream, force and keepGoing are true or false.'),
      );
    const runner = this.#runnerOf(task, scope);
    const { uri } = runner.folder;
    await saveInputs(runner.folder);
    const { operation } = await runner.request('pipelines/run', {
      ...(await startContext(uri, uri.fsPath)),
      stages: task.stage === null ? [] : [task.stage],
      reach: task.only ? 'only' : task.downstream ? 'downstream' : 'upstream',
      force: task.force,
      jobs: null,
      keepGoing: task.keepGoing,
    });
    return { runner, operation };
  }

  #runnerOf({ folder }: SlipwayTask, scope: vscode.WorkspaceFolder): RunnerConnection {
    const { all } = this.#pipelines.host.runners;
    const runner = all.find((one) =>
      folder === null ? one.folder.uri.toString() === scope.uri.toString() : one.folder.name === folder,
    );
    if (runner) return runner;
    throw new ClientError(
      'SLW-CLIENT-TASK',
      vscode.l10n.t('This workspace has no folder {0}, which the task names.', folder ?? scope.name),
      vscode.l10n.t('Its folders: {0}.', all.map((one) => one.folder.name).join(', ')),
    );
  }
}
