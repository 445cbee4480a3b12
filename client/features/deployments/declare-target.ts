import * as vscode from 'vscode';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import type { Deployments } from './deployments.ts';
import { isNode } from './nodes.ts';

/** Opens slipway.yaml with a target to fill in; nothing is saved. */
export async function declareTarget({ host }: Deployments): Promise<void> {
  refuseUntrusted();
  const runner = await chooseRunner(host.runners, vscode.l10n.t('Declare Target'));
  const file = vscode.Uri.joinPath(runner.folder.uri, 'slipway.yaml');
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(
    isThere ? file : file.with({ scheme: 'untitled' }),
  );
  const editor = await vscode.window.showTextDocument(document);
  const lines = document.getText().split(/\r?\n/);
  const targets = lines.findIndex((line) => /^targets\s*:\s*(#.*)?$/.test(line));
  if (targets !== -1) {
    await editor.insertSnippet(entry(''), new vscode.Position(targets + 1, 0));
    return;
  }
  const end = document.lineAt(document.lineCount - 1).range.end;
  const head = document.getText().trim() === '' ? 'slipway: 1\n' : end.character === 0 ? '' : '\n';
  await editor.insertSnippet(entry(`${head}targets:\n`), end);
}

export async function goToTarget(passed: unknown): Promise<void> {
  if (!isNode(passed) || passed.kind !== 'target' || passed.target.line === null) return;
  const at = new vscode.Position(passed.target.line - 1, 0);
  const file = vscode.Uri.joinPath(vscode.Uri.parse(passed.folder), 'slipway.yaml');
  await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
}

/** A local target, its name and port to be filled in, below `before`. */
function entry(before: string): vscode.SnippetString {
  return new vscode.SnippetString()
    .appendText(`${before}  `)
    .appendPlaceholder('live')
    .appendText(': {kind: local, port: ')
    .appendPlaceholder('8085')
    .appendText('}\n');
}
