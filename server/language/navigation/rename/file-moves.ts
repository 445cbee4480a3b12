import { posix } from 'node:path';
import { isWithin, joinLocation } from '../../../manifests/dvc/location.ts';
import type { TextChange } from '../../lint/rule.ts';
import { FolderIndex } from '../../references/folder-index.ts';
import type { Occurrence } from '../../references/mention.ts';
import { fileSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { atDistinctPlaces, isReal } from '../resolve.ts';
import { companionChanges } from './file-companions.ts';
import type { FileMove } from './file-move.ts';
import { unwrittenParamsChanges } from './unwritten-params.ts';
import { writtenAs } from './written-text.ts';

/** What has to change in all manifests so that they name the same files after these moves; the texts stand at their old places. */
export function moveChanges(folder: WorkspaceFolder, moves: readonly FileMove[]): TextChange[] {
  const index = FolderIndex.of(folder);
  const moved = placesAfter(moves);
  const changes = affected(index, moves).flatMap((occurrence): TextChange[] => {
    if (occurrence.symbol.kind !== 'file' || !isReal(folder, index, occurrence)) return [];
    const newText = newPath(occurrence, moved, slashed(folder.root));
    return newText === null ? [] : [{ location: occurrence.location, range: occurrence.range, newText }];
  });
  return atDistinctPlaces([
    ...changes,
    ...unwrittenParamsChanges(folder, index, moved),
    ...moves.flatMap((move) => companionChanges(folder, index, move)),
  ]);
}

/** Mentions of what moves, and everything in manifests whose paths are from a folder that moves. */
function affected(index: FolderIndex, moves: readonly FileMove[]): Occurrence[] {
  const named = moves
    .flatMap(({ from }) => [fileSymbol(from), ...index.filesBelow(from)])
    .flatMap((symbol) => index.occurrences(symbol));
  const workingFolders = named.filter(({ path }) => path?.use === 'wdir');
  const manifests = index
    .locations()
    .filter((location) => moves.some(({ from }) => isWithin(location, from)));
  const rebased = new Set([...manifests, ...workingFolders.map(({ location }) => location)]);
  return [...named, ...[...rebased].flatMap((location) => index.inFile(location))];
}

type Places = (location: string) => string;

function placesAfter(moves: readonly FileMove[]): Places {
  // The innermost says where a file goes.
  const sorted = [...moves].sort((a, b) => b.from.length - a.from.length);
  return (location) => {
    const move = sorted.find(({ from }) => isWithin(location, from));
    return move ? joinLocation(move.to, `./${location.slice(move.from.length)}`) : location;
  };
}

/** Null where the letters can stay. */
function newPath(
  { symbol, path, location, piece, start, end, writing }: Occurrence,
  moved: Places,
  root: string,
): string | null {
  const written = piece.text.slice(start, end);
  const base = {
    before: path?.base ?? posix.dirname(location),
    after: path?.base == null ? posix.dirname(moved(location)) : moved(path.base),
  };
  const pathFrom = (folder: string, target: string) => relativePath(root, folder, target);
  const rewritten = (text: string, target: string): string | null => {
    const [before, after] = [pathFrom(base.before, target), pathFrom(base.after, moved(target))];
    if (before === after) return null;
    return inStyleOf(text, posix.isAbsolute(text) ? posix.join(root, moved(target)) : after);
  };
  if (writing.form !== 'fixed') {
    const text = rewritten(written, symbol.name);
    return text === null ? null : writtenAs(text, writing);
  }
  // Of a templated path, the folders before the template can be changed.
  const [folders] = /^[^$]*\//.exec(written) ?? [];
  if (folders === undefined || written.includes('\\')) return null;
  const target = joinLocation(base.before, folders);
  const isAlike = pathFrom(target, symbol.name) === pathFrom(moved(target), moved(symbol.name));
  const text = isAlike ? rewritten(folders, target) : null;
  return text === null || !/^[\p{L}\p{N}_./@%+-]+$/u.test(text) ? null : text + written.slice(folders.length);
}

function relativePath(root: string, base: string, target: string): string {
  if (posix.isAbsolute(target)) return target;
  return posix.relative(posix.join(root, base), posix.join(root, target)) || '.';
}

/** With the `./` before it and the `/` behind it that the old path had. */
function inStyleOf(written: string, path: string): string {
  const before = written.startsWith('./') && !path.startsWith('.') && !posix.isAbsolute(path) ? './' : '';
  return `${before}${path}${written.endsWith('/') ? '/' : ''}`;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
