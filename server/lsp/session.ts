import {
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
import type { ManifestDocument } from '../language/workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { Folders } from './folders.ts';

/** A document of a client, and the workspace folder that it lies in. */
export interface SessionDocument {
  uri: string;
  folder: WorkspaceFolder;
  document: ManifestDocument;
}

/** What the server answers, and how it says that it does. */
export interface SessionRequest {
  capabilities: ServerCapabilities;
  register(session: Session): void;
}

/** One client's conversation with the server. */
export class Session {
  readonly connection: Connection;
  readonly texts = new TextDocuments(TextDocument);
  readonly folders = new Folders();
  clientCapabilities: ClientCapabilities = {};

  constructor(connection: Connection) {
    this.connection = connection;
  }

  start(requests: readonly SessionRequest[]): void {
    const capabilities = requests.map((request) => request.capabilities);
    this.connection.onInitialize((params) => this.#initialize(params, capabilities));
    this.texts.onDidChangeContent(({ document }) => this.folders.open(document.uri, document.getText()));
    this.texts.onDidClose(({ document }) => this.folders.close(document.uri));
    for (const { register } of requests) register(this);
    this.texts.listen(this.connection);
  }

  /** Null for a file that is none of ours. */
  find(uri: string): SessionDocument | null {
    const found = this.folders.find(uri);
    const document = found?.folder.document(found.location);
    return found && document ? { uri, folder: found.folder, document } : null;
  }

  #initialize(
    { workspaceFolders, rootUri, capabilities }: InitializeParams,
    ownCapabilities: readonly ServerCapabilities[],
  ): InitializeResult {
    this.clientCapabilities = capabilities;
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    for (const uri of uris) this.folders.add(uri);
    const own: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
    return {
      capabilities: Object.assign(own, ...ownCapabilities, {
        workspace: Object.assign({}, own.workspace, ...ownCapabilities.map(({ workspace }) => workspace)),
      }),
      serverInfo: { name: 'slipway', version: serverVersion },
    };
  }
}
