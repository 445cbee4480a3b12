import { posix } from 'node:path';
import { Memo } from '../../core/memo.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { type IgnoreFile, IgnoreRules, ignoreFileName } from '../../manifests/dvc/ignore-rules.ts';
import { isOutside, isWithin } from '../../manifests/dvc/location.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

const known = new Memo<IgnoreRules | null>(200);

/** A `.dvcignore` keeps DVC from a path, be it a file or a folder. False where that cannot be told. */
export function isIgnored(folder: WorkspaceFolder, projectRoot: string, location: string): boolean {
  if (location === '.' || isOutside(location) || !isWithin(location, projectRoot)) return false;
  const rules = rulesFor(folder, projectRoot, posix.dirname(location));
  return rules !== null && (rules.ignores(location, false) || rules.ignores(location, true));
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
  const rest = root === '.' ? below : below.slice(root.length + 1);
  if (rest === '.' || rest === '' || below === root) return down;
  for (const name of rest.split('/')) down.push(posix.join(down.at(-1) ?? '.', name));
  return down;
}
