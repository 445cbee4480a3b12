import type { Position, Range } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

/** What is told of one place, and how far that reaches. */
export interface HoverPart {
  range: Range;
  markdown: string;
}

export interface HoverContext {
  folder: WorkspaceFolder;
  document: ManifestDocument;
  position: Position;
  /** Milliseconds since 1970. */
  now: number;
}
