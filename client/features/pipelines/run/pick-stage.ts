import * as vscode from 'vscode';
import { passedStage, type StageRef } from '../../../host/stage-ref.ts';
import type { Pipelines } from '../pipelines.ts';
import { stageItems } from './stage-items.ts';

/**
 * The stages that a tree, lens or graph passed, else the one that a person picks.
 * @throws CancellationError where they pick none.
 */
export async function stagesFor(pipelines: Pipelines, args: unknown[], title: string): Promise<StageRef[]> {
  const [first, selection] = args;
  const passed = (Array.isArray(selection) ? selection : [first])
    .map(passedStage)
    .filter((ref) => ref !== null);
  return passed.length > 0 ? passed : [await pickStage(pipelines, title)];
}

/** As `stagesFor`, for a command that takes one. */
export async function stageFor(pipelines: Pipelines, args: unknown[], title: string): Promise<StageRef> {
  return passedStage(args[0]) ?? (await pickStage(pipelines, title));
}

async function pickStage(pipelines: Pipelines, title: string): Promise<StageRef> {
  const items = pipelines.all.flatMap(({ runner, view }) => {
    const folder = runner.folder.uri.toString();
    const where = pipelines.all.length > 1 ? runner.folder.name : '';
    return view ? stageItems(folder, where, view.stages) : [];
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: there is no stage; a dvc.yaml with one is needed.', title),
    );
    throw new vscode.CancellationError();
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a stage'),
    matchOnDescription: true,
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.ref;
}
