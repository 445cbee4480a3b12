import * as vscode from 'vscode';
import { ClientError } from '../../host/errors.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import type { Pipelines } from './pipelines.ts';

const template = `# What a stage reads (deps, params) and writes (outs, metrics) tells when it has to run again.
stages:
  train:
    cmd: python train.py
    deps:
      - train.py
    outs:
      - model.pkl
`;

/** Opens a dvc.yaml to be filled in, unsaved: nothing is written before a person saves it. */
export async function createPipeline(pipelines: Pipelines): Promise<void> {
  refuseUntrusted();
  const { folder } = await chooseRunner(pipelines.host.runners, vscode.l10n.t('Create Pipeline'));
  const file = vscode.Uri.joinPath(folder.uri, 'dvc.yaml');
  if (await exists(file))
    throw new ClientError(
      'SLW-CLIENT-PIPELINE-THERE',
      vscode.l10n.t('{0} is there already.', file.fsPath),
      vscode.l10n.t('Open it and add a stage to it.'),
    );
  const document = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '')
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), template));
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
