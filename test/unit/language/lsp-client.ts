import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import type {
  ClientCapabilities,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeResult,
  ProtocolConnection,
  PublishDiagnosticsParams,
  Range,
} from 'vscode-languageserver/node';
import {
  CancellationTokenSource,
  createProtocolConnection,
  ProgressType,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { connectionOver } from '../../../server/lsp/connection.ts';
import { requests } from '../../../server/lsp/requests.ts';
import { Session } from '../../../server/lsp/session.ts';

export interface LspOptions {
  /** Texts by location: made on disk, below a folder that goes when the test has ended. */
  files?: Record<string, string>;
  /** A folder that is there already, in place of one of its own. */
  root?: string;
  /** Locations of the workspace folders; `.` is the folder of the files. None: the client has no folder open. */
  folders?: string[];
  capabilities?: ClientCapabilities;
  initializationOptions?: unknown;
  /** Registers what the client answers, before it says hello. */
  prepare?: (connection: ProtocolConnection) => void;
}

/** As VS Code's client has it, as far as the server asks. */
export const pullCapabilities: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedDocumentSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
  workspace: {
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    workspaceFolders: true,
  },
};

/** A client of a language server of its own, in this process. */
export class LspClient {
  readonly connection: ProtocolConnection;
  /** Of the files on disk, absolute, without symlinks. */
  readonly root: string;
  readonly hello: InitializeResult;
  /** What was pushed last, by location. */
  readonly published = new Map<string, Diagnostic[]>();
  readonly #versions = new Map<string, number>();
  #parts = 0;

  private constructor(connection: ProtocolConnection, root: string, hello: InitializeResult) {
    this.connection = connection;
    this.root = root;
    this.hello = hello;
  }

  /** Says hello and is ended with the test. */
  static async start({
    files = {},
    root: given,
    folders = ['.'],
    capabilities = pullCapabilities,
    initializationOptions,
    prepare,
  }: LspOptions = {}): Promise<LspClient> {
    const root = given ?? (await temporaryRoot());
    for (const [location, text] of Object.entries(files)) await writeText(root, location, text);
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const server = connectionOver(
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toClient),
      () => {},
    );
    new Session(server).start(requests);
    server.listen();
    const connection = createProtocolConnection(
      new StreamMessageReader(toClient),
      new StreamMessageWriter(toServer),
    );
    const pushed = (params: PublishDiagnosticsParams) => client?.receive(params);
    let client: LspClient | null = null;
    connection.onNotification(PublishDiagnosticsNotification.method, pushed);
    prepare?.(connection);
    connection.listen();
    const uriOf = (location: string) => URI.file(join(root, location)).toString();
    const hello: InitializeResult = await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions,
      workspaceFolders: folders.map((location) => ({ uri: uriOf(location), name: location })),
    });
    client = new LspClient(connection, root, hello);
    await connection.sendNotification('initialized', {});
    onTestFinished(async () => {
      await connection.sendRequest('shutdown');
      connection.dispose();
      server.dispose();
    });
    return client;
  }

  uri(location: string): string {
    return URI.file(join(this.root, location)).toString();
  }

  /** The location of a file below the root. */
  locationOf(uri: string): string {
    return URI.parse(uri).fsPath.slice(this.root.length + 1);
  }

  write(location: string, text: string): Promise<void> {
    return writeText(this.root, location, text);
  }

  async open(location: string, text: string): Promise<void> {
    await this.openUri(this.uri(location), text);
  }

  async openUri(uri: string, text: string, languageId = 'yaml'): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces a range, or the whole text. */
  async change(location: string, text: string, range?: Range): Promise<void> {
    const uri = this.uri(location);
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [range ? { range, text } : { text }],
    });
  }

  async close(location: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: this.uri(location) },
    });
  }

  request<Result>(method: string, params: object): Promise<Result> {
    return this.connection.sendRequest(method, params);
  }

  /** A request that is answered in parts. */
  cancellable<Result>(method: string, params: object, onPart: (part: Result) => void) {
    const partialResultToken = `parts-${++this.#parts}`;
    this.connection.onProgress(new ProgressType<Result>(), partialResultToken, onPart);
    const source = new CancellationTokenSource();
    const answer: Promise<Result> = this.connection.sendRequest(
      method,
      { ...params, partialResultToken },
      source.token,
    );
    return { answer, cancel: () => source.cancel() };
  }

  pull(location: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', {
      textDocument: { uri: this.uri(location) },
      identifier: 'slipway',
      ...(previousResultId !== undefined && { previousResultId }),
    });
  }

  /** What is wrong in a file, as `line:column code message`, counted from 1. */
  async problems(location: string): Promise<string[]> {
    const report = await this.pull(location);
    return report.kind === 'full' ? report.items.map(describe) : [];
  }

  receive({ uri, diagnostics }: PublishDiagnosticsParams): void {
    this.published.set(this.locationOf(uri), diagnostics);
  }
}

export function describe({ range: { start }, code, message }: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1} ${code} ${message}`;
}

async function temporaryRoot(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-lsp-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

async function writeText(root: string, location: string, text: string): Promise<void> {
  const path = join(root, location);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
