import * as vscode from 'vscode';
import type { OperationKind, OperationSummary } from '../../schemas/protocol/interop.ts';
import { describeError } from './errors.ts';
import type { Host } from './host.ts';
import type { RunnerConnection } from './runner/connection.ts';

interface Followed<K extends OperationKind> {
  kind: K;
  /** What goes on, in the words of the progress. */
  title: string;
  start: () => Promise<{ operation: string }>;
  /** Another way to cancel it than the progress itself. */
  cancelled?: vscode.CancellationToken;
}

/**
 * Starts an operation of the runner and shows its progress, with the way to stop it and to its log, until it ends.
 * @throws CancellationError where a person cancels it; the operation's own error otherwise.
 */
export function followOperation<K extends OperationKind>(
  host: Host,
  runner: RunnerConnection,
  { kind, title, start, cancelled }: Followed<K>,
): Thenable<OperationSummary<K>> {
  const log = vscode.l10n.t('show log');
  return vscode.window.withProgress(
    {
      // The one place whose progress can be cancelled.
      location: vscode.ProgressLocation.Notification,
      title: `${title} ([${log}](command:slipway.showLog))`,
      cancellable: true,
    },
    async (progress, token) => {
      host.log.info(title);
      const { operation } = await start();
      let told = 0;
      const listening = runner.onNotification('operations/progress', (at) => {
        if (at.operation !== operation) return;
        const percent = at.total ? (100 * at.done) / at.total : null;
        progress.report({
          message: at.total
            ? vscode.l10n.t('{0} of {1} · {2}', at.done, at.total, at.message)
            : `${at.done} · ${at.message}`,
          ...(percent === null ? {} : { increment: percent - told }),
        });
        told = percent ?? told;
      });
      const cancel = () => {
        runner.request('operations/cancel', { operation }).catch(() => undefined);
      };
      const tokens = cancelled ? [token, cancelled] : [token];
      if (tokens.some(({ isCancellationRequested }) => isCancellationRequested)) cancel();
      const cancelling = vscode.Disposable.from(
        ...tokens.map((each) => each.onCancellationRequested(cancel)),
      );
      try {
        const result = await runner.request('operations/result', { operation });
        // One start gives one kind; the union does not know which.
        return summaryOf(result, kind);
      } catch (error) {
        const { code, message } = describeError(error);
        if (code !== 'SLW-CANCELLED') throw error;
        host.log.info(`${title}: ${message}`);
        vscode.window.setStatusBarMessage(message, 5_000);
        throw new vscode.CancellationError();
      } finally {
        listening.dispose();
        cancelling.dispose();
      }
    },
  );
}

function summaryOf<K extends OperationKind>(
  result: { kind: OperationKind; summary: unknown },
  kind: K,
): OperationSummary<K> {
  if (result.kind !== kind) throw new Error(`The runner ended a ${result.kind} where a ${kind} was started.`);
  return result.summary as OperationSummary<K>;
}
