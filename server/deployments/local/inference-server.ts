import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { InferenceReport, NumberedAlert } from '../../../schemas/protocol/inference.ts';
import { isLoopback, type Listening } from '../../core/reachable.ts';
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
  /** Where clients are to come in, as slipway.yaml says now. Paths are absolute. */
  door: () => DeclaredDoor;
}

export interface DeclaredDoor extends Listening {
  /** 0: any that is free. */
  port: number;
}

/** Where clients do come in. */
export interface OpenDoor extends Listening {
  port: number;
}

/** What is kept of a running server, to find it again. */
interface ServerRecord extends ProcessIdentity {
  token: string;
  door: OpenDoor;
}

const startLimitMs = 30_000;
const endLimitMs = 15_000;

/** The inference server of one target: it outlives the runner, which finds it again by its record. */
export class InferenceServer {
  readonly logFile: string;
  readonly #parts: InferenceServerParts;
  readonly #recordFile: string;
  #link: ControlLink | null = null;
  #door: OpenDoor | null = null;
  /** Why it is not where slipway.yaml wants it; null: it is. */
  #notMoved: string | null = null;
  #opening: Promise<ControlLink> | null = null;
  #onLost: () => void = () => {};
  #onNews: () => void = () => {};
  #onAlert: (alert: NumberedAlert) => void = () => {};
  #alertsTaken = 0;

  constructor(parts: InferenceServerParts) {
    this.#parts = parts;
    this.#recordFile = join(parts.dir, 'server.json');
    this.logFile = join(parts.dir, 'server.log');
  }

  /** Where it listens; null where it does not run, or was not looked for yet. */
  get door(): OpenDoor | null {
    return this.#link?.isOpen ? this.#door : null;
  }

  get notMoved(): string | null {
    return this.#notMoved;
  }

  /** Revisions that the next request loads again. */
  get sleeping(): readonly string[] {
    return this.#link?.isOpen ? this.#link.sleeping : [];
  }

  /** Called once for each. */
  onAlert(listener: (alert: NumberedAlert) => void): void {
    this.#onAlert = listener;
  }

  /** Called when they are others, or it listens elsewhere. */
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
    return this.#take(await ControlLink.open(this.#parts.socket, record.token), record.door);
  }

  /**
   * The link to the server, which is started where none runs, and moved to where slipway.yaml says that clients come in. One that
   * cannot be moved goes on where it is; `notMoved` says why.
   * @throws UserError `SLW-TARGET-PORT`, `SLW-INFERENCE-START`
   */
  ensure(): Promise<ControlLink> {
    this.#opening ??= this.#findOrStart().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Moves one that runs to where slipway.yaml says now. That others than this machine reach it is left to a release, which a person asks for. */
  async redeclared(): Promise<void> {
    const link = await this.find();
    if (!link || !this.#door) return;
    const { host } = this.#parts.door();
    if (isLoopback(this.#door.host) && !isLoopback(host))
      this.#notMoved = `slipway.yaml lets others than this machine reach it, by ${host}: that begins with the next release`;
    else await this.#move(link);
    this.#onNews();
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

  async #findOrStart(): Promise<ControlLink> {
    const link = await this.find();
    if (link) {
      await this.#move(link);
      return link;
    }
    const door = this.#parts.door();
    this.#notMoved = null;
    return door.port === 0 ? this.#startWhereItWas(door) : this.#start(door);
  }

  async #move(link: ControlLink): Promise<void> {
    const declared = this.#parts.door();
    const before = this.#door;
    if (!before) return;
    const door = { ...declared, port: declared.port || before.port };
    if (isSame(door, before)) {
      this.#notMoved = null;
      return;
    }
    try {
      const { host, port, tls, tokenFile } = door;
      await link.order({ order: 'move', host, port, tls, tokenFile });
      const record = readPrivateJson<ServerRecord>(this.#recordFile);
      if (record) writePrivateJson(this.#recordFile, { ...record, door } satisfies ServerRecord);
      this.#door = door;
      this.#notMoved = null;
    } catch (error) {
      const { message } = notStarted(
        this.#parts.name,
        door.port,
        String(error instanceof Error ? error.message : error),
      );
      this.#notMoved = `it is still at port ${before.port} of ${before.host}, and not where slipway.yaml says: ${message}`;
    }
    this.#onNews();
  }

  /** Clients know the port. */
  async #startWhereItWas(door: DeclaredDoor): Promise<ControlLink> {
    const port = readPrivateJson<ServerRecord>(this.#recordFile)?.door.port ?? 0;
    try {
      return await this.#start({ ...door, port });
    } catch (error) {
      if (port !== 0 && error instanceof UserError && error.code === 'SLW-TARGET-PORT')
        return this.#start({ ...door, port: 0 });
      throw error;
    }
  }

  async #start(door: DeclaredDoor): Promise<ControlLink> {
    const { dir, socket, program, name } = this.#parts;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const token = newSecret();
    const { pid, ready, input } = spawnDetached(program, ['--control', socket, ...wordsOf(door)], {
      logFile: this.logFile,
      input: 'pipe',
    });
    input?.on('error', () => {});
    input?.end(`${token}\n`);
    const report = await reportOf(ready);
    // Whoever tells why it does not start may have ended already.
    if (report !== null && 'error' in report) throw notStarted(name, door.port, report.error);
    const identity = pid === undefined ? null : identifyProcess(pid);
    if (report === null || identity === null)
      throw new UserError(
        'SLW-INFERENCE-START',
        `The inference server of ${name} ended before it was ready.`,
        `Its log says why: ${this.logFile}`,
      );
    const open = { ...door, port: report.port };
    writePrivateJson(this.#recordFile, { ...identity, token, door: open } satisfies ServerRecord);
    return this.#take(await ControlLink.open(socket, token), open);
  }

  #take(link: ControlLink, door: OpenDoor): ControlLink {
    this.#link = link;
    this.#door = door;
    this.#alertsTaken = 0;
    link.onNews(() => {
      this.#takeAlerts(link);
      this.#onNews();
    });
    link.onClose(() => {
      if (this.#link !== link) return;
      this.#link = null;
      this.#onLost();
    });
    return link;
  }

  #takeAlerts(link: ControlLink): void {
    const fresh = link.alerts.filter(({ number }) => number > this.#alertsTaken);
    for (const alert of fresh) {
      this.#onAlert(alert);
      this.#alertsTaken = alert.number;
    }
    // One that is gone has nothing more to tell.
    if (fresh.length > 0) link.order({ order: 'takeAlerts', upTo: this.#alertsTaken }).catch(() => {});
  }
}

function wordsOf({ host, port, tls, tokenFile }: DeclaredDoor): string[] {
  return [
    ...['--host', host, '--port', String(port)],
    ...(tls ? ['--tls-cert', tls.cert, '--tls-key', tls.key] : []),
    ...(tokenFile === null ? [] : ['--token-file', tokenFile]),
  ];
}

function isSame(left: OpenDoor, right: OpenDoor): boolean {
  const words = (door: OpenDoor) => JSON.stringify(wordsOf(door));
  return words(left) === words(right);
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
