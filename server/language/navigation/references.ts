import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
} from 'vscode-languageserver-types';
import { FolderIndex } from '../references/folder-index.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { atDistinctPlaces, definitionsOf, mentionsOf, targetAt } from './resolve.ts';

/** A place in a file of the workspace folder. */
export type Place = { location: string } & Pick<Location, 'range'>;

/** Every mention of what stands at a position, in all files. */
export function referencesAt(
  folder: WorkspaceFolder,
  location: string,
  position: Position,
  { includeDefinition }: { includeDefinition: boolean },
): Place[] {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, location, position);
  if (!target) return [];
  const mentions = target.occurrences.flatMap(({ symbol }) => mentionsOf(folder, index, symbol));
  const definitions = target.occurrences.flatMap((occurrence) => definitionsOf(index, occurrence));
  const references = mentions.filter(({ role }) => role === 'reference');
  const wanted = includeDefinition ? [...definitions, ...mentions] : references;
  return atDistinctPlaces(wanted).map(({ location, range }) => ({ location, range }));
}

/** The same in one text; what defines it is written, all else is read. */
export function highlightsAt(
  folder: WorkspaceFolder,
  location: string,
  position: Position,
): DocumentHighlight[] {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, location, position);
  const mentions = (target?.occurrences ?? []).flatMap(({ symbol }) => mentionsOf(folder, index, symbol));
  const here = mentions.filter((mention) => mention.location === location);
  return atDistinctPlaces(here).map(({ range, role }) => ({
    range,
    kind: role === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
