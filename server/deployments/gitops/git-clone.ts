import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, type SimpleGit } from 'simple-git';
import { UserError } from '../../core/user-error.ts';

/** A command of git's that says nothing for so long is ended. */
const silenceMs = 60_000;
const indexName = 'slipway-index';

export interface CloneParts {
  /** Of its own; nobody works in it. */
  dir: string;
  /** As `repositoryAddress` gives it, or throws. */
  address: () => string;
  /** For messages. */
  shown: string;
}

/**
 * A bare clone that nobody works in. Hooks are off, nothing is asked on a terminal, no helper program is run for an address, and
 * the variables of git that the runner was started with are not handed on.
 */
export class GitClone {
  readonly #parts: CloneParts;
  #git: Promise<SimpleGit> | null = null;

  constructor(parts: CloneParts) {
    this.#parts = parts;
  }

  /** What git printed. Rejects with `UserError` `SLW-GITOPS-GIT`, whose message ends with what git said. */
  async run(...command: string[]): Promise<string> {
    this.#git ??= this.#open();
    const git = await this.#git.catch((error: unknown) => {
      this.#git = null;
      throw error;
    });
    return spoken(this.#parts.shown, () => git.raw(...command));
  }

  /** A path below the clone, for what git is to read from a file. */
  scratch(name: string): string {
    return join(this.#parts.dir, name);
  }

  async #open(): Promise<SimpleGit> {
    const { dir, shown } = this.#parts;
    const address = this.#parts.address();
    // Loaded when it is first needed, not with the runner.
    const { simpleGit } = await import('simple-git');
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await rm(join(dir, `${indexName}.lock`), { force: true });
    const variables = gitVariables(dir);
    const git = simpleGit({
      baseDir: dir,
      timeout: { block: silenceMs },
      config: ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'tag.gpgSign=false', 'gc.auto=0'],
      allowEnvironment: Object.keys(variables),
      unsafe: {
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeSshCommand: true,
        // For --work-tree.
        allowUnsafeConfigPaths: true,
      },
    }).env({ ...ownVariables(), ...variables });
    await spoken(shown, () => git.raw('init', '--bare', '--quiet'));
    await spoken(shown, () => git.raw('config', 'remote.origin.url', address));
    return git;
  }
}

/** What git is told by variables: words in English, no questions, and only protocols that run no program that the address names. */
function gitVariables(dir: string): Record<string, string> {
  return {
    GIT_DIR: dir,
    GIT_INDEX_FILE: join(dir, indexName),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:file',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20',
    LC_ALL: 'C',
  };
}

function ownVariables(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(GIT_.*|EDITOR|VISUAL|PAGER|SSH_ASKPASS|LANGUAGE)$/i.test(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

async function spoken<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(
      'SLW-GITOPS-GIT',
      `git failed at ${shown}: ${error.message.trim()}`,
      'Try the same by hand: git ls-remote with that address must answer without asking anything.',
    );
  }
}
