import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, StartedExecution } from '../../schemas/protocol/executions.ts';
import { UserError } from '../core/user-error.ts';
import type { RunnerClient } from '../discovery/connect.ts';
import { ensureRunner } from '../discovery/ensure-runner.ts';
import { onStopSignals } from './stop-signals.ts';

const chunkBytes = 1_000_000;
/** Leaves a newer runner the time to take over from the one that has just ended. */
const takeoverMs = 300;

/**
 * Prints the run's output as it comes and resolves to its execution when it has ended. A runner that ends meanwhile
 * (killed, or replaced by a newer one) ends neither the run nor this. Ctrl+C and SIGTERM stop the run; the same once
 * more leaves it, where its end cannot be written down (the disk is full).
 * @throws UserError `SLW-RUN-LEFT`
 */
export async function followRun(
  first: RunnerClient,
  workspace: string,
  { executionId, runId }: StartedExecution,
  sink: NodeJS.WritableStream,
): Promise<Execution> {
  let client = first;
  const { promise: left, reject: leave } = Promise.withResolvers<never>();
  left.catch(() => {});
  const endSignals = onStopSignals(
    () => void client.request('executions/stop', { runId }).catch(() => {}),
    () => leave(leftAlone(runId)),
  );
  let printed = 0;
  const print = (text: string, nextOffset: number) => {
    if (nextOffset <= printed) return;
    printed = nextOffset;
    sink.write(text);
  };
  try {
    for (;;) {
      try {
        return await Promise.race([left, followOn(client, { executionId, runId }, () => printed, print)]);
      } catch (error) {
        if (client.open || (error instanceof UserError && error.code === 'SLW-RUN-LEFT')) throw error;
      } finally {
        client.close();
      }
      await delay(takeoverMs);
      ({ client } = await ensureRunner(workspace, 'cli'));
    }
  } finally {
    endSignals();
  }
}

function leftAlone(runId: string): UserError {
  return new UserError(
    'SLW-RUN-LEFT',
    `Run ${runId} was not seen to end. Its process was told to stop; its end is written down as soon as it can be.`,
    'See what the background process says: slipway runner log',
  );
}

/** Rejects where the connection closes first. */
async function followOn(
  client: RunnerClient,
  { executionId, runId }: StartedExecution,
  printed: () => number,
  print: (text: string, nextOffset: number) => void,
): Promise<Execution> {
  const ended = new Promise<Execution>((resolve, reject) => {
    client.on('executions/changed', ({ execution }) => {
      if (execution.executionId === executionId && execution.state === 'ended') resolve(execution);
    });
    client.onClose(() => reject(new Error('The runner has ended.')));
  });
  // It may come before anyone waits for it.
  ended.catch(() => {});
  client.on('executions/output', (output) => {
    if (output.executionId === executionId) print(output.text, output.nextOffset);
  });
  for (;;) {
    const offset = printed();
    const part = await client.request('executions/readOutput', {
      executionId,
      offset,
      maxBytes: chunkBytes,
      follow: true,
    });
    print(part.text, part.nextOffset);
    if (part.nextOffset === offset || !part.ended) break;
  }
  const { execution } = await client.request('executions/get', { runId });
  return execution?.state === 'ended' ? execution : ended;
}
