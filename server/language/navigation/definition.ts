import type { Position, Range } from 'vscode-languageserver-types';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { atDistinctPlaces, definitionsOf, targetAt } from './resolve.ts';

export interface DefinitionLink {
  /** Of the name that was asked about. */
  origin: Range;
  location: string;
  range: Range;
}

const start = { line: 0, character: 0 };

/** Where what stands at a position is defined. A file that no stage makes is its own definition. */
export function definitionAt(
  folder: WorkspaceFolder,
  location: string,
  position: Position,
): DefinitionLink[] {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, location, position);
  if (!target) return [];
  const places = target.occurrences.flatMap((occurrence) => {
    const definitions = definitionsOf(index, occurrence);
    return definitions.length > 0 ? definitions : fileItself(folder, occurrence);
  });
  return atDistinctPlaces(places).map(({ location, range }) => ({ origin: target.range, location, range }));
}

/** Where data is not here, what tells DVC of it. */
function fileItself(folder: WorkspaceFolder, { symbol }: Occurrence): { location: string; range: Range }[] {
  if (symbol.kind !== 'file') return [];
  const isFile = (location: string) => {
    const kind = folder.fileKind(location);
    return kind.state === 'known' && kind.value === 'file';
  };
  const found = [symbol.name, `${symbol.name}.dvc`].find(isFile);
  return found === undefined ? [] : [{ location: found, range: { start, end: start } }];
}
