import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { type IgnoreFile, IgnoreRules, ignoreFileName } from '../manifests/dvc/ignore-rules.ts';
import { isOutside } from '../manifests/dvc/location.ts';

/** The `.dvcignore` files of a root; each folder's is read once for each instance. */
export class DvcIgnore {
  readonly #root: string;
  readonly #folders = new Map<string, { files: IgnoreFile[]; rules: IgnoreRules }>();

  /** `root`: absolute, of the pipelines. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Whether DVC leaves the path out, or a folder above it. What lies outside the root is never ignored.
   * @throws UserError `SLW-DVCIGNORE` for a pattern that is none
   */
  ignores(location: string, isFolder: boolean): boolean {
    if (location === '.' || isOutside(location)) return false;
    return this.#folder(parentOf(location)).rules.ignores(location, isFolder);
  }

  /** The files that bear on what lies in `folder`, from the root down. */
  filesFor(folder: string): readonly IgnoreFile[] {
    return isOutside(folder) ? [] : this.#folder(folder === '.' ? '' : folder).files;
  }

  #folder(folder: string): { files: IgnoreFile[]; rules: IgnoreRules } {
    const known = this.#folders.get(folder);
    if (known) return known;
    const above = folder === '' ? null : this.#folder(parentOf(folder));
    const own = this.#read(folder, above?.rules ?? new IgnoreRules([]));
    const found =
      own === null && above
        ? above
        : withRules([...(above?.files ?? []), ...(own === null ? [] : [{ folder, text: own }])]);
    this.#folders.set(folder, found);
    return found;
  }

  #read(folder: string, above: IgnoreRules): string | null {
    if (above.ignores(folder === '' ? ignoreFileName : `${folder}/${ignoreFileName}`, false)) return null;
    try {
      return readFileSync(join(this.#root, folder, ignoreFileName), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
      throw error;
    }
  }
}

function withRules(files: IgnoreFile[]): { files: IgnoreFile[]; rules: IgnoreRules } {
  try {
    return { files, rules: new IgnoreRules(files) };
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    throw new UserError(
      'SLW-DVCIGNORE',
      error.message,
      'Patterns are those of .gitignore: https://dvc.org/doc/user-guide/project-structure/dvcignore-files',
    );
  }
}

function parentOf(location: string): string {
  return location.slice(0, Math.max(location.lastIndexOf('/'), 0));
}
