import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { anchorIn, anchorKey } from '../../audit/anchor-trailer.ts';
import type { GitopsPlace as GitopsDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import type { Followed, Place } from '../place.ts';
import { GitopsTarget, type GitopsTargetParts } from './gitops-target.ts';
import { ReleaseRepository } from './release-repository.ts';
import { repositoryAddress, shownAddress } from './repository-address.ts';

export interface GitopsPlaceParts extends Omit<GitopsTargetParts, 'place' | 'repository'> {
  /** Of the workspace: paths of repositories are taken from it. */
  folder: string;
  /** Of this target's own, for its clones. */
  dir: string;
  /** Who commits where git's own settings name nobody: `user@host`. */
  actor: string;
}

/** What the controllers that are in use do unless they are told otherwise: Argo CD looks every 3 minutes, Flux as often as it is told. */
const usualDelay =
  'its controller looks at the repository: within some 3 minutes where it is set as Argo CD is';

/** A branch of a repository as a place where models are served. */
export function gitopsPlace(place: GitopsDeclaration, parts: GitopsPlaceParts): Place {
  const { name, folder, dir, actor } = parts;
  const [user = '', host = ''] = actor.split('@');
  const key = createHash('sha256').update(`${folder}\0${place.repository}`).digest('hex').slice(0, 12);
  const shown = shownAddress(place.repository);
  const path = `${place.path}/${name}.yaml`;
  const repository = new ReleaseRepository({
    dir: join(dir, `repository-${key}.git`),
    address: () => repositoryAddress(place.repository, folder),
    shown,
    branch: place.branch,
    path,
    committer: { name: user, email: `${user}@${host}` },
  });
  const target = new GitopsTarget({ ...parts, place, repository });
  const where = `${path} on branch ${place.branch} of ${shown}`;
  const isProposed = place.via === 'pull-request';
  let problem: string | null = null;
  let conflict: string | null = null;

  async function follow(): Promise<Followed> {
    try {
      const { revision } = await target.look();
      const commit = await repository.lastChange();
      problem = null;
      conflict =
        revision === 'unknown'
          ? `${where} is not what this workspace released: it was changed by ${commit ?? 'somebody else'}`
          : null;
      return { revision, why: commit === null ? 'the file is gone' : `commit ${commit}` };
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  return {
    target,
    rollbackDelay: `${isProposed ? 'it is a pull request, too, and ' : ''}the cluster follows when ${usualDelay}`,
    steps: [
      `Write ${where}: the manifest with the version, its URI and its SHA-256.`,
      isProposed
        ? `Push that to a branch of its own, for a pull request into ${place.branch}, and wait until it is merged; then tag it.`
        : 'Commit that with tags for the version and for the target, and push them together.',
      `What serves changes when the cluster follows: ${usualDelay}.`,
    ],
    undriven: 'the cluster’s controller splits the traffic here, if anything does',
    conflict: () => conflict,
    follow: {
      look: follow,
      async anchors() {
        const kept = await repository.trailers(anchorKey);
        return kept.flatMap(
          ({ commit, value }) => anchorIn(folder, value, `commit ${commit} of ${shown}`) ?? [],
        );
      },
      merged: (change) => target.tagMerged(change),
      withdraw: (revision) => target.withdraw(revision),
    },
    view: (live) => ({
      state: problem !== null ? 'unreachable' : live === null ? 'offline' : 'serving',
      problem: problem ?? conflict,
      url: null,
      asksToken: false,
    }),
    onChange: () => {},
    onLost: () => {},
    onAlert: () => {},
    redeclared: () => {},
    request: async () => null,
    traffic: async () => null,
    signature: async () => null,
    close: () => {},
  };
}
