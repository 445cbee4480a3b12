import type { RolloutPlan } from './plan.ts';

/** What is seen of the traffic since the phase, or its step, began. */
export interface Observation {
  /** That the new revision answered, replayed ones included. */
  requests: number;
  /** Whether the manifest's rule to go back holds; null: it cannot be told. */
  goBack: boolean | null;
  /** The rule and what it found, for the one who is told of it. */
  why: string;
  /** Of shadowed requests: how many answers were compared, and how many of them agreed. */
  compared: number;
  agreed: number;
}

/** What a target is told. Times are in milliseconds of a clock that only goes forward. */
export type RolloutEvent =
  | { type: 'deploy'; model: string; version: string; plan: RolloutPlan; reason: string }
  /** `to`: null for the last healthy revision. */
  | { type: 'rollback'; to: number | null; reason: string }
  /** A person gives the rollout up. */
  | { type: 'abort'; reason: string }
  /** `warm`: it had been kept in memory, and needs no warm-up. */
  | { type: 'loaded'; revision: number; warm: boolean }
  /** `inconclusive`: why that says nothing of it; null: it answered. */
  | { type: 'warmed'; revision: number; inconclusive: string | null }
  /** The pointer was moved; null: the target is offline. */
  | { type: 'promoted'; revision: number | null }
  /** The change is made, and waits `where` for others to agree. */
  | { type: 'submitted'; revision: number | null; where: string }
  /** What a place that others change, too, was seen to serve; `why`: by what it came there. */
  | { type: 'followed'; serving: number | null; why: string }
  /** Loading, warming, promoting, or the revision itself while it served. */
  | { type: 'failed'; revision: number | null; reason: string }
  /** `observation`: null while nobody is served by the revision yet. */
  | { type: 'tick'; at: number; observation: Observation | null }
  /** The alias of the registered model was moved. */
  | { type: 'aliased'; revision: number | null }
  /**
   * The runner starts again, or the server does. `serving`: to what the server's pointer shows; null: offline, or it has just started.
   * `because`: what had stopped, in words. `isFollowed`: others change what it serves, too, so that it is not put right.
   */
  | { type: 'recover'; serving: number | null; because: string; isFollowed: boolean };

/** What is to be done, after the state that came with it is on disk. Each may be done twice. */
export type Effect =
  | { type: 'load'; revision: number }
  | { type: 'warm'; revision: number }
  | { type: 'shadow'; revision: number; sample: number }
  /** Per cent of the traffic, on a lease that the next tick renews. */
  | { type: 'canary'; revision: number; weight: number }
  /** All traffic goes to the live revision, and no copies are made. */
  | { type: 'stable' }
  | { type: 'replay'; revision: number; requests: number }
  /** The pointer is moved, to a revision that is loaded first where it is not; null: the target goes offline. */
  | { type: 'promote'; revision: number | null }
  /** What was submitted is live, and marked so. */
  | {
      type: 'merged';
      revision: number | null;
      from: number | null;
      kind: 'deploy' | 'rollback';
      reason: string;
    }
  /** What was submitted is taken back. */
  | { type: 'withdraw'; revision: number | null }
  /** The alias of the registered model follows; null: nothing is live. */
  | { type: 'alias'; revision: number | null }
  /** These are in memory; all others leave it once their last request is answered. */
  | { type: 'keep'; revisions: readonly number[] };

/** A line of the audit log. */
export interface RolloutRecord {
  what:
    | 'deploy-started'
    | 'phase-begun'
    | 'inconclusive'
    | 'submitted'
    | 'deployed'
    | 'deploy-aborted'
    | 'rollback-started'
    | 'rolled-back'
    | 'rollback-failed'
    | 'changed-elsewhere'
    | 'refused';
  revision: number | null;
  from: number | null;
  why: string;
}
