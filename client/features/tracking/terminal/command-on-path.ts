import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../../../host/host.ts';
import { readSetting } from '../../../host/settings.ts';
import { commandShims } from './command-shims.ts';

/** Puts the `slipway` command on the PATH of the editor's terminals, run by the editor's own Node. */
export function registerCommandOnPath(host: Host): vscode.Disposable {
  const apply = () => {
    void offer(host).catch((error: unknown) => host.log.error(`slipway command: ${error}`));
  };
  apply();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('slipway.commandInTerminals')) apply();
  });
}

async function offer({ context }: Host): Promise<void> {
  const variables = context.environmentVariableCollection;
  if (!readSetting('slipway.commandInTerminals', undefined)) {
    variables.clear();
    return;
  }
  const bin = join(context.globalStorageUri.fsPath, 'bin');
  await mkdir(bin, { recursive: true });
  const shims = commandShims(process.execPath, context.asAbsolutePath(join('dist', 'server', 'cli.cjs')));
  for (const [name, text] of Object.entries(shims)) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }
  variables.description = vscode.l10n.t('Adds the `slipway` command.');
  variables.prepend('PATH', `${bin}${delimiter}`);
}
