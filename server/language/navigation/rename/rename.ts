import type { Position } from 'vscode-languageserver-types';
import { isOutside, joinLocation } from '../../../manifests/dvc/location.ts';
import type { TextChange } from '../../lint/rule.ts';
import { FolderIndex } from '../../references/folder-index.ts';
import type { Occurrence } from '../../references/mention.ts';
import type { ManifestSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { atDistinctPlaces } from '../resolve.ts';
import type { FileMove } from './file-move.ts';
import { moveChanges } from './file-moves.ts';
import { faultOfName, kindNames, withLastStep } from './new-name.ts';
import { prepareRename, type Refusal, type Renameable } from './prepare-rename.ts';
import { stageLockChanges } from './stage-lock.ts';
import { writtenAs } from './written-text.ts';

/** What a rename does: changes of texts, and of a file of the disk itself. */
export interface Rename {
  changes: TextChange[];
  move: FileMove | null;
}

/** Renames what stands at a position, wherever it is named. */
export function renameAt(
  folder: WorkspaceFolder,
  location: string,
  position: Position,
  newName: string,
): Rename | Refusal | null {
  const found = prepareRename(folder, location, position);
  if (!found || 'refused' in found) return found;
  const { kind } = found.occurrence.symbol;
  const fault = faultOfName(kind, newName);
  if (fault !== null) return { refused: `${sentence(fault)}.` };
  if (newName === found.placeholder) return { changes: [], move: null };
  return kind === 'file'
    ? renameFile(folder, found.occurrence, newName)
    : renameSymbols(folder, found, newName);
}

function renameSymbols(folder: WorkspaceFolder, { symbols }: Renameable, newName: string): Rename | Refusal {
  const index = FolderIndex.of(folder);
  const changes: TextChange[] = [];
  for (const symbol of symbols) {
    const taken = index.occurrences(withLastStep(symbol, newName)).find(({ role }) => role === 'definition');
    if (taken)
      return {
        refused: `There is a ${kindNames[symbol.kind]} "${newName}" already, in ${placeOf(taken)}; choose another name.`,
      };
    for (const occurrence of index.occurrences(symbol)) {
      const newText = writtenAs(newName, occurrence.writing);
      if (newText === null)
        return {
          refused: `"${newName}" cannot be written in ${placeOf(occurrence)}, where the name stands within a longer text.`,
        };
      changes.push({ location: occurrence.location, range: occurrence.range, newText });
    }
    if (symbol.kind === 'stage') changes.push(...stageLockChanges(folder, symbol, newName));
  }
  return { changes: atDistinctPlaces(changes), move: null };
}

function renameFile(folder: WorkspaceFolder, occurrence: Occurrence, newName: string): Rename | Refusal {
  const { symbol, path, location } = occurrence;
  const index = FolderIndex.of(folder);
  const to = joinLocation(path?.base ?? folderAbove(location), newName);
  if (isOutside(to)) return { refused: `"${newName}" lies outside of the workspace folder.` };
  if (to === symbol.name) return { changes: [], move: null };
  const fixed = templatedMention(index, symbol);
  if (fixed)
    return {
      refused: `"${symbol.name}" comes from a template in ${placeOf(fixed)}; rename what that names.`,
    };
  const isTaken =
    folder.fileKind(to).state === 'known' ||
    index.occurrences({ ...symbol, name: to }).some(({ role }) => role === 'definition');
  if (isTaken) return { refused: `There is a file "${to}" already; choose another name.` };
  const move = { from: symbol.name, to };
  const isThere = folder.fileKind(symbol.name).state === 'known';
  return { changes: moveChanges(folder, [move]), move: isThere ? move : null };
}

function templatedMention(index: FolderIndex, symbol: ManifestSymbol): Occurrence | undefined {
  return index.occurrences(symbol).find(({ writing }) => writing.form === 'fixed');
}

function folderAbove(location: string): string {
  const end = location.lastIndexOf('/');
  return end < 0 ? '.' : location.slice(0, end);
}

function placeOf({ location, range }: Occurrence): string {
  return `${location}:${range.start.line + 1}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
