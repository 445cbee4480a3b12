import { simpleGit } from 'simple-git';
import type { FileView } from './file-view.ts';

/** An experiment of DVC: a commit under `refs/exps/<first 2>/<other 38 of the baseline>/<name>`. */
export interface ExperimentRef {
  name: string;
  commit: string;
  baseline: string;
  /** Of the commit, in milliseconds since 1970 (UTC). */
  time: number;
}

/**
 * A repository, read through git's plumbing only (`for-each-ref`, `ls-tree`, `cat-file`), which runs neither hooks nor
 * filters of the repository.
 */
export class GitCommits {
  readonly #git: ReturnType<typeof simpleGit>;

  constructor(root: string, signal: AbortSignal) {
    this.#git = simpleGit(root, { abort: signal });
  }

  /** Sorted by time. Rejects where git is missing or the folder is no repository. */
  async experiments(): Promise<ExperimentRef[]> {
    const format = '--format=%(refname)%00%(objectname)%00%(committerdate:unix)';
    const output = await this.#git.raw('for-each-ref', '--sort=committerdate', format, 'refs/exps/');
    return output.split('\n').flatMap((line) => {
      const [ref = '', commit = '', seconds = ''] = line.split('\0');
      const match = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38})\/(.+)$/.exec(ref);
      if (!match) return [];
      return {
        name: match[3] ?? '',
        commit,
        baseline: `${match[1]}${match[2]}`,
        time: Number(seconds) * 1000,
      };
    });
  }

  /** Files of a commit, with the folder `below` of the repository as their root. */
  view(commit: string, below: string): FileView {
    const root = below === '' ? '' : `${below}/`;
    return {
      read: async (path) => {
        try {
          return await this.#git.raw('cat-file', 'blob', `${commit}:${root}${path}`);
        } catch (error) {
          if (error instanceof Error && /exist|bad file|not a valid object name/i.test(error.message))
            return null;
          throw error;
        }
      },
      list: async (folder) => {
        const output = await this.#git.raw(
          'ls-tree',
          '-r',
          '-z',
          '--name-only',
          commit,
          '--',
          `${root}${folder}/`,
        );
        return output
          .split('\0')
          .filter((path) => path !== '')
          .map((path) => path.slice(root.length));
      },
    };
  }

  /** The folder's path below the repository's root, with forward slashes; empty for the root. */
  async prefix(): Promise<string> {
    return (await this.#git.raw('rev-parse', '--show-prefix')).trim().replace(/\/$/, '');
  }
}
