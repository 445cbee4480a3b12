import type { OperationKind, OperationSummary } from '../../schemas/protocol/interop.ts';
import type { RunnerClient } from '../discovery/connect.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
const eraseLine = '\r\x1b[K';

/**
 * Waits for an operation's end, showing its progress on a terminal, and elsewhere what it waits for; Ctrl+C and SIGTERM
 * cancel it. Rejects as it does.
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
  const cancel = () => void client.request('operations/cancel', { operation });
  for (const name of stopSignals) process.once(name, cancel);
  try {
    const result = await client.request('operations/result', { operation });
    return result.summary as OperationSummary<K>;
  } finally {
    for (const name of stopSignals) process.removeListener(name, cancel);
    if (showsProgress) process.stderr.write(eraseLine);
  }
}
