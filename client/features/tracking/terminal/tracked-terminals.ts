import * as vscode from 'vscode';
import { showFailure } from '../../../host/commands.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { finishExecution } from '../start/finish-execution.ts';
import type { Tracking } from '../tracking.ts';
import { startsProcess } from './starts-process.ts';

const storageKey = 'slipway.trackedTerminals';
/** Shell integration reports itself with the first prompt; a slow profile may take some seconds. */
const integrationWaitMs = 8000;

interface TrackedTerminal {
  folder: string;
  terminalId: string;
}

/** Terminals in which each command that starts a process is a run, told by the shell's integration. */
export class TrackedTerminals implements vscode.Disposable {
  readonly #tracking: Tracking;
  readonly #disposables = new Disposables();
  readonly #terminals = new Map<vscode.Terminal, TrackedTerminal>();
  readonly #commands = new Map<vscode.TerminalShellExecution, Promise<string>>();
  /** Where the shell tells nothing: one run for all that the terminal does. */
  readonly #whole = new Map<vscode.Terminal, string>();

  constructor(tracking: Tracking) {
    this.#tracking = tracking;
    const { window } = vscode;
    this.#disposables.add(
      window.onDidStartTerminalShellExecution(({ terminal, execution }) =>
        this.#started(terminal, execution),
      ),
    );
    this.#disposables.add(
      window.onDidEndTerminalShellExecution(({ execution, exitCode, terminal }) =>
        this.#ended(terminal, execution, exitCode ?? null),
      ),
    );
    this.#disposables.add(window.onDidCloseTerminal((terminal) => this.#closed(terminal)));
    void this.#revive();
  }

  /** The options of a new one, for the command and for the terminal profile. */
  async open(runner: RunnerConnection): Promise<vscode.TerminalOptions & { tracked: TrackedTerminal }> {
    const cwd = runner.folder.uri.fsPath;
    const { terminalId, env } = await runner.request(
      'terminals/open',
      await startContext(runner.folder.uri, cwd),
    );
    return {
      name: vscode.l10n.t('Tracked'),
      cwd,
      env,
      iconPath: new vscode.ThemeIcon('record'),
      message: vscode.l10n.t('Each command that you start here is a tracked run of {0}.', runner.folder.name),
      tracked: { folder: runner.folder.uri.toString(), terminalId },
    };
  }

  /** Follows a terminal that was opened with `open`'s options. */
  async follow(terminal: vscode.Terminal, tracked: TrackedTerminal): Promise<void> {
    this.#terminals.set(terminal, tracked);
    const pid = await terminal.processId;
    if (pid !== undefined) await this.#remember(pid, tracked);
    setTimeout(() => {
      if (!terminal.shellIntegration && this.#terminals.has(terminal))
        void this.#trackWhole(terminal, tracked);
    }, integrationWaitMs);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #started(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution): void {
    const tracked = this.#terminals.get(terminal);
    const commandLine = execution.commandLine.value;
    if (!tracked || this.#whole.has(terminal) || !startsProcess(commandLine)) return;
    const prepared = this.#prepare(tracked, commandLine, execution.cwd);
    this.#commands.set(execution, prepared);
    prepared.catch((error: unknown) => showFailure(this.#tracking.host, error));
  }

  async #ended(
    terminal: vscode.Terminal,
    execution: vscode.TerminalShellExecution,
    exitCode: number | null,
  ): Promise<void> {
    const prepared = this.#commands.get(execution);
    const tracked = this.#terminals.get(terminal);
    this.#commands.delete(execution);
    if (!prepared || !tracked) return;
    const executionId = await prepared.catch(() => null);
    if (executionId !== null)
      await finishExecution(this.#tracking, { ...tracked, executionId }, { exitCode });
  }

  async #closed(terminal: vscode.Terminal): Promise<void> {
    const tracked = this.#terminals.get(terminal);
    this.#terminals.delete(terminal);
    const executionId = this.#whole.get(terminal);
    this.#whole.delete(terminal);
    // A window that closes leaves its terminals running, and finds them again.
    if (terminal.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) return;
    const pid = await terminal.processId;
    if (pid !== undefined) await this.#remember(pid, null);
    if (tracked && executionId !== undefined)
      await finishExecution(
        this.#tracking,
        { ...tracked, executionId },
        { exitCode: terminal.exitStatus?.code ?? null },
      );
  }

  async #trackWhole(terminal: vscode.Terminal, tracked: TrackedTerminal): Promise<void> {
    try {
      this.#whole.set(terminal, await this.#prepare(tracked, terminal.name, undefined));
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'This shell does not tell when a command starts (no shell integration), so all of this terminal is one run.',
        ),
      );
    } catch (error) {
      await showFailure(this.#tracking.host, error);
    }
  }

  async #prepare(
    { folder, terminalId }: TrackedTerminal,
    commandLine: string,
    cwd: vscode.Uri | undefined,
  ): Promise<string> {
    const runner = this.#tracking.runnerOf({ folder });
    const { executionId } = await runner.request('executions/prepare', {
      ...(await startContext(runner.folder.uri, cwd?.fsPath ?? runner.folder.uri.fsPath)),
      kind: 'terminal',
      commandLine,
      terminalId,
    });
    return executionId;
  }

  /** After a reload the shells go on under their process ids. */
  async #revive(): Promise<void> {
    const known = this.#remembered();
    for (const terminal of vscode.window.terminals) {
      const tracked = known[String(await terminal.processId)];
      if (tracked) this.#terminals.set(terminal, tracked);
    }
  }

  async #remember(pid: number, tracked: TrackedTerminal | null): Promise<void> {
    const { [String(pid)]: _old, ...others } = this.#remembered();
    await this.#tracking.host.context.workspaceState.update(
      storageKey,
      tracked ? { ...others, [String(pid)]: tracked } : others,
    );
  }

  #remembered(): Record<string, TrackedTerminal> {
    return this.#tracking.host.context.workspaceState.get<Record<string, TrackedTerminal>>(storageKey, {});
  }
}
