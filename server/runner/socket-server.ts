import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { platform } from 'node:os';
import type { RunnerInfo, RunnerNotice } from '../../schemas/protocol/runner.ts';
import { type AllMethods, Session } from './session.ts';

/** The runner's own door: JSON-RPC over a Unix socket or named pipe. */
export class SocketServer {
  readonly sessions = new Set<Session>();
  readonly #server: Server;

  constructor(
    token: string,
    info: () => RunnerInfo,
    notices: () => RunnerNotice[],
    methods: AllMethods,
    onIdle: () => void,
  ) {
    this.#server = createServer((socket) => {
      const session = new Session(socket, token, info, notices, methods);
      this.sessions.add(session);
      session.onClose(() => {
        this.sessions.delete(session);
        if (this.sessions.size === 0) onIdle();
      });
    });
  }

  /** Only the holder of the folder's lock may call this: it removes a socket that a killed runner left. */
  async listen(path: string): Promise<void> {
    if (platform() !== 'win32') rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    await Promise.all([...this.sessions].map((session) => session.end()));
  }
}
