import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { AccessAlert } from '../../../schemas/protocol/inference.ts';
import { UserError } from '../../core/user-error.ts';
import { logError } from '../../discovery/daemon-log.ts';
import { openPort } from '../../http/open-port.ts';
import { Access, type AccessOptions } from '../access/access.ts';
import { inferenceListener, inferenceServerOptions, refuseBroken } from './listener.ts';
import type { ServerState } from './routes.ts';

/** Where clients come in, and who of them may. */
export interface Doorway {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Files in PEM; null for plain HTTP. */
  tls: { cert: string; key: string } | null;
  access: AccessOptions;
}

export interface DoorParts {
  state: ServerState;
  maxBodyBytes: number;
  alert: (alert: AccessAlert) => void;
}

interface OpenDoor {
  server: Server;
  port: number;
  doorway: Doorway;
}

/** Of the last answers, to be read by their clients. */
const lastAnswersMs = 500;
const idleCheckMs = 50;

/** The port that clients come by. It can be moved elsewhere, and whoever came in before is still answered. */
export class Door {
  readonly #parts: DoorParts;
  #open: OpenDoor;

  private constructor(parts: DoorParts, open: OpenDoor) {
    this.#parts = parts;
    this.#open = open;
  }

  /** Rejects with EADDRINUSE where the port is taken. @throws UserError `SLW-TLS`, `SLW-TOKEN-FILE` */
  static async open(parts: DoorParts, doorway: Doorway): Promise<Door> {
    return new Door(parts, await openAt(serverFor(parts, doorway), doorway));
  }

  get port(): number {
    return this.#open.port;
  }

  /** Rejects as `open` does; it is where it was then. */
  async move(doorway: Doorway): Promise<void> {
    const before = this.#open;
    // Certificate and tokens are read before anything is changed.
    const server = serverFor(this.#parts, doorway);
    const done = delay(this.#parts.state.graceMs, undefined, { ref: false });
    if (doorway.port !== before.port) {
      this.#open = await openAt(server, doorway);
      void close(before.server, done);
      return;
    }
    // One port is not opened twice: for a moment nobody comes in.
    void close(before.server, done);
    try {
      this.#open = await openAt(server, doorway);
    } catch (error) {
      const again = { ...before.doorway, port: before.port };
      this.#open = await openAt(serverFor(this.#parts, again), again);
      throw error;
    }
  }

  /** Nobody comes in any more. Resolves when whoever had is gone: soon after `done` at the latest. */
  close(done: Promise<unknown>): Promise<void> {
    return close(this.#open.server, done);
  }
}

async function openAt(made: Server, doorway: Doorway): Promise<OpenDoor> {
  const { server, port } = await openPort(made, doorway.port, doorway.host);
  return { server, port, doorway };
}

function serverFor({ state, maxBodyBytes, alert }: DoorParts, { tls, access }: Doorway): Server {
  const admitting = new Access(access, alert);
  const listener = inferenceListener(state, admitting, maxBodyBytes, (error) => logError('inference', error));
  const server = tls
    ? createTlsServer({ ...inferenceServerOptions, ...keyPair(tls), handshakeTimeout: 10_000 }, listener)
    : createServer(inferenceServerOptions, listener);
  return server.on('clientError', refuseBroken);
}

function keyPair(tls: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  try {
    const pair = { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new UserError(
      'SLW-TLS',
      `${tls.cert} and ${tls.key}: expected a certificate and its private key as PEM: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function close(server: Server, done: Promise<unknown>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs).unref();
  void done.then(() => setTimeout(() => server.closeAllConnections(), lastAnswersMs).unref());
  await closed;
  clearInterval(idle);
}
