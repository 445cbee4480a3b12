import type { Position, Range } from 'vscode-languageserver-types';
import { isOutside } from '../../../manifests/dvc/location.ts';
import { FolderIndex } from '../../references/folder-index.ts';
import type { Occurrence } from '../../references/mention.ts';
import type { ManifestSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { renamedTogether, targetAt } from '../resolve.ts';
import { whyFixed } from './fixed-names.ts';

/** Why something cannot be renamed, for people. */
export interface Refusal {
  refused: string;
}

export interface Renameable {
  range: Range;
  /** The letters that stand there now. */
  placeholder: string;
  occurrence: Occurrence;
  symbols: ManifestSymbol[];
}

/** What a rename at a position would rename; null where nothing is named. */
export function prepareRename(
  folder: WorkspaceFolder,
  location: string,
  position: Position,
): Renameable | Refusal | null {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, location, position);
  const [occurrence] = target?.occurrences ?? [];
  if (!target || !occurrence) return null;
  const { writing, symbol, piece, start, end } = occurrence;
  if (writing.form === 'fixed') return { refused: `This cannot be renamed here: ${writing.why}.` };
  if (symbol.kind === 'file' && isOutside(symbol.name))
    return { refused: `"${symbol.name}" lies outside of the workspace folder; rename it there.` };
  const named = target.occurrences.map((each) => each.symbol);
  const symbols = symbol.kind === 'file' ? named : renamedTogether(index, named);
  for (const each of symbols) {
    const why = whyFixed(folder, index, each);
    if (why !== null) return { refused: `This cannot be renamed: ${why}.` };
  }
  return { range: target.range, placeholder: piece.text.slice(start, end), occurrence, symbols };
}
