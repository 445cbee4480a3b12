import type { Range } from 'vscode-languageserver-types';
import type { Place } from '../navigation/references.ts';
import { atDistinctPlaces, mentionsOf } from '../navigation/resolve.ts';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import type { SymbolKind } from '../references/symbol.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

/** Names that people look for the uses of. Outs count with the stage that makes them. */
const kinds: ReadonlySet<SymbolKind> = new Set([
  'stage',
  'param',
  'model',
  'field',
  'target',
  'executor',
  'tracker',
]);

/** A name above which stands how often it is used, before that is counted. */
export interface ReferenceLens {
  kind: SymbolKind;
  /** Of the name. */
  range: Range;
}

/** Those of one file, in the order of its text. */
export function referenceLensesIn(folder: WorkspaceFolder, location: string): ReferenceLens[] {
  const seen = new Set<number>();
  return definitionsIn(FolderIndex.of(folder), location).flatMap(({ symbol: { kind }, range }) => {
    // A group's name defines many stages in one place.
    if (!kinds.has(kind) || seen.has(range.start.line)) return [];
    seen.add(range.start.line);
    return { kind, range };
  });
}

/** Where what is defined on a line is used; of a stage, also where what it makes is read. Null where nothing is defined there now. */
export function usesOfLens(folder: WorkspaceFolder, location: string, line: number): Place[] | null {
  const index = FolderIndex.of(folder);
  const defined = definitionsIn(index, location);
  const own = defined.filter(({ symbol, range }) => range.start.line === line && kinds.has(symbol.kind));
  const [first] = own;
  if (!first) return null;
  const made = first.symbol.kind === 'stage' ? outsOf(first, defined) : [];
  const uses = [...own, ...made].flatMap((definition) =>
    mentionsOf(folder, index, definition.symbol).filter(({ role }) => role === 'reference'),
  );
  return atDistinctPlaces(uses)
    .filter(
      ({ range, ...use }) =>
        first.symbol.kind !== 'stage' || use.location !== location || !isWithin(range, first, defined),
    )
    .map(({ location: where, range }) => ({ location: where, range }));
}

function definitionsIn(index: FolderIndex, location: string): Occurrence[] {
  return index.inFile(location).filter(({ role }) => role === 'definition');
}

function outsOf(stage: Occurrence, defined: readonly Occurrence[]): Occurrence[] {
  return defined.filter(({ symbol, range }) => symbol.kind === 'file' && isWithin(range, stage, defined));
}

/** Between a stage and the one that comes after it in the text. */
function isWithin({ start }: Range, stage: Occurrence, defined: readonly Occurrence[]): boolean {
  const from = stage.range.start.line;
  const next = defined.find(({ symbol, range }) => symbol.kind === 'stage' && range.start.line > from);
  return start.line >= from && start.line < (next?.range.start.line ?? Number.POSITIVE_INFINITY);
}
