import { ManifestFault } from './fault.ts';
import { compileIgnorePattern, type IgnorePattern, rebasedPattern } from './ignore-pattern.ts';

/** A `.dvcignore`. */
export interface IgnoreFile {
  /** From the root of the pipelines; empty for the root. */
  folder: string;
  text: string;
}

export const ignoreFileName = '.dvcignore';
const builtIn: IgnoreFile = { folder: '', text: '.hg/\n.git/\n.git\n.dvc/\n' };

/** What DVC leaves out below the folder of the last of `files`: the last pattern that matches has the last word. */
export class IgnoreRules {
  /** The last first. */
  readonly #patterns: IgnorePattern[];

  /**
   * `files`: from the root down.
   * @throws ManifestFault for a pattern that DVC refuses, with its file and line in the message
   */
  constructor(files: readonly IgnoreFile[]) {
    this.#patterns = [builtIn, ...files].flatMap(patternsOf).reverse();
  }

  /** The path itself is ignored, or a folder above it is. */
  ignores(location: string, isFolder: boolean): boolean {
    for (let end = location.indexOf('/'); end > 0; end = location.indexOf('/', end + 1))
      if (this.ignoresEntry(location.slice(0, end), true)) return true;
    return this.ignoresEntry(location, isFolder);
  }

  /** The same for who knows that no folder above it is. */
  ignoresEntry(location: string, isFolder: boolean): boolean {
    for (const { matches, ignores, foldersOnly } of this.#patterns) {
      if (foldersOnly && !isFolder) continue;
      if (isMatch(matches, location) || (isFolder && isMatch(matches, `${location}/`))) return ignores;
    }
    return false;
  }
}

function isMatch(pattern: RegExp, location: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(location);
}

function patternsOf({ folder, text }: IgnoreFile): IgnorePattern[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#')) return [];
    try {
      return compileIgnorePattern(rebasedPattern(bare, folder)) ?? [];
    } catch (error) {
      if (!(error instanceof ManifestFault)) throw error;
      const file = folder === '' ? ignoreFileName : `${folder}/${ignoreFileName}`;
      throw new ManifestFault([], `${file}:${index + 1}: ${error.message}`);
    }
  });
}
