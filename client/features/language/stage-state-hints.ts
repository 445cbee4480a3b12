import * as vscode from 'vscode';
import { InlayHintRequest, type LanguageClient } from 'vscode-languageclient/node';
import { readSetting } from '../../host/settings.ts';

/** What the server's hints carry that say how a stage stands. */
const stageState = 'stage-state';

/** Without the states of stages where a lens above each says the same. */
export function wantedHints(
  hints: readonly vscode.InlayHint[],
  document: vscode.TextDocument,
): vscode.InlayHint[] {
  const isSaidAbove = readSetting('slipway.stageLenses', document.uri);
  return hints.filter((hint) => !isSaidAbove || !('data' in hint) || hint.data !== stageState);
}

/** Has hints drawn again when what is said above the stages changes. */
export function redrawHints(client: LanguageClient): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration('slipway.stageLenses')) return;
    const feature = client.getFeature(InlayHintRequest.method);
    for (const document of vscode.workspace.textDocuments)
      feature.getProvider(document)?.onDidChangeInlayHints.fire();
  });
}
