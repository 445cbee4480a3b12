import * as vscode from 'vscode';
import { executeCommand } from '../../host/commands.ts';
import { ClientError } from '../../host/errors.ts';
import type { RunRef } from '../../host/run-ref.ts';
import { passedStage } from '../../host/stage-ref.ts';
import { localTracker } from './local-tracker.ts';
import type { Pipelines } from './pipelines.ts';
import { stageFor } from './run/pick-stage.ts';
import { fileName, groupName } from './stage-facts.ts';

/** Opens the dvc.yaml at a stage, a group, or its top. */
export async function goToStage(pipelines: Pipelines, passed: unknown, options: unknown): Promise<void> {
  const ref = passedStage(passed) ?? (await stageFor(pipelines, [], vscode.l10n.t('Go to Stage')));
  const named = pipelines.of(ref.folder)?.view?.stages;
  const group = named?.find((stage) => groupName(stage) === ref.stage);
  const top = named?.find((stage) => fileName(stage) === ref.stage);
  const { file, line } = group ?? (top ? { ...top, line: 1 } : pipelines.stage(ref));
  const at = new vscode.Position(line - 1, 0);
  const preserveFocus = typeof options === 'object' && options !== null && 'preserveFocus' in options;
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file), {
    selection: new vscode.Range(at, at),
    preserveFocus,
  });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function showStageRun(pipelines: Pipelines, args: unknown[]): Promise<void> {
  await executeCommand('slipway.openRun', await runOf(pipelines, args, vscode.l10n.t('Show Run')));
}

export async function showStageOutput(pipelines: Pipelines, args: unknown[]): Promise<void> {
  await executeCommand('slipway.showOutput', await runOf(pipelines, args, vscode.l10n.t('Show Output')));
}

export async function copyCommand(pipelines: Pipelines, args: unknown[]): Promise<void> {
  const ref = await stageFor(pipelines, args, vscode.l10n.t('Copy Command'));
  await vscode.env.clipboard.writeText(pipelines.stage(ref).command);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Command of {0} copied.', ref.stage), 5000);
}

/** @throws ClientError `SLW-CLIENT-STAGE-NEVER-RAN` where Slipway knows of no run. */
async function runOf(pipelines: Pipelines, args: unknown[], title: string): Promise<RunRef> {
  const ref = await stageFor(pipelines, args, title);
  const { running, lastRun } = pipelines.stage(ref);
  const runId = running?.runId ?? lastRun?.runId;
  if (runId !== undefined) return { folder: ref.folder, tracker: localTracker, runId };
  throw new ClientError(
    'SLW-CLIENT-STAGE-NEVER-RAN',
    vscode.l10n.t('{0} has not been run by Slipway yet: what is there was made elsewhere.', ref.stage),
    vscode.l10n.t('Run it (Slipway: Run Stage), or force it where it is up to date.'),
  );
}
