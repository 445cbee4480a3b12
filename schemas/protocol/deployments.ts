import type { AuditChannel } from './audit.ts';
import type { StartContext } from './executions.ts';
import type { EvidenceDigests, GateReport } from './gates.ts';

/** As in `server/deployments/rollout`: what is known of a revision. */
export type RevisionStanding = 'candidate' | 'healthy' | 'failed' | 'bad';
export type RolloutPhase = 'loading' | 'warming' | 'shadow' | 'canary' | 'baking' | 'promoting' | 'submitted';

export interface RevisionView {
  /** From 1 on, within the target. */
  number: number;
  model: string;
  version: string;
  standing: RevisionStanding;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** `user@host`, and by which way. */
  actor: string;
  channel: AuditChannel;
  reason: string;
  /** Gates that a person overrode, with the reason; null where none was. */
  overridden: string | null;
  /** Who let it begin, as the list of signers names them; null where nobody had to. */
  approval: { by: string[]; isSelfApproved: boolean } | null;
  digests: EvidenceDigests;
}

export interface RolloutView {
  kind: 'deploy' | 'rollback';
  /** Null: the target goes offline. */
  to: number | null;
  phase: RolloutPhase;
  /** Index into `steps`. */
  step: number;
  /** Weights in per cent, durations in milliseconds. */
  steps: { weight: number; durationMs: number }[];
  elapsedMs: number;
  /** Of the phase or step. */
  durationMs: number;
  reason: string;
  /** Where it waits for others to agree; null where it does not. */
  waitsFor: string | null;
}

/** A release that waits for approval. */
export interface RequestView {
  model: string;
  version: string;
  /** `user@host` */
  requester: string;
  reason: string;
  /** How many must approve it, and whether whoever asks may be one of them. */
  approvals: number;
  notRequester: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** What is signed. */
  text: string;
  /** As the list of signers names them. */
  approvedBy: string[];
  /** Whoever asks has signed it, too. */
  isSigned: boolean;
}

/**
 * `serving`: a revision answers. `offline`: nothing was deployed, or it was taken offline. `asleep`: scaled to zero, the next request
 * wakes it. `unreachable`: its server or repository does not answer; `problem` says why.
 */
export type TargetStateName = 'offline' | 'serving' | 'asleep' | 'unreachable';

export interface TargetView {
  name: string;
  kind: 'local' | 'gitops';
  /** Of its declaration in slipway.yaml, from 1; null where it is no longer declared but still serves. */
  line: number | null;
  state: TargetStateName;
  problem: string | null;
  /** Base of the inference endpoint, `http://127.0.0.1:8085`; null where that is not known. */
  url: string | null;
  /** Whether requests to `url` must show a token. */
  asksToken: boolean;
  /** Of the last hour: what a person should know of who asks there. */
  alert: { message: string; at: number } | null;
  /** Null where a rollback takes effect at once, else in words what it takes. */
  rollbackDelay: string | null;
  live: number | null;
  /** Where Roll Back goes, `to` null: the target goes offline. Null: there is nothing to roll back. */
  rollback: { to: number | null } | null;
  /** Newest first. */
  revisions: RevisionView[];
  /** What waits for approval, one of each version; the newest first. */
  requests: RequestView[];
  rollout: RolloutView | null;
}

/** What one revision did in the last seconds. Latencies in milliseconds; null: no request. */
export interface RevisionTraffic {
  revision: number;
  /** Per cent of the requests. */
  weight: number;
  requestsPerSecond: number;
  errorsPerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  device: string;
  /** Of what is loaded for it; null where this place cannot tell. */
  memoryBytes: number | null;
  /** How fast the error budget of `slo.error_rate` is used up over the last minutes: 1 is as fast as allowed. Null: no SLO, or no request. */
  burnRate: number | null;
}

export interface TargetTraffic {
  target: string;
  /** Milliseconds since 1970. */
  at: number;
  revisions: RevisionTraffic[];
}

/** A model that executes the code in its files when it is loaded, in words. */
export interface CodeOrigin {
  /** `a pickle`. */
  what: string;
  /** A line each: the run that logged it and its user, where it lies, the SHA-256 of its files. */
  origin: string[];
}

/** What a release would change, before a person confirms it. */
export interface ReleasePreview {
  target: string;
  model: string;
  version: string;
  digests: EvidenceDigests;
  /** What is live now; null: nothing. */
  live: { revision: number; model: string; version: string } | null;
  /** Params, metrics, signature, size and commit, where live and candidate differ. */
  differences: { what: string; live: string | null; candidate: string | null }[];
  /** Null: the manifest has no gates. */
  gates: GateReport | null;
  /** What is done, step by step, in words. */
  steps: string[];
  /** Why it cannot be deployed whatever the gates say; null where it can. */
  refusal: string | null;
  /** Null: loading it executes no code. Else nothing loads it until somebody allows that. */
  code: CodeOrigin | null;
  /** What the person should know: self-approved, not instant. */
  notes: string[];
}

/** The result of a deploy or rollback operation. */
export interface ReleaseResult {
  target: string;
  /** Null where the target went offline. */
  model: string | null;
  version: string | null;
  revision: number | null;
  previousRevision: number | null;
  /** From the runner's receipt of what switched it to the pointer that was set; null where nothing was switched, or another system does it. */
  switchMs: number | null;
  outcome: 'live' | 'offline' | 'rolled-back' | 'aborted' | 'waiting-for-approval';
  reason: string;
  /** What was inconclusive on the way. */
  notes: string[];
}

export interface DeploymentRequests {
  'deployments/list': { params: Record<string, never>; result: { targets: TargetView[] } };
  /** Looks now at what others may have agreed to or changed, of one target or of all. What cannot be reached says so in its view. */
  'deployments/follow': { params: { target: string | null }; result: null };
  /** `version`: a number, or `@alias`. `target`: null is the manifest's. Evaluates nothing: it shows the report that is recorded. */
  'deployments/preview': {
    params: { model: string; version: string; target: string | null };
    result: ReleasePreview;
  };
  /**
   * Deploys the very files that were previewed: `digests` of others are refused. The same `idempotencyKey` again gives the operation
   * that is under way, or its result. `override`: why failed gates are passed over. The result of the operation is a `ReleaseResult`.
   */
  'deployments/deploy': {
    params: {
      model: string;
      version: string;
      target: string;
      digests: EvidenceDigests | null;
      override: string | null;
      /** A person knows the origin of a model that executes code when it is loaded, and allows it; nothing for one that does not. */
      allowCode: boolean;
      idempotencyKey: string | null;
      reason: string;
      context: StartContext;
    };
    result: { operation: string };
  };
  /** `to`: null is the last revision that was healthy. The result of the operation is a `ReleaseResult`. */
  'deployments/rollback': {
    params: { target: string; to: number | null; reason: string };
    result: { operation: string };
  };
  /**
   * Adds a signature, as `ssh-keygen -Y sign` makes it over the request's text, in the namespace `slipway-approval`, or
   * `slipway-request` for whoever asks. With enough approvals the release begins; `operation`: null where it does not yet.
   */
  'deployments/approve': {
    params: {
      target: string;
      /** Null where only one waits. */
      release: { model: string; version: string } | null;
      role: 'approver' | 'requester';
      signature: string;
      context: StartContext;
    };
    result: { request: RequestView; operation: string | null };
  };
  /** Gives up the rollout that is under way; what is live stays live. */
  'deployments/abort': { params: { target: string; reason: string }; result: null };
  /** `deployments/traffic` comes once a second from now on, until this connection ends or is told otherwise. */
  'deployments/watch': { params: { target: string; watched: boolean }; result: null };
  /** Sends one inference request to what is live, as a client would. `body`: of the Open Inference Protocol. */
  'deployments/request': {
    params: { target: string; model: string; body: string };
    result: { status: number; body: string; durationMs: number };
  };
  /** Inputs and outputs of what is live, as the protocol names them. */
  'deployments/signature': {
    params: { target: string };
    result: { model: string; inputs: TensorField[]; outputs: TensorField[] };
  };
}

export interface TensorField {
  name: string;
  datatype: string;
  /** -1: free. */
  shape: number[];
  /** From the manifest: names of the last dimension's places; empty where it names none. */
  columns: string[];
}

export interface DeploymentNotifications {
  /** A rollout is over, whoever began it and however it ended. */
  'deployments/ended': ReleaseResult;
  /** Targets, revisions or a rollout are others now. */
  'deployments/changed': { target: string };
  'deployments/traffic': TargetTraffic;
}
