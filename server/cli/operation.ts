import type { OperationKind, OperationSummary } from '../../schemas/protocol/interop.ts';
import { UserError } from '../core/user-error.ts';
import type { RunnerClient } from '../discovery/connect.ts';
import { onStopSignals } from './stop-signals.ts';

const eraseLine = '\r\x1b[K';

/**
 * Waits for an operation's end, showing its progress on a terminal, and elsewhere what it waits for; Ctrl+C and SIGTERM
 * cancel it, and once more leave it. Rejects as it does.
 * @throws UserError `SLW-OPERATION-LEFT`
 */
export async function followOperation<K extends OperationKind>(
  client: RunnerClient,
  kind: K,
  operation: string,
): Promise<OperationSummary<K>> {
  const showsProgress = process.stderr.isTTY === true;
  let lastMessage = '';
  client.on('operations/progress', (progress) => {
    if (progress.operation !== operation) return;
    const { message } = progress;
    const isNew = message !== lastMessage;
    lastMessage = message;
    if (!showsProgress) {
      if (isNew && message.startsWith('waiting for ')) console.error(message);
      return;
    }
    const count = progress.total === null ? `${progress.done}` : `${progress.done}/${progress.total}`;
    process.stderr.write(`${eraseLine}${kind} ${count} ${message.slice(0, 60)}`);
  });
  const { promise: left, reject: leave } = Promise.withResolvers<never>();
  const endSignals = onStopSignals(
    () => void client.request('operations/cancel', { operation }).catch(() => {}),
    () => leave(leftAlone()),
  );
  try {
    const result = await Promise.race([left, client.request('operations/result', { operation })]);
    return result.summary as OperationSummary<K>;
  } finally {
    endSignals();
    if (showsProgress) process.stderr.write(eraseLine);
  }
}

function leftAlone(): UserError {
  return new UserError(
    'SLW-OPERATION-LEFT',
    'It was not seen to end. It was told to stop, and does so as soon as it can.',
    'See what the background process says: slipway runner log',
  );
}
