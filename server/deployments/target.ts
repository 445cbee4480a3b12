import type { Observation } from './rollout/events.ts';

/** How long a share of the traffic stays with a revision without being told again; then the live one gets all of it. */
export const leaseMs = 10_000;

/**
 * Where models are served: the inference server beside the runner, a GitOps repository; later KServe, Triton and MLServer. Every
 * method may be called twice, after a crash, with the same effect. Revisions are named by their number within the target.
 */
export interface Target {
  /**
   * Brings the revision into memory beside what serves. `warm`: it was there already.
   * Rejects with what a person can read where it does not load, has another signature, or there is no memory for it.
   */
  load(revision: number): Promise<{ warm: boolean }>;
  /**
   * Answers the manifest's warm-up requests; rejects where one fails, hangs, or holds NaN and may not. `inconclusive`: why it says
   * nothing of the revision that it was not warmed up.
   */
  warm(revision: number): Promise<{ inconclusive: string | null }>;
  /** Copies this share (0 to 1) of the requests to the revision, whose answers are compared and thrown away. */
  shadow(revision: number, sample: number): Promise<void>;
  /** Gives the revision `weight` per cent of the traffic for `leaseMs`. */
  canary(revision: number, weight: number): Promise<void>;
  /** Gives all traffic to the live revision, and ends shadowing. */
  stable(): Promise<void>;
  /** Sends so many logged requests to the revision, labelled as replayed. */
  replay(revision: number, requests: number): Promise<void>;
  /**
   * Moves the pointer, at once where the revision is in memory; null: nothing is served. Resolves to where it waits for others to
   * agree, or to null where it is done.
   */
  promote(revision: number | null): Promise<{ submitted: string } | null>;
  /** Takes all others out of memory once their last request is answered. */
  keep(revisions: readonly number[]): Promise<void>;
  /** What the revision was seen to do since it got its present share of the traffic. */
  observe(revision: number): Promise<Observation>;
  /** The revision that the pointer shows to; null: nothing is served, or the server is gone. */
  serving(): Promise<number | null>;
}
