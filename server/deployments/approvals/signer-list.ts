import { join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import type { ApprovalRules } from '../../manifests/workspace/workspace-manifest.ts';
import { ReleaseRepository } from '../gitops/release-repository.ts';
import { repositoryAddress, shownAddress } from '../gitops/repository-address.ts';

/** Who may sign, in the form of OpenSSH's allowed_signers, and where that was read. */
export interface SignerList {
  text: string;
  where: string;
}

/**
 * Reads the signers from the branch that slipway.yaml names, as the remote has it now: neither a file of the working tree nor a
 * branch of the clone will do, for whoever asks for a release could change them.
 * @param remoteUrl of a remote of the repository that the workspace lies in; null where there is none of that name
 * @throws UserError `SLW-SIGNERS` that says what is missing
 */
export async function readSigners(
  rules: ApprovalRules | null,
  folder: string,
  dir: string,
  remoteUrl: (remote: string) => Promise<string | null>,
): Promise<SignerList> {
  const hint = 'Declare: identity: {kind: ssh, signers: allowed_signers, read_from: origin/main}';
  if (rules === null)
    throw new UserError('SLW-SIGNERS', 'slipway.yaml does not say under identity who may approve.', hint);
  const [, remote = '', branch = ''] = /^([^/]+)\/(.+)$/.exec(rules.readFrom) ?? [];
  const url = remote === '' ? null : await remoteUrl(remote);
  if (url === null)
    throw new UserError(
      'SLW-SIGNERS',
      `identity.read_from is ${rules.readFrom}; expected a branch of a remote of the workspace's repository, like origin/main.`,
      hint,
    );
  const where = `${rules.signers} on branch ${branch} of ${shownAddress(url)}`;
  const repository = new ReleaseRepository({
    dir: join(dir, 'signers.git'),
    address: () => repositoryAddress(url, folder),
    shown: shownAddress(url),
    branch,
    path: rules.signers,
    committer: { name: 'slipway', email: 'slipway@localhost' },
  });
  const { text } = await repository.read();
  if (text === null)
    throw new UserError(
      'SLW-SIGNERS',
      `There is no ${where}, where those who may approve are listed.`,
      'Commit it there, a line for each: bo@example.com ssh-ed25519 AAAA…',
    );
  return { text, where };
}
