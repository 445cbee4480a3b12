import { previewWithType } from '../../core/python-preview.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { paramAt } from '../../manifests/dvc/param-values.ts';
import { definitionsOf, mentionsOf, targetAt } from '../navigation/resolve.ts';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { HoverContext, HoverPart } from './hover-part.ts';
import { code, shortList } from './markdown.ts';
import { stageWords } from './stage-words.ts';

const mostPlaces = 8;

/** Of a param, a stage, a file or another thing that is named: its value, who makes it, who uses it. */
export function symbolWords({ folder, document, position, now }: HoverContext): HoverPart | null {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, document.location, position);
  const [occurrence] = target?.occurrences ?? [];
  if (!target || !occurrence) return null;
  const parts = [ownWords(folder, index, occurrence, now), usesOf(folder, index, occurrence)];
  const markdown = parts.filter((part) => part !== null).join('\n\n');
  return markdown === '' ? null : { range: target.range, markdown };
}

function ownWords(
  folder: WorkspaceFolder,
  index: FolderIndex,
  occurrence: Occurrence,
  now: number,
): string | null {
  const { kind, name, scope } = occurrence.symbol;
  if (kind === 'param') return paramWords(folder, scope, name);
  if (kind === 'stage') return stageWords(folder, scope, name, now);
  return kind === 'file' ? fileWords(folder, index, occurrence) : null;
}

function paramWords(folder: WorkspaceFolder, file: string, name: string): string | null {
  try {
    const values = folder.paramValues(file);
    const value = values === null ? undefined : paramAt(values, name);
    return value === undefined ? null : `**${name}** = ${code(previewWithType(value))} in ${file}`;
  } catch (error) {
    // The file's own problem stands at its place.
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

function fileWords(folder: WorkspaceFolder, index: FolderIndex, occurrence: Occurrence): string | null {
  const { name } = occurrence.symbol;
  const makers = definitionsOf(index, occurrence).flatMap((maker) => placeWords(maker));
  const kind = folder.fileKind(name);
  const tracked = folder.fileKind(`${name}.dvc`).state === 'known';
  const words = [
    makers.length > 0 && `made at ${shortList([...new Set(makers)], mostPlaces)}`,
    tracked && `data that ${code(`${name}.dvc`)} names`,
    kind.state === 'known' && (kind.value === 'folder' ? 'a folder, on disk' : 'on disk'),
    kind.state === 'absent' && 'not on disk now',
  ].filter((word) => word !== false);
  return words.length > 0 ? `**${name}**: ${words.join('; ')}` : null;
}

function usesOf(folder: WorkspaceFolder, index: FolderIndex, { symbol }: Occurrence): string | null {
  const places = mentionsOf(folder, index, symbol)
    .filter(({ role }) => role === 'reference')
    .map((mention) => placeWords(mention));
  const distinct = [...new Set(places)];
  return distinct.length > 0 ? `Used at ${shortList(distinct, mostPlaces)}` : null;
}

function placeWords({ location, range }: Occurrence): string {
  return `${location}:${range.start.line + 1}`;
}
