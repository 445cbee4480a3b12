import { posix } from 'node:path';
import { Memo } from '../../core/memo.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { type IgnoreFile, IgnoreRules, ignoreFileName } from '../../manifests/dvc/ignore-rules.ts';
import { isOutside, isWithin } from '../../manifests/dvc/location.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

const known = new Memo<IgnoreRules>(200);

/**
 * Whether a `.dvcignore` of a project keeps DVC from a path, be it a file or a folder; false where that cannot be told.
 * To be asked for anew whenever files may have changed.
 */
export function ignoredPaths(folder: WorkspaceFolder, projectRoot: string): (location: string) => boolean {
  const byFolder = new Map<string, IgnoreRules | null>();
  return (location) => {
    if (location === '.' || isOutside(location) || !isWithin(location, projectRoot)) return false;
    const below = posix.dirname(location);
    let rules = byFolder.get(below);
    if (rules === undefined) {
      rules = rulesFor(folder, projectRoot, below);
      byFolder.set(below, rules);
    }
    return rules !== null && (rules.ignores(location, false) || rules.ignores(location, true));
  };
}

/** Null where there is no `.dvcignore` above, and where one cannot be read. */
function rulesFor(folder: WorkspaceFolder, projectRoot: string, below: string): IgnoreRules | null {
  const files: IgnoreFile[] = [];
  for (const at of foldersDown(projectRoot, below)) {
    const text = folder.text(at === '.' ? ignoreFileName : `${at}/${ignoreFileName}`);
    if (text !== null) files.push({ folder: at === '.' ? '' : at, text });
  }
  if (files.length === 0) return null;
  const evidence = files.flatMap((file) => [file.folder, file.text]);
  const key = `${folder.root}\0${below}`;
  const before = known.find(key, evidence);
  if (before) return before;
  try {
    return known.keep(key, evidence, new IgnoreRules(files));
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

/** From the one to the other, both among them. */
function foldersDown(root: string, below: string): string[] {
  const down = [root];
  if (below === root) return down;
  const rest = root === '.' ? below : below.slice(root.length + 1);
  for (const name of rest.split('/')) down.push(posix.join(down.at(-1) ?? '.', name));
  return down;
}
