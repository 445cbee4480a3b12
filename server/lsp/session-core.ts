import type { ClientCapabilities, Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ManifestDocument } from '../language/workspace/manifest-document.ts';
import type { Changes } from './changes.ts';
import type { Folders, Placement } from './folders.ts';

/** A document of a client, and the workspace folder that it lies in. */
export interface SessionDocument extends Placement {
  uri: string;
  document: ManifestDocument;
}

/** What all parts of a conversation with a client stand on. */
export interface SessionCore {
  readonly connection: Connection;
  readonly texts: TextDocuments<TextDocument>;
  readonly folders: Folders;
  readonly changes: Changes;
  readonly clientCapabilities: ClientCapabilities;
}
