import { createConnection, type Socket } from 'node:net';
import * as vscode from 'vscode';
import type { MessageConnection } from 'vscode-jsonrpc';
import type {
  NotificationName,
  Notifications,
  ParamsOf,
  RequestName,
  ResultOf,
} from '../../../schemas/protocol/rpc.ts';
import { protocolVersion, type RunnerAddress, type RunnerInfo } from '../../../schemas/protocol/runner.ts';
import { Disposables } from '../disposables.ts';
import { ClientError, describeError } from '../errors.ts';
import { refuseUntrusted } from '../trust.ts';
import { backOffMs } from './back-off.ts';
import { ensureRunner } from './ensure.ts';
import { shakeHands } from './handshake.ts';
import { isRead, openReader } from './reader.ts';

export type ConnectionState =
  /** Nobody asked for the runner yet, or it was told to stop. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'ready'; info: RunnerInfo }
  /** It is tried again with a growing pause; any request tries at once. */
  | { kind: 'failed'; message: string; hint: string | null }
  /** The runner is newer than this extension: a reload of the window brings the newer one. */
  | { kind: 'outdated'; message: string; hint: string | null };

interface Opened {
  line: MessageConnection;
  info: RunnerInfo;
}

export interface ConnectionOptions {
  folder: vscode.WorkspaceFolder;
  /** Absolute path of `dist/server/cli.cjs`. */
  cli: string;
  /** Absolute path of `dist/server/reader.cjs`. */
  reader: string;
  clientVersion: string;
  log: vscode.LogOutputChannel;
}

/**
 * One workspace folder's line to its runner: connects on the first request, and again after it dies. While the
 * workspace is not trusted its place is taken by a reader, which answers questions and does nothing else.
 */
export class RunnerConnection implements vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder;
  readonly #options: ConnectionOptions;
  readonly #disposables = new Disposables();
  readonly #stateChanged = this.#disposables.add(new vscode.EventEmitter<ConnectionState>());
  readonly #notified = this.#disposables.add(
    new vscode.EventEmitter<{ name: NotificationName; params: unknown }>(),
  );
  #state: ConnectionState = { kind: 'idle' };
  #line: MessageConnection | null = null;
  #opening: Promise<MessageConnection> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #attempt = 0;

  readonly onDidChangeState = this.#stateChanged.event;

  constructor(options: ConnectionOptions) {
    this.folder = options.folder;
    this.#options = options;
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#leave()));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Asks the runner, starting it where it does not run.
   * @throws ClientError where it cannot be reached, is asked for more than to read in an untrusted workspace
   * (`SLW-CLIENT-UNTRUSTED`), or goes away (`SLW-CLIENT-LOST`); the runner's own error otherwise (see `describeError`).
   */
  async request<M extends RequestName>(
    method: M,
    params: ParamsOf<M>,
    token?: vscode.CancellationToken,
  ): Promise<ResultOf<M>> {
    if (!isRead(method)) refuseUntrusted();
    const line = await this.connect();
    try {
      return await (token ? line.sendRequest(method, params, token) : line.sendRequest(method, params));
    } catch (error) {
      if (this.#line === line) throw error;
      throw new ClientError(
        'SLW-CLIENT-LOST',
        vscode.l10n.t('The runner of {0} went away before it answered.', this.folder.name),
        vscode.l10n.t('It is started again; what runs goes on. Try again.'),
        { cause: error },
      );
    }
  }

  onNotification<N extends NotificationName>(
    name: N,
    handler: (params: Notifications[N]) => void,
  ): vscode.Disposable {
    return this.#notified.event((notification) => {
      if (notification.name === name) handler(notification.params as Notifications[N]);
    });
  }

  /** Resolves once connected; shares one attempt among all who ask. */
  connect(): Promise<MessageConnection> {
    if (this.#line) return Promise.resolve(this.#line);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Ends the runner (running work goes on) and stays away until the next request. */
  async stopRunner(reason: string): Promise<void> {
    refuseUntrusted();
    const line = await this.connect();
    // From here on its end is no loss.
    this.#line = null;
    const closed = new Promise<void>((resolve) => line.onClose(() => resolve()));
    // It may be gone before its answer has left.
    await Promise.race([line.sendRequest('runner/stop', { reason }).catch(() => closed), closed]);
    this.#setState({ kind: 'idle' });
    line.dispose();
  }

  /** What a reader shows is a copy: leaving it makes the next question copy anew. The runner tells of changes itself. */
  forgetCopy(): void {
    if (!vscode.workspace.isTrusted) this.#leave();
  }

  dispose(): void {
    if (this.#retry) clearTimeout(this.#retry);
    const line = this.#line;
    this.#line = null;
    line?.dispose();
    this.#disposables.dispose();
  }

  /** Until the next request. */
  #leave(): void {
    const line = this.#line;
    this.#line = null;
    line?.dispose();
    this.#setState({ kind: 'idle' });
  }

  async #open(): Promise<MessageConnection> {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    if (this.#state.kind !== 'failed') this.#setState({ kind: 'connecting' });
    try {
      const { trusted, line, info } = vscode.workspace.isTrusted
        ? { trusted: true, ...(await this.#openRunner()) }
        : { trusted: false, ...(await this.#openReader()) };
      if (vscode.workspace.isTrusted !== trusted) {
        line.dispose();
        return await this.#open();
      }
      if (this.#disposables.disposed) {
        line.dispose();
        throw new ClientError('SLW-CLIENT-CLOSED', 'The window is closing.');
      }
      this.#line = line;
      this.#attempt = 0;
      const what = trusted ? 'runner' : 'reader';
      this.#options.log.info(`Connected to the ${what} of ${this.folder.name} (pid ${info.pid}).`);
      this.#setState({ kind: 'ready', info });
      return line;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  async #openRunner(): Promise<Opened> {
    const address = await ensureRunner(this.#options.cli, this.folder.uri.fsPath);
    refuseNewer(address);
    return this.#dial(address);
  }

  async #openReader(): Promise<Opened> {
    const { reader, log } = this.#options;
    const line = await openReader(reader, this.folder.uri.fsPath, (text) => log.warn(`Reader: ${text}`));
    line.onClose(() => this.#closed(line));
    line.listen();
    try {
      return { line, info: await line.sendRequest('runner/info', {}) };
    } catch (error) {
      line.dispose();
      throw error;
    }
  }

  async #dial(address: RunnerAddress): Promise<Opened> {
    const { createMessageConnection, SocketMessageReader, SocketMessageWriter } = await import(
      'vscode-jsonrpc/node'
    );
    const socket = await openSocket(address.socket);
    const line = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    line.onNotification((name, params) => {
      this.#notified.fire({
        name: name as NotificationName,
        params: Array.isArray(params) ? params[0] : params,
      });
    });
    line.onClose(() => this.#closed(line));
    line.onDispose(() => socket.destroy());
    line.onError(([error]) => this.#options.log.debug(`Runner connection: ${error.message}`));
    line.listen();
    try {
      return { line, info: await shakeHands(line, address.token, this.#options.clientVersion) };
    } catch (error) {
      line.dispose();
      throw error;
    }
  }

  #closed(line: MessageConnection): void {
    line.dispose();
    if (this.#line !== line) return;
    this.#line = null;
    this.#options.log.warn(`The runner of ${this.folder.name} went away; connecting again.`);
    this.#setState({ kind: 'connecting' });
    this.#scheduleRetry();
  }

  #failed(error: unknown): void {
    const { message, hint, code } = describeError(error);
    const told = this.#state.kind === 'failed' && this.#state.message === message;
    const details = error instanceof Error && error.cause ? `\n${error.cause}` : '';
    this.#options.log[told ? 'debug' : 'error'](`Runner of ${this.folder.name}: ${message}${details}`);
    if (code === 'SLW-CLIENT-OUTDATED') {
      this.#setState({ kind: 'outdated', message, hint });
      return;
    }
    this.#setState({ kind: 'failed', message, hint });
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    if (this.#disposables.disposed) return;
    this.#retry = setTimeout(
      () => {
        this.connect().catch(() => undefined);
      },
      backOffMs(this.#attempt++),
    );
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

function refuseNewer(address: RunnerAddress): void {
  if (address.protocolVersion > protocolVersion)
    throw new ClientError(
      'SLW-CLIENT-OUTDATED',
      vscode.l10n.t(
        'The runner of this folder is Slipway {0}, newer than this window’s extension.',
        address.serverVersion,
      ),
      vscode.l10n.t('Update the Slipway extension and reload the window.'),
    );
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
