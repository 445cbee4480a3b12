import { simpleGit } from 'simple-git';
import type { AuditHead } from './audit-log.ts';
import { localActor } from './local-actor.ts';
import { logName } from './log-name.ts';
import type { AuditAnchor } from './verify-chain.ts';

const prefix = 'refs/tags/slipway-audit';
const pushedPrefix = 'refs/slipway-audit-pushed';
const commandTimeoutMs = 10_000;

/**
 * Heads of the chain in annotated tags of the repository that a folder lies in: `slipway-audit/<log>/<sequence>`, where `<log>`
 * stands for this folder on this machine, since each clone has a log of its own. Pushed, they are out of reach of who owns
 * the machine.
 */
export class GitAnchors {
  readonly #folder: string;
  readonly #log: string;

  /** `folder`: absolute, links resolved. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#log = logName(folder);
  }

  /** None where there is no git or no repository. `remote`: whose tags count as far away; rejects where it cannot be asked. */
  async read(remote: string | null): Promise<AuditAnchor[]> {
    const own = await this.#tags(`${prefix}/${this.#log}/`, null);
    if (remote === null || own === null) return own ?? [];
    // Into a place of their own: a tag that was changed here must not hide what was pushed.
    const pushed = `${pushedPrefix}/${remote}/${this.#log}`;
    await this.#git('fetch', '--no-tags', remote, `+${prefix}/${this.#log}/*:${pushed}/*`);
    return [...own, ...((await this.#tags(`${pushed}/`, remote)) ?? [])];
  }

  /** Null where there is no git or no repository. */
  async #tags(below: string, remote: string | null): Promise<AuditAnchor[] | null> {
    const format = '--format=%(refname:lstrip=2)%00%(objecttype)%00%(contents:subject)';
    const output = await this.#git('for-each-ref', format, below).catch(() => null);
    if (output === null) return null;
    return output.split('\n').flatMap((line) => {
      const [name = '', type = '', subject = ''] = line.split('\0');
      const sequence = Number(/\/(\d+)$/.exec(name)?.[1]);
      const hash = /\b[0-9a-f]{64}$/.exec(subject)?.[0];
      // A tag of that name that holds no hash is one that somebody else has put in its place.
      return type === 'tag' && Number.isSafeInteger(sequence)
        ? [
            {
              sequence,
              hash: hash ?? '',
              where:
                remote === null
                  ? `the git tag ${name}`
                  : `the git tag slipway-audit/${this.#log}/${sequence} of ${remote}`,
              onThisMachine: remote === null,
            },
          ]
        : [];
    });
  }

  /** Keeps a head; one that is kept already is left as it is. Rejects where git does. Returns the name of the tag. */
  async keep({ sequence, hash }: AuditHead): Promise<string> {
    const name = `slipway-audit/${this.#log}/${sequence}`;
    const known = await this.#git('tag', '--list', name);
    if (known.trim() !== '') return name;
    const message = `Slipway's audit log, entry ${sequence}: ${hash}`;
    const [user = '', host = ''] = localActor().split('@');
    const hasIdentity = (await this.#git('config', '--get', 'user.email').catch(() => '')).trim() !== '';
    const identity = hasIdentity ? [] : ['-c', `user.name=${user}`, '-c', `user.email=${user}@${host}`];
    await this.#git(...identity, 'tag', '--annotate', '--no-sign', '--message', message, name, 'HEAD');
    return name;
  }

  /** Rejects where git or the remote refuses; nothing there is overwritten. */
  async push(name: string, remote: string): Promise<void> {
    await this.#git('push', '--no-verify', remote, `refs/tags/${name}`);
  }

  async #git(...command: string[]): Promise<string> {
    const git = simpleGit({ baseDir: this.#folder, timeout: { block: commandTimeoutMs } });
    return git.raw(...command);
  }
}
