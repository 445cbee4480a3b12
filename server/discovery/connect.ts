import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  NotificationName,
  Notifications,
  ParamsOf,
  RequestName,
  ResultOf,
} from '../../schemas/protocol/rpc.ts';
import {
  type ClientKind,
  type HandshakeRequests,
  protocolVersion,
  type RunnerAddress,
  type RunnerInfo,
  type UserErrorData,
} from '../../schemas/protocol/runner.ts';
import { UserError } from '../core/user-error.ts';
import { serverVersion } from '../core/version.ts';
import { proofOf, sameSecret } from './handshake.ts';

/** An authenticated connection to a runner. */
export class RunnerClient {
  readonly info: RunnerInfo;
  readonly #connection: MessageConnection;
  readonly #socket: Socket;

  constructor(connection: MessageConnection, socket: Socket, info: RunnerInfo) {
    this.info = info;
    this.#connection = connection;
    this.#socket = socket;
  }

  get open(): boolean {
    return !this.#socket.destroyed;
  }

  /** Rejects with a `UserError` where the runner says what is wrong. */
  async request<M extends RequestName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    try {
      return await this.#connection.sendRequest(method, params);
    } catch (error) {
      throw asUserError(error);
    }
  }

  /** Asks the runner to end and resolves when it has closed the connection, be its answer sooner or not. */
  async stopRunner(reason: string): Promise<void> {
    const closed = new Promise<void>((resolve) => this.onClose(resolve));
    const refused = new Promise<never>((_, reject) => {
      this.request('runner/stop', { reason }).catch((error) => this.#socket.destroyed || reject(error));
    });
    await Promise.race([closed, refused]);
  }

  on<N extends NotificationName>(name: N, handler: (params: Notifications[N]) => void): void {
    this.#connection.onNotification(name, handler);
  }

  onClose(handler: () => void): void {
    this.#socket.once('close', handler);
  }

  close(): void {
    this.#connection.dispose();
    this.#socket.destroy();
  }
}

/** Connects and lets both ends prove the token. Rejects where nobody listens or the other end does not know it. */
export async function connectRunner(address: RunnerAddress, clientKind: ClientKind): Promise<RunnerClient> {
  const socket = await openSocket(address.socket);
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  connection.onError(() => socket.destroy());
  // Rejects what still waits for an answer that will never come.
  socket.once('close', () => connection.dispose());
  connection.listen();
  try {
    const nonce = randomBytes(16).toString('hex');
    const hello: HandshakeRequests['hello']['result'] = await connection.sendRequest('hello', {
      nonce,
      clientVersion: serverVersion,
      protocolVersion,
      clientKind,
    });
    if (!sameSecret(proofOf(address.token, 'runner', nonce), hello.proof)) {
      throw new UserError(
        'SLW-RUNNER-IMPOSTOR',
        `What listens at ${address.socket} is not this folder's runner.`,
      );
    }
    const info: RunnerInfo = await connection.sendRequest('prove', {
      proof: proofOf(address.token, 'client', hello.nonce),
    });
    return new RunnerClient(connection, socket, info);
  } catch (error) {
    connection.dispose();
    socket.destroy();
    throw asUserError(error);
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

function asUserError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  if (error.code === ErrorCodes.PendingResponseRejected)
    return new UserError(
      'SLW-RUNNER-LOST',
      'The folder’s runner ended before it answered.',
      'What it had started goes on: ask again, and the next runner takes it up. Why it ended: slipway runner log.',
    );
  const data: Partial<UserErrorData> | undefined = error.data;
  return data?.code ? new UserError(data.code, error.message, data.hint ?? null) : error;
}
