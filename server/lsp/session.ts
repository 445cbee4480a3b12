import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serverVersion } from '../core/version.ts';
import { Changes } from './changes.ts';
import { Folders } from './folders.ts';
import { prepareFolders } from './prepare-folders.ts';
import { prepareIndex } from './prepare-index.ts';
import { Problems } from './problems.ts';
import { RunnerRegistries } from './runner-registries.ts';
import type { SessionCore, SessionDocument } from './session-core.ts';
import { Settings } from './settings.ts';
import { watchFiles } from './watched-files.ts';

export type { SessionDocument };

/** What the server answers, and how it says that it does. */
export interface SessionRequest {
  capabilities: ServerCapabilities;
  register(session: Session): void;
}

/** What a client may say as it starts the server. */
interface InitializationOptions {
  /** As the setting `slipway.lint`, for clients that cannot be asked for it. */
  lint?: unknown;
  /** Red Hat's YAML extension is active as well. */
  yamlServer?: boolean;
  /** The user trusts the workspace: runners that run are asked for models and runs. None is ever started. */
  isTrusted?: boolean;
  /** The client has the command `slipway.showReferences`. */
  showsReferences?: boolean;
}

/** One client's conversation with the server. */
export class Session implements SessionCore {
  readonly connection: Connection;
  readonly texts = new TextDocuments(TextDocument);
  readonly changes = new Changes();
  readonly #registries = new RunnerRegistries(
    () => this.changes.tell('surroundings'),
    (text) => this.connection.console.warn(text),
  );
  readonly folders = new Folders((root) => this.#registries.of(root));
  readonly settings = new Settings(this);
  readonly problems = new Problems(this, this.settings);
  clientCapabilities: ClientCapabilities = {};
  showsReferences = false;
  /** Resolves once the folders are known, and what the user wants to be told of. */
  readonly ready: Promise<void>;
  #setReady = () => {};
  readonly #starters: ((capabilities: ClientCapabilities) => void)[] = [];

  constructor(connection: Connection) {
    this.connection = connection;
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
  }

  start(requests: readonly SessionRequest[]): void {
    const { connection, texts, folders, changes } = this;
    connection.onInitialize((params) => this.#initialize(params, requests));
    connection.onInitialized(() => this.#prepare());
    connection.onNotification('slipway/yamlServer', ({ isActive }: { isActive: boolean }) =>
      this.settings.setYamlServer(isActive),
    );
    connection.onNotification('slipway/runner', () => this.#registries.trust());
    connection.onShutdown(() => {
      this.#registries.close();
      changes.end();
    });
    texts.onDidChangeContent(({ document }) => {
      const { uri, languageId } = document;
      folders.open(uri, languageId, document.getText());
      changes.tell({ uri });
    });
    texts.onDidClose(({ document: { uri } }) => {
      folders.close(uri);
      changes.tell({ uri });
    });
    for (const { register } of requests) register(this);
    texts.listen(connection);
  }

  /** What is to be done once it is known what the client can. */
  onStart(starter: (capabilities: ClientCapabilities) => void): void {
    this.#starters.push(starter);
  }

  /** Null for a file that is none of ours. */
  find(uri: string): SessionDocument | null {
    const found = this.folders.find(uri);
    const document = found?.folder.document(found.location);
    return found && document ? { ...found, uri, document } : null;
  }

  /** As `find`, once it is known what all manifests beside it name. */
  async findIndexed(uri: string, token: CancellationToken): Promise<SessionDocument | null> {
    const before = this.find(uri);
    if (before) await prepareIndex(this, [before.folder]);
    return token.isCancellationRequested ? null : this.find(uri);
  }

  #initialize(
    { workspaceFolders, rootUri, capabilities, initializationOptions }: InitializeParams,
    requests: readonly SessionRequest[],
  ): InitializeResult {
    this.clientCapabilities = capabilities;
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    for (const uri of uris) this.folders.add(uri);
    const {
      lint,
      yamlServer = false,
      isTrusted = false,
      showsReferences = false,
    }: InitializationOptions = initializationOptions ?? {};
    this.settings.take(lint);
    this.settings.setYamlServer(yamlServer);
    this.showsReferences = showsReferences;
    if (isTrusted) this.#registries.trust();
    const all = requests.map((request) => request.capabilities);
    const own: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    };
    const workspaceFolderSupport = { workspaceFolders: { supported: true, changeNotifications: true } };
    return {
      capabilities: {
        ...Object.assign(own, ...all),
        workspace: Object.assign(workspaceFolderSupport, ...all.map(({ workspace }) => workspace)),
      },
      serverInfo: { name: 'slipway', version: serverVersion },
    };
  }

  async #prepare(): Promise<void> {
    const { connection, folders, settings, changes, clientCapabilities } = this;
    if (clientCapabilities.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
        for (const { uri } of removed) folders.remove(uri);
        for (const { uri } of added) folders.add(uri);
        await settings.load();
        changes.tell('surroundings');
      });
    for (const starter of this.#starters) starter(clientCapabilities);
    try {
      await Promise.all([watchFiles(this), settings.watch(), settings.load(), prepareFolders(this)]);
    } finally {
      this.#setReady();
    }
  }
}
