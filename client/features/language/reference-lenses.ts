import * as vscode from 'vscode';
import type { LanguageClient, Location, Position } from 'vscode-languageclient/node';
import { readSetting } from '../../host/settings.ts';

/** Of the names that stand for something whole: what `stages` shows. */
const few: readonly unknown[] = ['stage', 'model'];

/** Those that the setting `slipway.referenceLenses` asks for. */
export function wantedLenses(
  lenses: readonly vscode.CodeLens[],
  document: vscode.TextDocument,
): vscode.CodeLens[] {
  const wanted = readSetting('slipway.referenceLenses', document.uri);
  if (wanted === 'off') return [];
  return wanted === 'all' ? [...lenses] : lenses.filter((lens) => few.includes(kindOf(lens)));
}

/** What the server put into the lens: it is asked for the rest once the lens is seen. */
function kindOf(lens: vscode.CodeLens): unknown {
  return 'data' in lens && typeof lens.data === 'object' && lens.data !== null && 'kind' in lens.data
    ? lens.data.kind
    : null;
}

/** The command of the server's lenses: its places in the editor's own list. */
export function registerShowReferences({ protocol2CodeConverter }: LanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(
    'slipway.showReferences',
    (uri: string, position: Position, locations: Location[]) =>
      vscode.commands.executeCommand(
        'editor.action.showReferences',
        protocol2CodeConverter.asUri(uri),
        protocol2CodeConverter.asPosition(position),
        locations.map(protocol2CodeConverter.asLocation),
      ),
  );
}
