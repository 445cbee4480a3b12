/** By which way somebody acted. `api`: a script, through MLflow's API. */
export type AuditChannel = 'editor' | 'cli' | 'ci' | 'api' | 'schedule' | 'policy';

/** One entry of the audit log. Its hash is over the entry before it and all of its own fields. */
export interface AuditEntry {
  /** From 1 on, without gaps. */
  sequence: number;
  /** Milliseconds since 1970. */
  at: number;
  /** User of this machine, `name@host`; a claim, for whoever owns the machine can write it. */
  actor: string;
  channel: AuditChannel;
  /** Dotted: `gate.evaluated`, `gate.overridden`, `deploy.started`, `deploy.refused`, `deploy.done`, `rollback.done`, `alias.moved`, `model.converted`. */
  action: string;
  /** What it was done to: a target's or a model's name. */
  subject: string;
  /** What it was before and after; their form depends on the action. */
  from: string | null;
  to: string | null;
  why: string;
  /** Evidence and other particulars, as JSON. */
  details: Record<string, unknown>;
  previousHash: string;
  hash: string;
}

export interface AuditVerification {
  entries: number;
  head: string | null;
  /**
   * `anchored`: an anchor outside this machine holds an entry of the chain. `anchored-locally`: one outside the store does, on this
   * machine. `broken`: an entry is not what it was.
   */
  verdict: 'empty' | 'anchored' | 'anchored-locally' | 'consistent-not-anchored' | 'broken' | 'rewritten';
  /** In a person's words. */
  reason: string;
  /** Sequence of the first entry that is wrong. */
  brokenAt: number | null;
}

export interface AuditRequests {
  /** The newest first; `before` continues. */
  'audit/list': {
    params: { subject: string | null; before: number | null; limit: number };
    result: { entries: AuditEntry[] };
  };
  'audit/verify': { params: Record<string, never>; result: AuditVerification };
}

export interface AuditNotifications {
  'audit/appended': Record<string, never>;
}
