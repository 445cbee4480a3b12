import { UserError } from '../../core/user-error.ts';
import type { GitopsPlace } from '../../manifests/workspace/workspace-manifest.ts';
import type { Merged } from '../place.ts';
import type { Observation } from '../rollout/events.ts';
import type { Target } from '../target.ts';
import type { RevisionRecord } from '../target-table.ts';
import { assignedCommits, gtoName, nextNumber, stageTag, versionTag } from './gto-tags.ts';
import { releaseFile, revisionIn } from './release-file.ts';
import { modelTrailer, type PointerChange, releaseMessage } from './release-message.ts';
import type { BranchFile, FileChange, ReleaseRepository, Tag } from './release-repository.ts';
import { pullRequestPage } from './repository-address.ts';

export interface GitopsTargetParts {
  name: string;
  place: GitopsPlace;
  repository: ReleaseRepository;
  /** Of this target; null where there is none of that number. */
  revision: (number: number) => RevisionRecord | null;
  /** Number of the revision that the target is known to serve. */
  live: () => number | null;
  change: () => PointerChange;
  /** More trailers for the messages of what goes live now. */
  trailers: () => string[];
}

/** What the branch shows. `unknown`: what this workspace did not write; `text`: as it stands there. */
export interface Shown {
  revision: number | null | 'unknown';
  text: string | null;
}

/** What becomes of a target, to be said by tags. */
interface Tagged {
  /** Null: it goes offline. */
  record: RevisionRecord | null;
  /** What was live before. */
  from: number | null;
  message: string;
}

/** A branch of a repository that a cluster deploys from: a release is a commit with its tags, or a branch for a pull request. */
export class GitopsTarget implements Target {
  readonly #parts: GitopsTargetParts;
  /** What somebody else has put there, as it was shown to who releases. */
  #taken: string | null = null;

  constructor(parts: GitopsTargetParts) {
    this.#parts = parts;
  }

  /** What the branch shows now. Rejects where the repository cannot be reached. */
  async look(): Promise<Shown> {
    const { text } = await this.#parts.repository.read();
    const revision = this.#revisionOf(text);
    this.#taken = revision === 'unknown' ? text : null;
    return { revision, text };
  }

  /** Sees to it that the repository answers before anything is begun. */
  async load(number: number): Promise<{ warm: boolean }> {
    this.#record(number);
    await this.#parts.repository.read();
    return { warm: true };
  }

  async promote(number: number | null): Promise<{ submitted: string } | null> {
    const { repository, place, trailers, change, live, name } = this.#parts;
    const record = number === null ? null : this.#record(number);
    const message = releaseMessage(name, record, change(), trailers());
    const step = (now: BranchFile) => this.#step(now, record, message);
    if (place.via === 'direct') {
      const from = live();
      await repository.publish(step, (known) => this.#tags({ record, from, message }, known));
      return null;
    }
    const proposed = await repository.propose(this.#prefix(number), step);
    if (proposed === null) {
      // It came there by another way, perhaps after it was proposed.
      await this.withdraw(number);
      return null;
    }
    const page = pullRequestPage(place.repository, place.branch, proposed.branch);
    return {
      submitted: `a pull request from ${proposed.branch} into ${place.branch}${page === null ? '' : `: ${page}`}`,
    };
  }

  /** Tags what has come to the branch by a pull request. */
  async tagMerged({ revision, from, kind, reason }: Merged): Promise<void> {
    const { repository, name, trailers, change } = this.#parts;
    const record = revision === null ? null : this.#record(revision);
    const { by } = change();
    const message = releaseMessage(name, record, { kind, reason, by }, trailers());
    await repository.publish(
      () => null,
      (known) => this.#tags({ record, from, message }, known),
    );
  }

  /** Takes back what was proposed. */
  async withdraw(number: number | null): Promise<void> {
    const record = number === null ? null : this.#record(number);
    await this.#parts.repository.withdraw(this.#prefix(number), record && releaseFile(record));
  }

  async serving(): Promise<number | null> {
    const { revision } = await this.look();
    return revision === 'unknown' ? null : revision;
  }

  async stable(): Promise<void> {}

  async keep(): Promise<void> {}

  async warm(): Promise<{ inconclusive: null }> {
    return { inconclusive: null };
  }

  async shadow(): Promise<void> {
    throw noTraffic();
  }

  async canary(): Promise<void> {
    throw noTraffic();
  }

  async replay(): Promise<void> {
    throw noTraffic();
  }

  async observe(): Promise<Observation> {
    throw noTraffic();
  }

  /** From the file as it is to what is wanted; throws where somebody else has changed it. */
  #step({ text }: BranchFile, record: RevisionRecord | null, message: string): FileChange | null {
    const wanted = record && releaseFile(record);
    if (text === wanted) return null;
    const shown = this.#revisionOf(text);
    const isTakenOver = record !== null && record.overridden !== null && text === this.#taken;
    if (shown !== this.#parts.live() && !isTakenOver) throw conflict(this.#parts.place, shown);
    return { text: wanted, message };
  }

  /**
   * A stage's tag stands at the commit of the version's tag: GTO takes the stage of any other commit for that of a version
   * without a name.
   */
  async #tags({ record, from, message }: Tagged, known: readonly string[]): Promise<Tag[]> {
    const before = from === null ? null : this.#record(from);
    const isAnother = before !== null && gtoName(before.model) !== (record && gtoName(record.model));
    const tags = isAnother ? await this.#unassigned(gtoName(before.model), known, message) : [];
    if (record === null) return tags;
    const artifact = gtoName(record.model);
    const version = versionTag(artifact, record.version);
    const isRegistered = known.includes(version);
    if (isRegistered) await this.#checkVersionTag(version, record);
    else tags.push({ name: version, message, at: null });
    const name = stageTag(artifact, gtoName(this.#parts.name), nextNumber(artifact, known), 'assign');
    return [...tags, { name, message, at: isRegistered ? `refs/tags/${version}^{commit}` : null }];
  }

  /** Takes the stage from all versions of an artifact. */
  async #unassigned(artifact: string, known: readonly string[], message: string): Promise<Tag[]> {
    const stage = gtoName(this.#parts.name);
    const first = nextNumber(artifact, known);
    const commits = assignedCommits(artifact, stage, await this.#parts.repository.tagCommits());
    return commits.map((at, index) => ({
      name: stageTag(artifact, stage, first + index, 'unassign'),
      message,
      at,
    }));
  }

  /** @throws UserError where it is not known to stand for these very files */
  async #checkVersionTag(tag: string, { model, version, digests }: RevisionRecord): Promise<void> {
    const registered = await this.#parts.repository.tagMessage(tag);
    if (registered.includes(modelTrailer(digests.model))) return;
    throw new UserError(
      'SLW-GITOPS-VERSION',
      registered.includes(modelTrailer(''))
        ? `The tag ${tag} is in the repository already, and stands for other files than version ${version} of ${model} here: another workspace counts versions of the same name.`
        : `The tag ${tag} is in the repository already, and does not say for which files it stands: Slipway did not write it.`,
      'Register the model under a name of its own, or let both workspaces use one tracker.',
    );
  }

  #revisionOf(text: string | null): Shown['revision'] {
    if (text === null) return null;
    const number = revisionIn(text);
    const record = number === null ? null : this.#parts.revision(number);
    return record !== null && releaseFile(record) === text ? record.number : 'unknown';
  }

  #record(number: number): RevisionRecord {
    const record = this.#parts.revision(number);
    if (!record) throw new Error(`revision ${number} of ${this.#parts.name} is not in the store`);
    return record;
  }

  #prefix(number: number | null): string {
    return `slipway/${this.#parts.name}/${number === null ? 'offline' : `revision-${number}`}`;
  }
}

function conflict({ branch, path }: GitopsPlace, shown: Shown['revision']): UserError {
  const found =
    shown === null
      ? 'was removed'
      : shown === 'unknown'
        ? 'was changed by somebody else'
        : `holds revision ${shown}`;
  return new UserError(
    'SLW-GITOPS-CONFLICT',
    `The release's file below ${path} on branch ${branch} ${found} since this release began; nothing was committed.`,
    'Look at what was changed there, and release again.',
  );
}

function noTraffic(): Error {
  return new Error('a GitOps repository splits no traffic');
}
