import * as vscode from 'vscode';
import type { CommandId } from '../contributes/commands.ts';
import { describeError } from './errors.ts';
import { fixCommand } from './fix-command.ts';
import type { Host } from './host.ts';

/** What VS Code passes depends on the menu: a URI, a tree node, the selected nodes. */
export type CommandHandler = (...args: unknown[]) => unknown;

/** Runs a command of ours by its typed id. */
export function executeCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args);
}

/** Registers handlers; a failure is told once, with its next step and the log. */
export function registerCommands<Ids extends CommandId>(
  host: Host,
  handlers: { [K in Ids]: CommandHandler },
): vscode.Disposable {
  const ids = Object.keys(handlers) as Ids[];
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handlers[id](...args);
        } catch (error) {
          await showFailure(host, error);
        }
      }),
    ),
  );
}

/** Tells a person what failed; says nothing where they cancelled it themselves. */
export async function showFailure(host: Host, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  const { message, hint, code } = describeError(error);
  host.log.error(code === null && error instanceof Error ? error : `${code ?? ''} ${message}`.trim());
  const showLog = vscode.l10n.t('Show Log');
  const text = hint ? `${message} ${hint}` : message;
  const command = fixCommand({ code, hint });
  const runIt = vscode.l10n.t('Run in Terminal');
  const choice = await vscode.window.showErrorMessage(text, ...(command ? [runIt] : []), showLog);
  if (choice === showLog) host.log.show();
  if (choice === runIt && command) {
    const terminal = vscode.window.createTerminal({ name: 'Slipway' });
    terminal.show();
    terminal.sendText(command);
  }
}
