import * as vscode from 'vscode';
import { executeCommand } from '../../host/commands.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { chooseThing } from './manage/choose-thing.ts';
import type { Models } from './models.ts';
import { isNode } from './nodes.ts';

/** The manifest that names the model; where there is none, offers to write one from the version's run. */
export async function openModelManifest(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, model } = await chooseThing(models, passed, vscode.l10n.t('Open Model Manifest'));
  const { manifests } = await runner.request('registry/manifests', {});
  const manifest = manifests.find((candidate) => candidate.model === model);
  const folder = runner.folder.uri;
  if (manifest) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, manifest.file));
    return;
  }
  const create = vscode.l10n.t('Create from Run…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('No *.model.yaml of this folder has "name: {0}".', model),
    create,
  );
  if (answer !== create) return;
  const runId = isNode(passed) && passed.kind === 'version' ? passed.version.runId : null;
  const ref = runId === null ? [] : [{ folder: folder.toString(), tracker: 'local', runId }];
  await executeCommand('slipway.createModelManifest', ...ref);
}

/** The run that a version or its row of lineage names. */
export async function openVersionRun(models: Models, passed: unknown): Promise<void> {
  if (!isNode(passed)) return;
  const runId =
    passed.kind === 'version'
      ? passed.version.runId
      : passed.kind === 'fact' && passed.fact.what === 'run'
        ? passed.fact.runId
        : null;
  if (runId === null) return;
  models.host.runners.expect(passed.folder);
  await executeCommand('slipway.openRun', { folder: passed.folder, tracker: 'local', runId });
}
