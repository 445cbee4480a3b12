import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import type {
  ControlChallenge,
  ControlProof,
  InferenceAnswer,
  InferenceNews,
  InferenceOrder,
} from '../../../schemas/protocol/inference.ts';
import { newSecret, proofOf, sameSecret } from '../../discovery/handshake.ts';
import type { Orders } from './orders.ts';

/** Nobody's order is longer: bodies of warm-up requests are the largest part. */
const longestLine = 64 * 2 ** 20;

export interface ListeningForOrders {
  server: Server;
  /** Sends the news to whoever listens. */
  tell: () => void;
}

/**
 * Listens for the runner, and for the next one after it, on a socket of the user's own.
 * @param news what each is told at first, and whenever it changes
 */
export async function listenForOrders(
  path: string,
  token: string,
  orders: Orders,
  news: () => InferenceNews,
): Promise<ListeningForOrders> {
  if (platform() !== 'win32') rmSync(path, { force: true });
  const listeners = new Set<() => void>();
  const server = createServer((socket) => {
    serve(socket, token, orders, (send) => {
      const tell = () => send(news());
      listeners.add(tell);
      socket.once('close', () => listeners.delete(tell));
      tell();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return { server, tell };
}

type Send = (message: ControlChallenge | InferenceAnswer | InferenceNews) => void;

function serve(socket: Socket, token: string, orders: Orders, onProved: (send: Send) => void): void {
  const nonce = newSecret(16);
  let proved = false;
  let unread = 0;
  const send: Send = (message) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  const hangUp = () => socket.destroy();
  socket.on('error', hangUp);
  socket.on('data', (chunk: Buffer) => {
    unread = chunk.includes('\n') ? 0 : unread + chunk.length;
    if (unread > longestLine) socket.destroy();
  });
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  // It passes the errors of its input on.
  lines.on('error', hangUp);
  lines.on('line', (line) => {
    const message = parsed(line);
    if (!proved) {
      proved = isProof(message) && sameSecret(proofOf(token, 'client', nonce), message.proof);
      if (proved) onProved(send);
      else socket.destroy();
      return;
    }
    const order = message as InferenceOrder;
    orders.obey(order).then(
      (result) => send({ id: order.id, result }),
      (error: unknown) =>
        send({ id: order.id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  send({ nonce });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isProof(message: unknown): message is ControlProof {
  return (
    typeof message === 'object' && message !== null && 'proof' in message && typeof message.proof === 'string'
  );
}
