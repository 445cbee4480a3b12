import { Disposables } from '../../../host/disposables.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

const chunkBytes = 256 * 1024;

/**
 * Hands over the output of an execution from its first byte on, until it has ended. Rejects where the runner goes
 * away before.
 */
export async function readStageOutput(
  runner: RunnerConnection,
  executionId: string,
  write: (text: string) => void,
): Promise<void> {
  const listening = new Disposables();
  let offset = 0;
  const take = (text: string, nextOffset: number) => {
    if (nextOffset <= offset) return;
    offset = nextOffset;
    write(text);
  };
  const ended = new Promise<void>((resolve) => {
    listening.add(
      runner.onNotification('executions/changed', ({ execution }) => {
        if (execution.executionId === executionId && execution.state === 'ended') resolve();
      }),
    );
  });
  let reading = true;
  listening.add(
    runner.onNotification('executions/output', (output) => {
      // What comes during a read is in the next one.
      if (output.executionId === executionId && !reading) take(output.text, output.nextOffset);
    }),
  );
  const readAll = async (): Promise<boolean> => {
    reading = true;
    for (;;) {
      const before = offset;
      const read = await runner.request('executions/readOutput', {
        executionId,
        offset,
        maxBytes: chunkBytes,
        follow: true,
      });
      take(read.text, read.nextOffset);
      if (offset > before) continue;
      reading = false;
      return read.ended;
    }
  };
  try {
    if (await readAll()) return;
    await ended;
    await readAll();
  } finally {
    listening.dispose();
  }
}
