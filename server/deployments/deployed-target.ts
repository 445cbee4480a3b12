import type { ReleaseResult } from '../../schemas/protocol/deployments.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../core/clock.ts';
import type { PointerChange } from './gitops/release-message.ts';
import type { Initiator } from './initiator.ts';
import type { Following } from './place.ts';
import { auditEventOf } from './release-records.ts';
import type { RolloutRecord } from './rollout/events.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Phase, TargetState } from './rollout/target-state.ts';
import { RolloutDriver } from './rollout-driver.ts';
import type { Target } from './target.ts';
import type { RevisionRecord, TargetTable } from './target-table.ts';

export interface DeployedTargetParts {
  name: string;
  target: Target;
  /** Null where nobody else changes what the target serves. */
  following: Following | null;
  table: TargetTable;
  audit: Pick<AuditLog, 'append'>;
  clock: Clock;
  /** Whose rules act where no person does. */
  policy: Initiator;
  /** Moves the alias of the model to a revision's version; `before` was live until now. */
  moveAlias: (revision: RevisionRecord | null, before: RevisionRecord | null) => Promise<void>;
  /** Its state is another now. */
  onChange: () => void;
  /** A rollout is over. */
  onEnd: (result: ReleaseResult) => void;
  onError: (what: string, error: unknown) => void;
}

/** A revision that is to be, but for its number. */
export type NewRevision = Omit<RevisionRecord, 'target' | 'number' | 'createdAt' | 'actor' | 'channel'>;

type Outcome = ReleaseResult['outcome'];

/** Told of each rollout that ends. */
type Waiter = (record: RolloutRecord, outcome: Outcome) => void;

const judgedPhases: readonly (Phase | null)[] = ['shadow', 'canary', 'baking'];

/** One target with its rollouts: each change is written down with its entry in the audit log before anything is done. */
export class DeployedTarget {
  readonly #parts: DeployedTargetParts;
  readonly #driver: RolloutDriver;
  readonly #waiters = new Set<Waiter>();
  /** Who acts while an event is being told. */
  #acting: Initiator | null = null;
  /** Who began the rollout that is under way. */
  #begunBy: Initiator | null = null;
  #new: NewRevision | null = null;
  #receivedAt: number | null = null;
  #switchMs: number | null = null;
  #before: number | null;
  /** What was inconclusive in the rollout that is under way, or was the last. */
  #notes: string[] = [];

  constructor(parts: DeployedTargetParts) {
    this.#parts = parts;
    const { name, target, following, table, clock, onError } = parts;
    const state = table.state(name);
    this.#before = state.live;
    this.#driver = new RolloutDriver({
      target: this.#timed(target),
      following,
      clock,
      monotonic: () => performance.now(),
      state,
      commit: (next, records) => this.#commit(next, records),
      moveAlias: (revision) => this.#moveAlias(revision),
      onError,
    });
  }

  get state(): TargetState {
    return this.#driver.state;
  }

  /** Puts in order what a crash left, of the runner or of the server. */
  recover(because: string): Promise<void> {
    return this.#driver.recover(because);
  }

  /** Looks at what others may have changed. Rejects where the place cannot be reached. */
  follow(): Promise<void> {
    return this.#driver.follow();
  }

  /** What is under way, and for whom. */
  get change(): PointerChange {
    const { rollout } = this.state;
    const by = this.#begunBy ?? this.#parts.policy;
    return { kind: rollout?.kind ?? 'deploy', reason: rollout?.reason ?? '', by };
  }

  /** Resolves when the revision is live, waits for others to agree, or was given up. */
  deploy(revision: NewRevision, plan: RolloutPlan, by: Initiator): Promise<ReleaseResult> {
    const { model, version, reason } = revision;
    this.#new = revision;
    return this.#untilEnd(by, null, { type: 'deploy', model, version, plan, reason });
  }

  /** @param receivedAt of `performance.now()`, when the order came */
  rollBack(to: number | null, reason: string, by: Initiator, receivedAt: number): Promise<ReleaseResult> {
    return this.#untilEnd(by, receivedAt, { type: 'rollback', to, reason });
  }

  /** Gives up the rollout that is under way. Returns why it could not; null where it was. */
  abort(reason: string, by: Initiator): string | null {
    const [record] = this.#tell(by, { type: 'abort', reason });
    return record?.what === 'refused' ? record.why : null;
  }

  settled(): Promise<void> {
    return this.#driver.settled();
  }

  /** What serves goes on serving. */
  close(): void {
    this.#driver.close();
  }

  #tell(by: Initiator, event: Parameters<RolloutDriver['tell']>[0]): readonly RolloutRecord[] {
    this.#acting = by;
    try {
      return this.#driver.tell(event);
    } finally {
      this.#acting = null;
      this.#new = null;
    }
  }

  #untilEnd(
    by: Initiator,
    receivedAt: number | null,
    event: Parameters<RolloutDriver['tell']>[0],
  ): Promise<ReleaseResult> {
    const previous = this.state.live;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (record, outcome) => {
        this.#waiters.delete(waiter);
        // To give a release up is what a rollback then means.
        const gaveUp = event.type === 'rollback' && record.what === 'deploy-aborted';
        const result = this.#result(record, gaveUp ? 'rolled-back' : outcome, previous);
        // Whoever is answered finds the alias moved.
        void this.settled().then(() => resolve(result));
      };
      this.#waiters.add(waiter);
      try {
        if (this.state.rollout === null) this.#receivedAt = receivedAt;
        const records = this.#tell(by, event);
        const refusal = records.find(({ what }) => what === 'refused');
        if (!refusal) return;
        this.#waiters.delete(waiter);
        resolve(this.#result(refusal, 'aborted', previous));
      } catch (error) {
        this.#waiters.delete(waiter);
        reject(error);
      }
    });
  }

  #result({ revision, why }: RolloutRecord, outcome: Outcome, previous: number | null): ReleaseResult {
    const shown = outcome === 'live' || outcome === 'offline' ? this.state.live : revision;
    const found = this.state.revisions.find(({ number }) => number === shown);
    return {
      target: this.#parts.name,
      model: found?.model ?? null,
      version: found?.version ?? null,
      revision: shown,
      previousRevision: previous,
      switchMs: outcome === 'live' || outcome === 'offline' ? this.#switchMs : null,
      outcome,
      reason: why,
      notes: this.#notes,
    };
  }

  #commit(state: TargetState, records: readonly RolloutRecord[]): void {
    const { name, table, audit, onChange, onEnd } = this.#parts;
    const before = this.state;
    table.transaction(() => {
      table.putState(name, state);
      this.#addRevision(before, state);
      for (const record of records) audit.append(auditEventOf(name, state, record, this.#actorOf(record)));
    });
    if (state.live !== before.live) this.#before = before.live;
    if (state.rollout && !before.rollout) {
      this.#begunBy = this.#acting;
      this.#notes = [];
    }
    this.#notes.push(...records.flatMap(({ what, why }) => (what === 'inconclusive' ? [why] : [])));
    const phase = before.rollout?.phase ?? null;
    const byPerson = this.#acting !== null;
    // Who waits learns of it when it is the state.
    queueMicrotask(() => {
      for (const record of records) {
        const outcome = outcomeOf(record, phase, byPerson);
        if (outcome === null) continue;
        for (const waiter of [...this.#waiters]) waiter(record, outcome);
        if (outcome !== 'waiting-for-approval') onEnd(this.#result(record, outcome, before.live));
      }
      onChange();
    });
  }

  #addRevision(before: TargetState, after: TargetState): void {
    const added = after.revisions.at(-1);
    if (!this.#new || !added || after.revisions.length === before.revisions.length) return;
    const { name, table, policy } = this.#parts;
    table.addRevision({
      ...this.#new,
      ...(this.#acting ?? policy),
      target: name,
      number: added.number,
      createdAt: Date.now(),
    });
  }

  #actorOf({ what }: RolloutRecord): Initiator {
    const isOwnDoing = what === 'deploy-aborted' || what === 'rollback-failed' || what === 'inconclusive';
    return this.#acting ?? (isOwnDoing ? null : this.#begunBy) ?? this.#parts.policy;
  }

  async #moveAlias(number: number | null): Promise<void> {
    const { name, table, moveAlias } = this.#parts;
    const at = (revision: number | null) => (revision === null ? null : table.revision(name, revision));
    await moveAlias(at(number), at(this.#before));
  }

  /** Times the change of the pointer: from the order where there was one to wait for nothing, else from its beginning. */
  #timed(target: Target): Target {
    const promote = async (revision: number | null) => {
      const startedAt = this.#receivedAt ?? performance.now();
      this.#receivedAt = null;
      const waiting = await target.promote(revision);
      // Where others change it, too, another system does it, at its time.
      this.#switchMs = this.#parts.following === null ? performance.now() - startedAt : null;
      return waiting;
    };
    return new Proxy(target, {
      get(of, key) {
        if (key === 'promote') return promote;
        const value: unknown = Reflect.get(of, key);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
  }
}

/**
 * Null for what nobody waits for.
 * @param byPerson whether somebody asked for what the record tells of
 */
function outcomeOf(
  { what, revision }: RolloutRecord,
  phase: Phase | null,
  byPerson: boolean,
): Outcome | null {
  switch (what) {
    case 'deployed':
    case 'rolled-back':
      return revision === null ? 'offline' : 'live';
    case 'deploy-aborted':
      return judgedPhases.includes(phase) && !byPerson ? 'rolled-back' : 'aborted';
    case 'submitted':
      return 'waiting-for-approval';
    case 'rollback-failed':
      return 'aborted';
    default:
      return null;
  }
}
