import type { Range } from 'vscode-languageserver-types';
import { isOutside } from '../../manifests/dvc/location.ts';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { atDistinctPlaces, isReal } from './resolve.ts';

export interface FileLink {
  range: Range;
  /** Of the file that it leads to. */
  target: string;
}

/**
 * Paths of files that are there. Beyond `most`, nobody has looked whether there is one: that is done when a link is followed.
 */
export function documentLinks(folder: WorkspaceFolder, location: string, most: number): FileLink[] {
  const index = FolderIndex.of(folder);
  const paths = index
    .inFile(location)
    .filter(({ symbol }) => symbol.kind === 'file' && !isOutside(symbol.name));
  const isThere = (occurrence: Occurrence) => {
    const kind = folder.fileKind(occurrence.symbol.name);
    return kind.state === 'known' && kind.value === 'file' && isReal(folder, index, occurrence);
  };
  const unseen = paths.slice(most).filter(({ isHint }) => !isHint);
  const links = [...paths.slice(0, most).filter(isThere), ...unseen];
  return atDistinctPlaces(links).map(({ range, symbol }) => ({ range, target: symbol.name }));
}
