import { resolve } from 'node:path';
import { UserError } from '../../core/user-error.ts';

const protocols = ['http:', 'https:', 'ssh:', 'file:'];

/**
 * What git is told of a target's repository: an address as it is, a path from the workspace folder as an absolute one.
 * @throws UserError `SLW-GITOPS-ADDRESS` for what git would read as an option, or would run a program for
 */
export function repositoryAddress(declared: string, folder: string): string {
  const refused = (why: string) =>
    new UserError(
      'SLW-GITOPS-ADDRESS',
      `The repository ${JSON.stringify(declared)} ${why}; expected an address with http, https, ssh or file, git@host:path, or a path.`,
      'Correct "repository" of the target in slipway.yaml.',
    );
  if (declared.startsWith('-')) throw refused('begins with "-"');
  if (/^[A-Za-z0-9+.-]+::/.test(declared)) throw refused('names a helper program');
  if (declared.includes('://')) {
    const { protocol, password } = addressOf(declared) ?? {};
    if (!protocol || !protocols.includes(protocol)) throw refused('has another protocol');
    if (password) throw refused('holds a password, which everybody who sees the file could use');
    return declared;
  }
  // git itself takes a colon before the first slash for a host's.
  const isRemote = /^[^/\\]+:/.test(declared) && !/^[A-Za-z]:[\\/]/.test(declared);
  return isRemote ? declared : resolve(folder, declared);
}

/** Without a user's name or password, for messages. */
export function shownAddress(declared: string): string {
  return declared.replace(/^([a-z]+:\/\/)[^/@]*@/, '$1');
}

/** A page to open a pull request at; null where that is not known of the host. */
export function pullRequestPage(declared: string, branch: string, from: string): string | null {
  const [, host = '', path = ''] =
    /^(?:https?:\/\/|ssh:\/\/)?(?:[^@/]*@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/?$/.exec(declared) ?? [];
  if (host === 'github.com')
    return `https://github.com/${path}/compare/${encodeURIComponent(branch)}...${encodeURIComponent(from)}?expand=1`;
  if (host === 'gitlab.com')
    return `https://gitlab.com/${path}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encodeURIComponent(from)}&merge_request%5Btarget_branch%5D=${encodeURIComponent(branch)}`;
  return null;
}

function addressOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
