import { posix } from 'node:path';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { defaultParamsFile } from '../../../manifests/dvc/template-values.ts';
import { addItem } from '../../edits/add-item.ts';
import { plainOrQuoted } from '../../edits/scalar-text.ts';
import type { TextChange } from '../../lint/rule.ts';
import { paramItems, type StageItem } from '../../pipeline/stage-items.ts';
import type { FolderIndex } from '../../references/folder-index.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';

/**
 * `params.yaml` is meant without being written by a key alone in a stage's params, and by templates. It has to be written once
 * the file has another name, or does not lie beside who means it any longer.
 * @param moved where a file lies after the moves
 */
export function unwrittenParamsChanges(
  folder: WorkspaceFolder,
  index: FolderIndex,
  moved: (location: string) => string,
): TextChange[] {
  /** The path to write from a folder that is another one after the moves; null where what is meant is still found. */
  const pathAfter = (before: string, after: string): string | null => {
    const file = joinLocation(before, defaultParamsFile);
    const path = posix.relative(posix.join('/', after), posix.join('/', moved(file)));
    return path === defaultParamsFile || folder.fileKind(file).state !== 'known' ? null : path;
  };
  return folder.documentsOf('pipeline').flatMap((document) => {
    const before = posix.dirname(document.location);
    const after = posix.dirname(moved(document.location));
    const path = pathAfter(before, after);
    const isRead = path !== null && readsTemplates(index, document, joinLocation(before, defaultParamsFile));
    const keys = folder.pipeline(document).entries.flatMap((entry) => {
      const folders = new Set(entry.stages.map(({ workingFolder }) => workingFolder));
      const [own, ...others] = folders;
      // One text for several folders: it cannot say which file each of them has.
      if (own === undefined || others.length > 0) return [];
      const ownPath = pathAfter(own, own === before ? after : moved(own));
      const items = ownPath === null ? [] : paramItems(document.yaml, entry);
      return items.flatMap(({ file, keys: [key] }) =>
        ownPath !== null && file === null && key ? writeFile(document, key, ownPath) : [],
      );
    });
    return isRead ? [...addVars(document, path), ...keys] : keys;
  });
}

/** `lr` becomes `other.yaml: [lr]`. */
function writeFile({ yaml, location }: ManifestDocument, key: StageItem, path: string): TextChange {
  const { section } = key.place;
  const isFlow = isWithinFlow(section.text, key.node.start);
  const entry = `${plainOrQuoted(path, isFlow)}: [${plainOrQuoted(key.text, true)}]`;
  return { location, range: yaml.rangeOf(key.node, key.place), newText: isFlow ? `{${entry}}` : entry };
}

/** An item of a block list has its dash before it. */
function isWithinFlow(text: string, start: number): boolean {
  return !/(?:^|\s)-\s+(?:[&!]\S+\s+)*$/.test(text.slice(0, start));
}

/** A template of the file takes a value from these params. */
function readsTemplates(index: FolderIndex, { location }: ManifestDocument, params: string): boolean {
  return index
    .inFile(location)
    .some(
      ({ symbol, piece, start }) =>
        symbol.kind === 'param' && symbol.scope === params && /\$\{[^}]*$/.test(piece.text.slice(0, start)),
    );
}

function addVars(document: ManifestDocument, path: string): TextChange[] {
  const { yaml, location } = document;
  const vars = yaml.findPair(['vars']);
  if (vars?.place.section.root) {
    const change = addItem(document, { node: vars.place.section.root, place: vars.place }, 'vars', path);
    return change ? [change] : [];
  }
  const first = yaml.pairsAt([])[0];
  if (!first || vars) return [];
  const { start } = yaml.rangeOf(first.pair.key, first.place);
  return [{ location, range: { start, end: start }, newText: `vars:\n  - ${plainOrQuoted(path, false)}\n` }];
}
