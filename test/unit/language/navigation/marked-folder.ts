import type { Position, Range } from 'vscode-languageserver-types';
import type { Providers } from '../../../../server/language/workspace/providers.ts';
import type { WorkspaceFolder } from '../../../../server/language/workspace/workspace-folder.ts';
import { folderOf, readCursor, readMarkers } from '../fixture.ts';

export interface MarkedFolder {
  folder: WorkspaceFolder;
  /** Where the `|` stood. */
  location: string;
  position: Position;
  /** What the markers with this word underline, as `file:line:column-column`, zero-based. */
  marked(word: 'def' | 'ref'): string[];
}

/** Files of which one holds a `|` for the cursor; lines of `^^^ def` and `^^^ ref` underline what is to be found. */
export function markedFolder(files: Record<string, string>, given: Partial<Providers> = {}): MarkedFolder {
  const texts: Record<string, string> = {};
  const markers: { word: string; place: string }[] = [];
  let cursor: { location: string; position: Position } | null = null;
  for (const [location, marked] of Object.entries(files)) {
    const isHere = marked.includes('|');
    const { text: withMarkers, position } = isHere
      ? readCursor(marked)
      : { text: marked, position: { line: 0, character: 0 } };
    const read = readMarkers(location, withMarkers);
    texts[location] = read.text;
    markers.push(
      ...read.markers.map(({ text, range }) => ({ word: text, place: placeOf({ location, range }) })),
    );
    // Marker lines above the cursor are gone now.
    if (isHere)
      cursor = {
        location,
        position: { ...position, line: position.line - markerLines(withMarkers, position.line) },
      };
  }
  if (!cursor) throw new Error('no file of the fixture has a | for its cursor');
  return {
    folder: folderOf(texts, given),
    ...cursor,
    marked: (word) =>
      markers
        .filter((marker) => marker.word === word)
        .map(({ place }) => place)
        .sort(),
  };
}

function markerLines(text: string, line: number): number {
  return text
    .split('\n')
    .slice(0, line)
    .filter((each) => /^#[ <]*\^/.test(each)).length;
}

export function placeOf({ location, range }: { location: string; range: Range }): string {
  return `${location}:${range.start.line}:${range.start.character}-${range.end.character}`;
}

export function placesOf(places: readonly { location: string; range: Range }[]): string[] {
  return places.map(placeOf).sort();
}
