import * as vscode from 'vscode';
import { registerCommands } from '../../../host/commands.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { Tracking } from '../tracking.ts';
import { TrackedTerminals } from './tracked-terminals.ts';

/** The tracked terminal, by command and as a terminal profile. */
export function registerTerminals(tracking: Tracking): vscode.Disposable {
  const terminals = new TrackedTerminals(tracking);
  const open = async () => {
    const runner = await chooseRunner(tracking.host.runners, vscode.l10n.t('New Tracked Terminal'));
    return terminals.open(runner);
  };
  return vscode.Disposable.from(
    terminals,
    registerCommands(tracking.host, {
      'slipway.newTrackedTerminal': async () => {
        const { tracked, ...options } = await open();
        const terminal = vscode.window.createTerminal(options);
        terminal.show();
        await terminals.follow(terminal, tracked);
      },
    }),
    vscode.window.registerTerminalProfileProvider('slipway.trackedTerminal', {
      async provideTerminalProfile() {
        const { tracked, ...options } = await open();
        // VS Code makes the terminal itself, and hands back no handle: the next one that opens is it.
        const opened = vscode.window.onDidOpenTerminal((terminal) => {
          opened.dispose();
          void terminals.follow(terminal, tracked);
        });
        return new vscode.TerminalProfile(options);
      },
    }),
  );
}
