import { posix } from 'node:path';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { TextChange } from '../../lint/rule.ts';
import type { FolderIndex } from '../../references/folder-index.ts';
import { scalarLetters } from '../../references/scalar-letters.ts';
import { fileSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { YamlDocument } from '../../yaml/yaml-document.ts';
import type { FileMove } from './file-move.ts';
import { writtenAs } from './written-text.ts';

/** What DVC keeps beside a file: the line of `.gitignore` of an out, and the `.dvc` file of data that was added. */
export function companionChanges(folder: WorkspaceFolder, index: FolderIndex, move: FileMove): TextChange[] {
  const isOut = index.occurrences(fileSymbol(move.from)).some(({ role }) => role === 'definition');
  return [...(isOut ? ignoredLine(folder, move) : []), ...addedData(folder, move)];
}

/** DVC writes `/name` into the `.gitignore` beside an out. */
function ignoredLine(folder: WorkspaceFolder, { from, to }: FileMove): TextChange[] {
  const above = posix.dirname(from);
  if (posix.dirname(to) !== above) return [];
  const location = joinLocation(above, '.gitignore');
  const name = posix.basename(from);
  const lines = folder.text(location)?.split(/\r?\n/) ?? [];
  return lines.flatMap((text, line): TextChange[] => {
    if (text !== `/${name}`) return [];
    const range = { start: { line, character: 1 }, end: { line, character: text.length } };
    return [{ location, range, newText: posix.basename(to) }];
  });
}

function addedData(folder: WorkspaceFolder, { from, to }: FileMove): TextChange[] {
  const location = `${from}.dvc`;
  const text = folder.text(location);
  if (text === null) return [];
  const yaml = YamlDocument.of(text, 'dvc');
  const path = yaml.find(['outs', 0, 'path']);
  if (path?.node.kind !== 'scalar' || path.node.value !== posix.basename(from)) return [];
  const { start, end } = scalarLetters(path.node, path.place.section);
  const newText = writtenAs(posix.relative(posix.dirname(from), to), {
    form: 'scalar',
    style: path.node.style,
  });
  return newText === null ? [] : [{ location, range: yaml.rangeOf({ start, end }, path.place), newText }];
}
