import {
  type Connection,
  createConnection,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
} from 'vscode-languageserver';
import { createProtocolConnection } from 'vscode-languageserver/node';
import { guarded } from './guarded.ts';

const parentLookMs = 3000;

/**
 * A server's connection, whose handlers fail one by one.
 * @param exit ends the process: the client asks for it, or has gone
 */
export function connectionOver(
  reader: MessageReader,
  writer: MessageWriter,
  exit: (code: number) => void,
): Connection {
  let shutdownReceived = false;
  const watchDog = {
    get shutdownReceived() {
      return shutdownReceived;
    },
    set shutdownReceived(received: boolean) {
      shutdownReceived = received;
    },
    initialize: ({ processId }: { processId: number | null }) => {
      if (processId === null) return;
      const look = setInterval(() => {
        if (!isAlive(processId)) exit(shutdownReceived ? 0 : 1);
      }, parentLookMs);
      look.unref();
    },
    exit,
  };
  reader.onClose(() => exit(shutdownReceived ? 0 : 1));
  return createConnection(
    (logger) => guarded(createProtocolConnection(reader, writer, logger), (text) => logger.error(text)),
    watchDog,
    ProposedFeatures.all,
  );
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
