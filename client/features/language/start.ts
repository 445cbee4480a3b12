import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import type { Host } from '../../host/host.ts';
import { manifestSelector } from './manifests.ts';
import { registerShowReferences, wantedLenses } from './reference-lenses.ts';
import { redrawHints, wantedHints } from './stage-state-hints.ts';
import { onDidChangeYamlServer, yamlServerIsActive } from './yaml-server.ts';

export interface StartedServer {
  stop(): Promise<void>;
}

/** Folders whose files are no manifests and many: what happens in them is not worth a message. */
const uninteresting =
  /\/(?:\.git|\.dvc\/(?:cache|tmp)|\.slipway|node_modules|\.venv|venv|__pycache__|mlruns)\//;
const mostRestarts = 4;
const restartsWithinMs = 3 * 60_000;

/** Resolves once the server has told what it can do. */
export async function startServer(module: string, { log, runners }: Host): Promise<StartedServer> {
  const options: LanguageClientOptions = {
    documentSelector: manifestSelector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({
      yamlServer: yamlServerIsActive(),
      isTrusted: vscode.workspace.isTrusted,
      showsReferences: true,
    }),
    initializationFailedHandler: () => false,
    errorHandler: restarting(),
    middleware: {
      provideCodeLenses: async (document, token, next) =>
        wantedLenses((await next(document, token)) ?? [], document),
      provideInlayHints: async (document, range, token, next) =>
        wantedHints((await next(document, range, token)) ?? [], document),
      workspace: {
        didChangeWatchedFile: async (event, next) => {
          if (!uninteresting.test(event.uri)) await next(event);
        },
      },
    },
  };
  const client = new LanguageClient(
    'slipway',
    'Slipway Language Server',
    { module, transport: TransportKind.ipc },
    options,
  );
  const tell = (method: string, params: object) => {
    if (client.isRunning()) void client.sendNotification(method, params);
  };
  const listeners = vscode.Disposable.from(
    onDidChangeYamlServer((isActive) => tell('slipway/yamlServer', { isActive })),
    // The server asks runners that run, of a workspace that is trusted; it starts none.
    runners.onDidChangeState(({ state }) => {
      if (state.kind === 'ready' && vscode.workspace.isTrusted) tell('slipway/runner', {});
    }),
    registerShowReferences(client),
    redrawHints(client),
  );
  try {
    await client.start();
  } catch (error) {
    listeners.dispose();
    throw error;
  }
  return {
    stop: async () => {
      listeners.dispose();
      await client.stop();
    },
  };
}

/** A server that has crashed is started again, with all documents as they are; not for ever. */
function restarting(): ErrorHandler {
  let crashes: number[] = [];
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
    }),
    closed: () => {
      crashes = [...crashes, Date.now()].filter((at) => Date.now() - at < restartsWithinMs);
      if (crashes.length <= mostRestarts) return { action: CloseAction.Restart };
      return {
        action: CloseAction.DoNotRestart,
        message: vscode.l10n.t(
          'Manifests are no longer checked, for the language server has crashed {0} times in three minutes. Reload the window to start it again; Slipway’s log says what happened.',
          crashes.length,
        ),
      };
    },
  };
}
