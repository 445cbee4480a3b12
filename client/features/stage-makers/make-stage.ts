import * as vscode from 'vscode';
import type { StageChoice, StageOffer, StageSource } from '../../../schemas/protocol/stage-makers.ts';
import { describeError } from '../../host/errors.ts';
import type { FileChanges } from '../../host/file-changes.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { startContext } from '../../host/start/start-context.ts';
import { askForName, askForParameters, chooseParts, confirm } from './ask.ts';

/**
 * From a notebook or run to a stage that is written: its name, its parts, its changes, in this order, and nothing is
 * written before the last is confirmed.
 */
export async function makeStage(
  runner: RunnerConnection,
  changes: FileChanges,
  given: StageSource,
  title: string,
): Promise<void> {
  const folder = runner.folder.uri;
  await saveManifests(folder);
  const context = await startContext(folder, folder.fsPath);
  const source = { ...given };
  const ask = (name?: string) =>
    vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      runner.request('stages/offer', { ...context, source, ...(name === undefined ? {} : { name }) }),
    );
  const first = await ask();
  if (source.kind === 'notebook' && first.untaggedParameters.length > 0)
    source.takesFirstCell = await askForParameters(title, first.untaggedParameters);
  const offer = await namedOffer(title, first.name, ask);
  let choice = await chooseParts(title, offer, null);
  for (;;) {
    const { edits } = await runner.request('stages/preview', { ...context, source, choice });
    const shown = await changes.show(vscode.l10n.t('Stage {0} (not written yet)', offer.name), edits);
    try {
      const answer = await confirm(title, offer, edits);
      if (answer === 'write') {
        await runner.request('stages/write', { ...context, source, choice, confirmed: edits });
        break;
      }
    } finally {
      await shown.close();
    }
    choice = await chooseParts(title, offer, choice);
  }
  await openStage(offer, choice);
}

/** Asks again for a name that is taken. */
async function namedOffer(
  title: string,
  proposed: string,
  ask: (name: string) => Thenable<StageOffer>,
): Promise<StageOffer> {
  let refused: { name: string; reason: string } | null = null;
  for (;;) {
    const name: string = await askForName(title, refused?.name ?? proposed, refused);
    try {
      return await ask(name);
    } catch (error) {
      const { code, message, hint } = describeError(error);
      if (code !== 'SLW-STAGE-TAKEN') throw error;
      refused = { name, reason: [message, hint].filter(Boolean).join(' ') };
    }
  }
}

/** What is written is added to what is on disk; an editor's own changes must be there first. */
async function saveManifests(folder: vscode.Uri): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && isManifest(document.uri, folder)) await document.save();
}

function isManifest({ fsPath }: vscode.Uri, folder: vscode.Uri): boolean {
  return fsPath.startsWith(folder.fsPath) && /[\\/](?:dvc|params)\.yaml$/.test(fsPath);
}

/** Shows the stage where it stands now. */
async function openStage({ file }: StageOffer, { name }: StageChoice): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const key = new RegExp(`^\\s+['"]?${name}['"]?:`);
  const lines = Array.from({ length: document.lineCount }, (_, line) => line);
  const at = lines.findLast((line) => key.test(document.lineAt(line).text)) ?? 0;
  const place = new vscode.Range(at, 0, at, 0);
  await vscode.window.showTextDocument(document, { selection: place, preview: false });
}
