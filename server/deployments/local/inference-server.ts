import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { InferenceReport } from '../../../schemas/protocol/inference.ts';
import { UserError } from '../../core/user-error.ts';
import { newSecret } from '../../discovery/handshake.ts';
import { readPrivateJson, writePrivateJson } from '../../discovery/private-file.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from '../../discovery/process-identity.ts';
import { spawnDetached } from '../../discovery/spawn-detached.ts';
import { ControlLink } from './control-link.ts';

export interface InferenceServerParts {
  /** The target's name, for messages. */
  name: string;
  /** Of this target alone, in the user's state folder. */
  dir: string;
  /** Its control socket or named pipe. */
  socket: string;
  /** The inference server's program. */
  program: string;
}

/** What is kept of a running server, to find it again. */
interface ServerRecord extends ProcessIdentity {
  token: string;
  port: number;
}

const startLimitMs = 30_000;
const endLimitMs = 15_000;

/** The inference server of one target: it outlives the runner, which finds it again by its record. */
export class InferenceServer {
  readonly logFile: string;
  readonly #parts: InferenceServerParts;
  readonly #recordFile: string;
  #link: ControlLink | null = null;
  #port: number | null = null;
  #opening: Promise<ControlLink> | null = null;
  #onLost: () => void = () => {};
  #onNews: () => void = () => {};

  constructor(parts: InferenceServerParts) {
    this.#parts = parts;
    this.#recordFile = join(parts.dir, 'server.json');
    this.logFile = join(parts.dir, 'server.log');
  }

  /** The port that it listens on; null where it does not run, or was not looked for yet. */
  get port(): number | null {
    return this.#link?.isOpen ? this.#port : null;
  }

  /** Revisions that the next request loads again. */
  get sleeping(): readonly string[] {
    return this.#link?.isOpen ? this.#link.sleeping : [];
  }

  /** Called when they are others. */
  onNews(listener: () => void): void {
    this.#onNews = listener;
  }

  /** Called when a server that was there is not any more, unless it was ended. */
  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  /** The link to the server where one runs. */
  async find(): Promise<ControlLink | null> {
    if (this.#link?.isOpen) return this.#link;
    const record = readPrivateJson<ServerRecord>(this.#recordFile);
    if (!record || !isRunning(record)) return null;
    return this.#take(await ControlLink.open(this.#parts.socket, record.token), record.port);
  }

  /**
   * The link to the server, which is started where none runs.
   * @param port of 127.0.0.1; 0 for any that is free, and the same again after it ended by itself
   * @throws UserError `SLW-TARGET-PORT`, `SLW-INFERENCE-START`
   */
  ensure(port: number): Promise<ControlLink> {
    this.#opening ??= this.find()
      .then((link) => link ?? (port === 0 ? this.#startWhereItWas() : this.#start(port)))
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
  }

  /** Ends it once what it has begun is answered. */
  async end(): Promise<void> {
    const link = await this.find();
    if (!link) return;
    this.#link = null;
    const closed = new Promise<void>((resolve) => link.onClose(resolve));
    await link.order({ order: 'end' });
    const timer = setTimeout(() => link.close(), endLimitMs);
    await closed;
    clearTimeout(timer);
    rmSync(this.#recordFile, { force: true });
  }

  /** The server goes on. */
  dispose(): void {
    const link = this.#link;
    this.#link = null;
    link?.close();
  }

  /** Clients know the port. */
  async #startWhereItWas(): Promise<ControlLink> {
    const before = readPrivateJson<ServerRecord>(this.#recordFile)?.port ?? 0;
    try {
      return await this.#start(before);
    } catch (error) {
      if (before !== 0 && error instanceof UserError && error.code === 'SLW-TARGET-PORT')
        return this.#start(0);
      throw error;
    }
  }

  async #start(port: number): Promise<ControlLink> {
    const { dir, socket, program, name } = this.#parts;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const token = newSecret();
    const { pid, ready, input } = spawnDetached(program, ['--control', socket, '--port', String(port)], {
      logFile: this.logFile,
      input: 'pipe',
    });
    input?.on('error', () => {});
    input?.end(`${token}\n`);
    const report = await reportOf(ready);
    const identity = pid === undefined ? null : identifyProcess(pid);
    if (report === null || identity === null)
      throw new UserError(
        'SLW-INFERENCE-START',
        `The inference server of ${name} ended before it was ready.`,
        `Its log says why: ${this.logFile}`,
      );
    if ('error' in report) throw notStarted(name, port, report.error);
    writePrivateJson(this.#recordFile, { ...identity, token, port: report.port } satisfies ServerRecord);
    return this.#take(await ControlLink.open(socket, token), report.port);
  }

  #take(link: ControlLink, port: number): ControlLink {
    this.#link = link;
    this.#port = port;
    link.onNews(() => this.#onNews());
    link.onClose(() => {
      if (this.#link !== link) return;
      this.#link = null;
      this.#onLost();
    });
    return link;
  }
}

async function reportOf(ready: Readable): Promise<InferenceReport | null> {
  const timer = setTimeout(() => ready.destroy(), startLimitMs);
  let said = '';
  try {
    for await (const chunk of ready) said += chunk;
  } finally {
    clearTimeout(timer);
  }
  return said === '' ? null : (JSON.parse(said) as InferenceReport);
}

function notStarted(name: string, port: number, complaint: string): UserError {
  if (complaint.includes('EADDRINUSE'))
    return new UserError(
      'SLW-TARGET-PORT',
      `Port ${port} of target ${name} is taken by another program.`,
      'End that program, or give the target another port in slipway.yaml.',
    );
  return new UserError('SLW-INFERENCE-START', `The inference server of ${name} did not start: ${complaint}`);
}
