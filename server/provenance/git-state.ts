import { simpleGit } from 'simple-git';
import { redactSecrets, withoutCredentials } from '../core/secrets.ts';

/** What git says about a folder; a field is null where git does not say. */
export interface GitState {
  commit: string | null;
  /** Null too on a detached HEAD. */
  branch: string | null;
  /** Without credentials. */
  remote: string | null;
  /** Changes of tracked files against the commit, secrets redacted; empty where there are none. */
  diff: string;
  /** The diff was longer than `diffLimitBytes` and is cut. */
  diffIsCut: boolean;
  /** Relative to the repository's root, ignored files left out, the first `untrackedLimit`. */
  untracked: string[];
}

const diffLimitBytes = 1_000_000;
const untrackedLimit = 1000;
const commandTimeoutMs = 10_000;

/** Variables that git and its helpers need; `GIT_*` of the caller would lead it to another repository. */
const gitVariables = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'SystemRoot',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TEMP',
];

/**
 * The state of the repository that `folder` lies in, in bounded time and memory; null where there is no
 * repository or no git. A repository that git cannot read gives what it can. Takes no lock and runs no
 * diff tool of the user's.
 */
export async function readGitState(folder: string, env: Record<string, string>): Promise<GitState | null> {
  const git = new Git(folder, env);
  const root = (await git.text('rev-parse', '--show-toplevel')).trim();
  if (!root) return null;
  const inRoot = new Git(root, env);
  const [commit, branch, remote, untracked] = await Promise.all([
    git.text('rev-parse', '--verify', 'HEAD'),
    git.branch(),
    git.remote(),
    inRoot.text('ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  const since = commit ? ['HEAD'] : ['--cached'];
  const diff = await inRoot.text('diff', ...since, '--no-ext-diff', '--no-textconv', '--no-color');
  return {
    commit: commit.trim() || null,
    branch,
    remote,
    diff: redactSecrets(diff),
    diffIsCut: diff.length >= diffLimitBytes,
    untracked: untracked.split('\0').filter(Boolean).slice(0, untrackedLimit),
  };
}

/** Where the repository that `folder` lies in comes from; null where there is no repository or no git. */
export async function readGitOrigin(
  folder: string,
  env: Record<string, string>,
): Promise<Pick<GitState, 'branch' | 'remote'> | null> {
  const git = new Git(folder, env);
  if ((await git.text('rev-parse', '--show-toplevel')).trim() === '') return null;
  const [branch, remote] = await Promise.all([git.branch(), git.remote()]);
  return { branch, remote };
}

class Git {
  readonly #folder: string;
  readonly #env: Record<string, string>;

  constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = Object.fromEntries(
      gitVariables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
    );
  }

  async branch(): Promise<string | null> {
    return (await this.text('symbolic-ref', '--short', 'HEAD')).trim() || null;
  }

  async remote(): Promise<string | null> {
    const name = preferred(await this.text('remote'));
    return withoutCredentials((await this.text('remote', 'get-url', name)).trim()) || null;
  }

  /** What the command prints, up to `diffLimitBytes`; empty where it fails. */
  async text(...command: string[]): Promise<string> {
    const enough = new AbortController();
    const timer = setTimeout(() => enough.abort(), commandTimeoutMs);
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      const git = simpleGit({ baseDir: this.#folder, abort: enough.signal });
      git.env(this.#env).outputHandler((_, stdout) => {
        stdout.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes - chunk.length < diffLimitBytes) chunks.push(chunk);
          if (bytes >= diffLimitBytes) enough.abort();
        });
      });
      await git.raw('--no-optional-locks', ...command);
    } catch {
      if (bytes < diffLimitBytes) return '';
    } finally {
      clearTimeout(timer);
    }
    return Buffer.concat(chunks).toString('utf8').slice(0, diffLimitBytes);
  }
}

function preferred(remotes: string): string {
  const names = remotes.split('\n').filter(Boolean);
  return names.includes('origin') ? 'origin' : (names[0] ?? 'origin');
}
