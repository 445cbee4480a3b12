import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  type ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  NotificationName,
  Notifications,
  ParamsOf,
  RequestName,
  Requests,
  ResultOf,
} from '../../schemas/protocol/rpc.ts';
import type {
  ClientKind,
  HandshakeRequests,
  RunnerInfo,
  RunnerNotice,
  UserErrorData,
} from '../../schemas/protocol/runner.ts';
import { proofOf, sameSecret } from '../discovery/handshake.ts';
import { asResponseError, errorResponse } from '../rpc/response-error.ts';

/** Handlers of some of the messages; together they must cover all but the handshake. */
export type MethodsOf<R> = {
  [M in keyof R & RequestName]: (
    params: ParamsOf<M>,
    session: Session,
    token: CancellationToken,
  ) => Promise<ResultOf<M>>;
};
export type AllMethods = MethodsOf<Omit<Requests, keyof HandshakeRequests>>;

/** A refusal is on its way by then. */
const refusalMs = 20;
/** For a client that does not hang up. */
const farewellMs = 500;

/** One client's connection: nothing is answered before it has proved the token. */
export class Session {
  readonly #connection: MessageConnection;
  readonly #socket: Socket;
  readonly #closers: (() => void)[] = [];
  clientKind: ClientKind | null = null;
  #proved = false;

  constructor(
    socket: Socket,
    token: string,
    info: () => RunnerInfo,
    notices: () => RunnerNotice[],
    methods: AllMethods,
  ) {
    this.#socket = socket;
    this.#connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    this.#connection.onError(() => this.close());
    socket.once('close', () => {
      for (const closer of this.#closers.splice(0)) closer();
      this.#connection.dispose();
    });
    this.#serveHandshake(token, info, notices);
    for (const method of Object.keys(methods) as (keyof AllMethods)[]) this.#serve(method, methods);
    this.#connection.listen();
  }

  get open(): boolean {
    return this.#proved && !this.#socket.destroyed;
  }

  notify<N extends NotificationName>(name: N, params: Notifications[N]): void {
    if (this.open) this.#connection.sendNotification(name, params).catch(() => this.close());
  }

  onClose(closer: () => void): void {
    this.#closers.push(closer);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** After what was answered already has gone out. */
  async end(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.end();
    await Promise.race([closed, delay(farewellMs, undefined, { ref: false })]);
    this.#socket.destroy();
  }

  #serveHandshake(token: string, info: () => RunnerInfo, notices: () => RunnerNotice[]): void {
    const nonce = randomBytes(16).toString('hex');
    this.#connection.onRequest('hello', (params: HandshakeRequests['hello']['params']) => {
      this.clientKind = params.clientKind;
      return { nonce, proof: proofOf(token, 'runner', params.nonce) };
    });
    this.#connection.onRequest('prove', (params: HandshakeRequests['prove']['params']) => {
      if (!sameSecret(proofOf(token, 'client', nonce), params.proof)) {
        setTimeout(() => this.close(), refusalMs);
        return refusal();
      }
      this.#proved = true;
      setImmediate(() => {
        for (const notice of notices()) this.notify('runner/notice', notice);
      });
      return info();
    });
  }

  #serve<M extends keyof AllMethods>(method: M, methods: AllMethods): void {
    this.#connection.onRequest(method, async (params: ParamsOf<M>, token: CancellationToken) => {
      if (!this.#proved) return refusal();
      try {
        return await methods[method](params, this, token);
      } catch (error) {
        return asResponseError(error, 'The log has more: slipway runner log');
      }
    });
  }
}

function refusal(): ResponseError<UserErrorData> {
  return errorResponse('This connection has not proved that it knows the token.', {
    code: 'SLW-RUNNER-REFUSED',
    hint: null,
  });
}
