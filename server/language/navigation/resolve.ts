import type { Position, Range } from 'vscode-languageserver-types';
import type { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import { fileSymbol, type ManifestSymbol, symbolKey } from '../references/symbol.ts';
import { foldersAbove } from '../references/symbol-table.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

/** What a position in a text is about. */
export interface Target {
  range: Range;
  /** The same letters as each symbol that they stand for: usually one. */
  occurrences: Occurrence[];
}

/** Null where nothing is named. */
export function targetAt(
  folder: WorkspaceFolder,
  index: FolderIndex,
  location: string,
  position: Position,
): Target | null {
  const real = index.at(location, position).filter((occurrence) => isReal(folder, index, occurrence));
  const [smallest] = real;
  if (!smallest) return null;
  const same = ({ start, end, piece }: Occurrence) =>
    piece === smallest.piece && start === smallest.start && end === smallest.end;
  return { range: smallest.range, occurrences: real.filter(same) };
}

/** A hint counts where there is such a file, or such a name. */
export function isReal(folder: WorkspaceFolder, index: FolderIndex, occurrence: Occurrence): boolean {
  return index.isReal(occurrence, (location) => folder.fileKind(location).state === 'known');
}

/** Where a symbol of an occurrence is defined: for a file, who makes it, or what it lies in, or what lies in it. */
export function definitionsOf(index: FolderIndex, { symbol, path, isHint }: Occurrence): Occurrence[] {
  const definitionsOfAny = (symbols: readonly ManifestSymbol[]) =>
    symbols.flatMap((each) => index.occurrences(each)).filter(({ role }) => role === 'definition');
  const own = definitionsOfAny([symbol]);
  if (own.length > 0 || symbol.kind !== 'file' || isHint) return own;
  const above = foldersAbove(symbol.name).map(fileSymbol);
  return definitionsOfAny(path?.use === 'dep' ? [...above, ...index.filesBelow(symbol.name)] : above);
}

/** Every mention of a symbol; of a file, also what lies in it, and what reads a folder that it lies in. */
export function mentionsOf(
  folder: WorkspaceFolder,
  index: FolderIndex,
  symbol: ManifestSymbol,
): Occurrence[] {
  const own = index.occurrences(symbol).filter((occurrence) => isReal(folder, index, occurrence));
  if (symbol.kind !== 'file') return own;
  const below = symbol.name === '.' ? [] : index.filesBelow(symbol.name);
  const above = foldersAbove(symbol.name).map(fileSymbol);
  return [
    ...own,
    ...below.flatMap((file) => index.occurrences(file).filter(({ isHint }) => !isHint)),
    ...above.flatMap((file) => index.occurrences(file).filter(({ path }) => path?.use === 'dep')),
  ];
}

/** All symbols that have to be renamed with these, since the same letters stand for several of them. */
export function renamedTogether(index: FolderIndex, symbols: readonly ManifestSymbol[]): ManifestSymbol[] {
  const found = new Map(symbols.map((symbol) => [symbolKey(symbol), symbol]));
  for (const symbol of found.values())
    for (const { unit, piece, start, end } of index.occurrences(symbol))
      for (const other of unit.mentions)
        if (
          other.start === start &&
          other.end === end &&
          other.piece === piece &&
          other.symbol.kind !== 'file'
        )
          found.set(symbolKey(other.symbol), other.symbol);
  return [...found.values()];
}

/** One for each place, in the order given. */
export function atDistinctPlaces<T extends { location: string; range: Range }>(places: readonly T[]): T[] {
  const keyOf = ({ location, range: { start, end } }: T) =>
    [location, start.line, start.character, end.line, end.character].join('\0');
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}
