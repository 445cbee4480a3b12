import * as vscode from 'vscode';
import type { RunRef } from '../../../host/run-ref.ts';
import type { Tracking } from '../tracking.ts';

const storageKey = 'slipway.openOutputs';

interface OpenOutput extends RunRef {
  name: string;
}

const terminals = new Map<string, vscode.Terminal>();

/** Shows a run's output in a terminal; the same one where it is open already. */
export async function openOutput(
  tracking: Tracking,
  ref: RunRef,
  { name, focus }: { name: string; focus: boolean },
): Promise<void> {
  const terminal = terminals.get(ref.runId) ?? (await createTerminal(tracking, { ...ref, name }));
  terminal.show(!focus);
}

/** After a reload: the outputs that were open come back for runs that still go on. */
export async function reviveOutputs(
  tracking: Tracking,
  folder: string,
  live: { has(runId: string): boolean },
): Promise<void> {
  const open = remembered(tracking).filter(
    (output) => output.folder === folder && !terminals.has(output.runId),
  );
  for (const output of open) {
    if (live.has(output.runId)) (await createTerminal(tracking, output)).show(true);
    else await forget(tracking, output.runId);
  }
}

async function createTerminal(tracking: Tracking, output: OpenOutput): Promise<vscode.Terminal> {
  const { OutputTerminal } = await import('./output-terminal.ts');
  const pty = new OutputTerminal(tracking.runnerOf(output), output.runId);
  const terminal = vscode.window.createTerminal({
    name: output.name,
    pty,
    iconPath: new vscode.ThemeIcon('beaker'),
  });
  terminals.set(output.runId, terminal);
  await remember(tracking, output);
  const closed = vscode.window.onDidCloseTerminal((which) => {
    if (which !== terminal) return;
    closed.dispose();
    terminals.delete(output.runId);
    // A reload closes it too, and then it comes back.
    if (which.exitStatus?.reason !== vscode.TerminalExitReason.Shutdown) void forget(tracking, output.runId);
  });
  tracking.host.context.subscriptions.push(closed);
  return terminal;
}

function remembered(tracking: Tracking): OpenOutput[] {
  return tracking.host.context.workspaceState.get<OpenOutput[]>(storageKey, []);
}

async function remember(tracking: Tracking, output: OpenOutput): Promise<void> {
  const others = remembered(tracking).filter(({ runId }) => runId !== output.runId);
  await tracking.host.context.workspaceState.update(storageKey, [...others, output]);
}

async function forget(tracking: Tracking, runId: string): Promise<void> {
  const rest = remembered(tracking).filter((output) => output.runId !== runId);
  await tracking.host.context.workspaceState.update(storageKey, rest);
}
