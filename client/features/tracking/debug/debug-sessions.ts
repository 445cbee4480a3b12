import { relative } from 'node:path';
import * as vscode from 'vscode';
import { registerCommands, showFailure } from '../../../host/commands.ts';
import { Disposables } from '../../../host/disposables.ts';
import { ClientError } from '../../../host/errors.ts';
import { runnerOfFile } from '../../../host/runner/runner-of-file.ts';
import { readSetting } from '../../../host/settings.ts';
import { activeFile } from '../../../host/start/active-file.ts';
import { startContext, workingFolder } from '../../../host/start/start-context.ts';
import { finishExecution } from '../start/finish-execution.ts';
import type { Tracking } from '../tracking.ts';
import { exitCodeOf } from './exit-code.ts';

const debugType = 'debugpy';

/** What we add to a debug configuration; the debug adapter ignores what it does not know. */
interface TrackedConfiguration extends vscode.DebugConfiguration {
  /** Asks for a run. */
  slipwayTrack?: boolean;
  /** The run that was made for it. */
  slipwayExecution?: { folder: string; executionId: string };
}

/** Debug sessions of Python as tracked runs: by command, from the debug view, or each one by setting. */
export function registerDebugSessions(tracking: Tracking): vscode.Disposable {
  const disposables = new Disposables();
  disposables.add(
    vscode.debug.registerDebugConfigurationProvider(debugType, {
      resolveDebugConfigurationWithSubstitutedVariables: (folder, configuration) =>
        track(tracking, folder, configuration),
    }),
  );
  disposables.add(
    vscode.debug.registerDebugConfigurationProvider(
      debugType,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of VS Code's, filled in by it.
      { provideDebugConfigurations: () => [configurationFor('${file}')] },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  );
  disposables.add(
    vscode.debug.registerDebugAdapterTrackerFactory(debugType, {
      createDebugAdapterTracker: ({ configuration }) => followSession(tracking, configuration),
    }),
  );
  disposables.add(
    registerCommands(tracking.host, {
      'slipway.debugPythonFile': (file) => debugPythonFile(tracking, file),
    }),
  );
  return disposables;
}

async function debugPythonFile(tracking: Tracking, passed: unknown): Promise<void> {
  const file = await activeFile(passed);
  const runner = runnerOfFile(tracking.host.runners, file);
  if (!hasDebugger())
    throw new ClientError(
      'SLW-CLIENT-NO-DEBUGGER',
      vscode.l10n.t(
        'Debugging Python needs an extension with the debugger “debugpy”, and none is installed.',
      ),
      vscode.l10n.t('Install the Python Debugger extension (ms-python.debugpy).'),
    );
  await vscode.debug.startDebugging(runner.folder, configurationFor(file.fsPath));
}

function hasDebugger(): boolean {
  return vscode.extensions.all.some((extension) => {
    const manifest = extension.packageJSON as { contributes?: { debuggers?: { type: string }[] } };
    return manifest.contributes?.debuggers?.some(({ type }) => type === debugType) ?? false;
  });
}

function configurationFor(program: string): TrackedConfiguration {
  return {
    name: vscode.l10n.t('Python file as tracked run'),
    type: debugType,
    request: 'launch',
    program,
    console: 'integratedTerminal',
    slipwayTrack: true,
  };
}

/** Gives a session that is to be tracked its run; one that cannot be starts untracked and says why. */
async function track(
  tracking: Tracking,
  folder: vscode.WorkspaceFolder | undefined,
  configuration: TrackedConfiguration,
): Promise<vscode.DebugConfiguration> {
  const wanted =
    configuration.slipwayTrack ?? readSetting('slipway.trackDebugSessions', folder?.uri ?? undefined);
  const program = configuration.program as string | undefined;
  if (!wanted || configuration.request !== 'launch' || !program) return configuration;
  try {
    const file = vscode.Uri.file(program);
    const runner = runnerOfFile(tracking.host.runners, file);
    const cwd = (configuration.cwd as string | undefined) ?? workingFolder(file);
    const context = await startContext(file, cwd);
    const args = (configuration.args as string[] | undefined) ?? [];
    const prepared = await runner.request('executions/prepare', {
      ...context,
      env: { ...context.env, ...(configuration.env as Record<string, string> | undefined) },
      kind: 'debug',
      commandLine: ['python', relative(runner.folder.uri.fsPath, program), ...args].join(' '),
      file: program,
    });
    return {
      ...configuration,
      env: prepared.env,
      ...(!configuration.python && context.interpreter && { python: context.interpreter }),
      slipwayExecution: { folder: runner.folder.uri.toString(), executionId: prepared.executionId },
    };
  } catch (error) {
    void showFailure(tracking.host, error);
    return configuration;
  }
}

/** Reports the exit code that the debug adapter tells, or that the session was cut off. */
function followSession(
  tracking: Tracking,
  { slipwayExecution }: TrackedConfiguration,
): vscode.DebugAdapterTracker | undefined {
  if (!slipwayExecution) return undefined;
  let exitCode: number | null = null;
  let finished = false;
  const finish = () => {
    if (finished) return;
    finished = true;
    const reason = exitCode === null ? { reason: vscode.l10n.t('The debug session was stopped.') } : {};
    void finishExecution(tracking, slipwayExecution, { exitCode, ...reason });
  };
  return {
    onDidSendMessage: (message: unknown) => {
      exitCode = exitCodeOf(message) ?? exitCode;
    },
    onWillStopSession: finish,
    onExit: finish,
  };
}
