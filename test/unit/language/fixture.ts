import type { Position, Range } from 'vscode-languageserver-types';
import type { ExampleFacts } from '../../../server/language/lint/rule.ts';
import { absent, known, unknown } from '../../../server/language/workspace/known.ts';
import { manifestKindOf } from '../../../server/language/workspace/manifest-kind.ts';
import type { FolderEntry, Providers } from '../../../server/language/workspace/providers.ts';
import { unknownRegistry } from '../../../server/language/workspace/unknown-registry.ts';
import { WorkspaceFolder } from '../../../server/language/workspace/workspace-folder.ts';

/** What a marker line says: the range it underlines, and what the message must hold. */
export interface Marker {
  location: string;
  range: Range;
  text: string;
}

const marker = /^#( *)(<?)(\^+) ?(.*)$/;

/**
 * A text without its marker lines. `#   ^^^ message` marks these columns of the line above it, `#<^^^ message` columns from the
 * start of that line.
 */
export function readMarkers(location: string, text: string): { text: string; markers: Marker[] } {
  const lines: string[] = [];
  const markers: Marker[] = [];
  for (const line of text.split('\n')) {
    const match = marker.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const [, spaces = '', fromStart = '', carets = '', message = ''] = match;
    const start = fromStart ? 0 : spaces.length + 1;
    const at = (character: number) => ({ line: lines.length - 1, character });
    markers.push({
      location,
      range: { start: at(start), end: at(start + carets.length) },
      text: message.trim(),
    });
  }
  return { text: lines.join('\n'), markers };
}

/** A text with its `|`, which marks the cursor, taken out. */
export function readCursor(text: string): { text: string; position: Position } {
  const offset = text.indexOf('|');
  if (offset < 0) throw new Error('the fixture has no | for its cursor');
  const before = text.slice(0, offset).split('\n');
  return {
    text: text.slice(0, offset) + text.slice(offset + 1),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

/** A workspace folder of these files, in memory; all manifests are open. Nothing is known of models and runs unless given. */
export function folderOf(texts: Record<string, string>, given: Partial<Providers> = {}): WorkspaceFolder {
  const files = new Map(Object.entries(texts));
  const kindOf = (location: string) => {
    if (files.has(location)) return known('file' as const);
    const isFolder = location === '.' || [...files.keys()].some((file) => file.startsWith(`${location}/`));
    return isFolder ? known('folder' as const) : absent;
  };
  const providers: Providers = {
    files: {
      kindOf,
      text: (location) => {
        const text = files.get(location);
        return text === undefined ? absent : known(text);
      },
      entries: (location) => {
        const prefix = location === '.' ? '' : `${location}/`;
        const names = [...files.keys()].filter((file) => file.startsWith(prefix));
        const entries = new Map<string, FolderEntry>();
        for (const file of names) {
          const [name = '', ...below] = file.slice(prefix.length).split('/');
          entries.set(name, { name, kind: below.length > 0 ? 'folder' : 'file', ignored: false });
        }
        return entries.size > 0 ? known([...entries.values()]) : absent;
      },
      manifests: () => [...files.keys()].filter((file) => manifestKindOf(file) !== null),
      dataFiles: () => [...files.keys()].filter((file) => file.endsWith('.dvc')),
    },
    registry: unknownRegistry,
    contents: { modelGraph: () => unknown, columns: () => unknown },
    ...given,
  };
  const folder = new WorkspaceFolder('/workspace', providers);
  for (const [location, text] of files) folder.open(location, text);
  return folder;
}

/** Providers that know these facts and nothing else. */
export function providersOf({
  metrics,
  models,
  graphs = {},
  columns = {},
}: ExampleFacts): Partial<Providers> {
  const orUnknown = <T>(value: T | undefined) => (value === undefined ? unknown : known(value));
  return {
    registry: {
      models: () => orUnknown(models),
      metrics: () => orUnknown(metrics),
      lastRun: () => unknown,
      stageNow: () => unknown,
      lastGates: () => unknown,
    },
    contents: {
      modelGraph: (location) => orUnknown(graphs[location]),
      columns: (location) => orUnknown(columns[location]),
    },
  };
}
