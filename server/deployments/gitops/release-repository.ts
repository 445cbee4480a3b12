import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../core/user-error.ts';
import { type CloneParts, GitClone } from './git-clone.ts';

/** What a branch holds at the path of a release's file. */
export interface BranchFile {
  /** Of the branch; null where it has no commit yet. */
  tip: string | null;
  /** Null where there is no such file. */
  text: string | null;
}

export interface Tag {
  name: string;
  message: string;
  /** The revision that it names, in git's words; null: the commit of the change. */
  at: string | null;
}

/** A change of one file. It is asked for again for each state of the branch that is met. */
export interface FileChange {
  /** Null removes the file. */
  text: string | null;
  message: string;
}

export interface RepositoryParts extends CloneParts {
  branch: string;
  /** Of the file, from the root of the repository, with forward slashes. */
  path: string;
  /** Who commits where git's own settings name nobody. */
  committer: { name: string; email: string };
}

const attempts = 6;
const pauseMs = 200;
/** Somebody else was faster: it may be tried again on what is there now. */
const lostRace =
  /\((fetch first|non-fast-forward|already exists|stale info|incorrect old value provided|failed to update ref|reference already exists)\)|cannot lock ref/;

/** One file on one branch of a repository elsewhere. Calls wait for one another. */
export class ReleaseRepository {
  readonly #parts: RepositoryParts;
  readonly #clone: GitClone;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: RepositoryParts) {
    this.#parts = parts;
    this.#clone = new GitClone(parts);
  }

  /** The file as the repository has it now. Rejects where it cannot be reached. */
  read(): Promise<BranchFile> {
    return this.#alone(async () => {
      await this.#fetch();
      return this.#file(this.#branchRef);
    });
  }

  /** The commit that changed the file last, as of the last fetch: `3f2a91c by Bo: Fix the threshold`; null where none did. */
  lastChange(): Promise<string | null> {
    return this.#alone(async () => {
      if ((await this.#refs(this.#branchRef)).length === 0) return null;
      const format = '--format=%h by %an: %s';
      const said = await this.#clone.run('log', '-1', format, this.#branchRef, '--', this.#parts.path);
      return said.trim() || null;
    });
  }

  /**
   * Commits a change and pushes it to the branch together with its tags. Where others push meanwhile, it is tried again on top of
   * theirs; nothing is forced.
   * @param change what to do with the file as it is now; null where nothing is to be done. What it throws ends the attempt.
   * @param tags to push with it, given the names of all that there are
   */
  publish(
    change: (now: BranchFile) => FileChange | null,
    tags: (known: readonly string[]) => Promise<Tag[]>,
  ): Promise<void> {
    return this.#alone(() =>
      this.#racing(async () => {
        await this.#fetch();
        const now = await this.#file(this.#branchRef);
        const asked = change(now);
        const commit = asked === null ? now.tip : await this.#commit(now.tip, asked);
        if (commit === null) return;
        const names = await this.#tag(commit, await tags(await this.#tags()));
        const moved = asked === null ? [] : [`${commit}:refs/heads/${this.#parts.branch}`];
        await this.#push([...moved, ...names.map((name) => `refs/tags/${name}:refs/tags/${name}`)]);
      }),
    );
  }

  /** Pushes a change to a branch of its own, from which a pull request can be opened. Returns the branch's name. */
  propose(
    prefix: string,
    change: (now: BranchFile) => FileChange | null,
  ): Promise<{ branch: string } | null> {
    return this.#alone(() =>
      this.#racing(async () => {
        await this.#fetch();
        const now = await this.#file(this.#branchRef);
        const asked = change(now);
        if (asked === null) return null;
        if (now.tip === null)
          throw new UserError(
            'SLW-GITOPS-EMPTY',
            `The repository has no branch ${this.#parts.branch} that a pull request could go into.`,
            'Push a first commit to it.',
          );
        const branch = `${prefix}-${now.tip.slice(0, 8)}`;
        const there = await this.#file(`refs/remotes/origin/${branch}`);
        if (there.tip !== null && there.text === asked.text) return { branch };
        await this.#push([`${await this.#commit(now.tip, asked)}:refs/heads/${branch}`]);
        return { branch };
      }),
    );
  }

  /** Takes branches away that were proposed with this prefix and this text. */
  withdraw(prefix: string, text: string | null): Promise<void> {
    return this.#alone(async () => {
      await this.#fetch();
      const found = await this.#refs(`refs/remotes/origin/${prefix}-*`);
      for (const ref of found) {
        if ((await this.#file(ref)).text !== text) continue;
        await this.#push([`:${ref.replace('refs/remotes/origin/', 'refs/heads/')}`]);
      }
    });
  }

  /** Values of a trailer in the messages of the branch's commits, with the short names of these; the newest first. */
  trailers(key: string): Promise<{ commit: string; value: string }[]> {
    return this.#alone(async () => {
      await this.#fetch();
      if ((await this.#refs(this.#branchRef)).length === 0) return [];
      const format = `--format=%h%x00%(trailers:key=${key},valueonly,separator=%x00)`;
      const said = await this.#clone.run('log', `--grep=^${key}: `, format, this.#branchRef);
      return said.split('\n').flatMap((line) => {
        const [commit = '', ...values] = line.split('\0');
        return values.map((value) => ({ commit, value }));
      });
    });
  }

  /** The message of a tag, as of the last fetch. */
  async tagMessage(name: string): Promise<string> {
    return (await this.#clone.run('for-each-ref', '--format=%(contents)', `refs/tags/${name}`)).trim();
  }

  /** All annotated tags with their commits, in the order of their dates and numbers, as of the last fetch. */
  async tagCommits(): Promise<{ name: string; commit: string }[]> {
    const said = await this.#clone.run(
      'for-each-ref',
      '--sort=version:refname',
      '--sort=creatordate',
      '--format=%(refname:strip=2) %(*objectname)',
      'refs/tags',
    );
    return said.split('\n').flatMap((line) => {
      const [name = '', commit = ''] = line.split(' ');
      return commit === '' ? [] : [{ name, commit }];
    });
  }

  get #branchRef(): string {
    return `refs/remotes/origin/${this.#parts.branch}`;
  }

  async #fetch(): Promise<void> {
    await this.#clone.run(
      ...[
        'fetch',
        '--quiet',
        '--prune',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        'origin',
      ],
      ...['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'],
    );
  }

  async #file(ref: string): Promise<BranchFile> {
    const tip = (await this.#clone.run('for-each-ref', '--format=%(objectname)', ref)).trim() || null;
    if (tip === null) return { tip, text: null };
    const { path } = this.#parts;
    const isThere = (await this.#clone.run('ls-tree', '--name-only', tip, '--', path)).trim() !== '';
    return { tip, text: isThere ? await this.#clone.run('cat-file', 'blob', `${tip}:${path}`) : null };
  }

  async #commit(parent: string | null, { text, message }: FileChange): Promise<string> {
    const { path } = this.#parts;
    await this.#clone.run('read-tree', parent ?? '--empty');
    // Git wants a folder for this, in which it looks for nothing.
    const folder = `--work-tree=${this.#clone.scratch('.')}`;
    if (text === null) await this.#clone.run(folder, 'update-index', '--force-remove', '--', path);
    else {
      const scratch = this.#clone.scratch('slipway-release.yaml');
      await writeFile(scratch, text);
      const blob = (await this.#clone.run('hash-object', '-w', '--no-filters', '--', scratch)).trim();
      await this.#clone.run('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
    }
    const tree = (await this.#clone.run('write-tree')).trim();
    const parents = parent === null ? [] : ['-p', parent];
    const identity = await this.#identity();
    return (await this.#clone.run(...identity, 'commit-tree', ...parents, '-m', message, tree)).trim();
  }

  /** Returns the names of those that are new. */
  async #tag(commit: string, tags: readonly Tag[]): Promise<string[]> {
    const identity = await this.#identity();
    for (const { name, message, at } of tags)
      await this.#clone.run(
        ...[...identity, 'tag', '--annotate', '--no-sign', '--cleanup=whitespace'],
        ...['--message', message, name, at ?? commit],
      );
    return tags.map(({ name }) => name);
  }

  async #tags(): Promise<string[]> {
    return (await this.#refs('refs/tags')).map((ref) => ref.slice('refs/tags/'.length));
  }

  async #refs(pattern: string): Promise<string[]> {
    const said = await this.#clone.run('for-each-ref', '--format=%(refname)', pattern);
    return said.split('\n').filter((line) => line !== '');
  }

  async #push(specs: readonly string[]): Promise<void> {
    if (specs.length === 0) return;
    await this.#clone.run(
      'push',
      '--quiet',
      '--atomic',
      '--no-follow-tags',
      '--no-verify',
      'origin',
      ...specs,
    );
  }

  async #identity(): Promise<string[]> {
    const known = await this.#clone.run('config', '--default', '', '--get', 'user.email');
    if (known.trim() !== '') return [];
    const { name, email } = this.#parts.committer;
    return ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
  }

  async #racing<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UserError) || !lostRace.test(error.message) || attempt === attempts)
          throw error;
        await setTimeout(Math.random() * pauseMs * attempt);
      }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
