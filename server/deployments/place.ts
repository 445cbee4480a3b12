import type { TargetView } from '../../schemas/protocol/deployments.ts';
import type { AnsweredRequest, NumberedAlert, TensorListing } from '../../schemas/protocol/inference.ts';
import type { AuditAnchor } from '../audit/verify-chain.ts';
import type { Target } from './target.ts';

/** What is seen of a target beside its rollouts. */
export interface PlaceView {
  state: TargetView['state'];
  problem: string | null;
  url: string | null;
  /** Whether requests to `url` must show a token. */
  asksToken: boolean;
}

/** What one revision did in the last second. */
export interface SeenTraffic {
  revision: number;
  weight: number;
  requests: number;
  errors: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  device: string;
  memoryBytes: number;
  /** Of the last five minutes. */
  lately: { requests: number; errors: number };
}

/** What a place shows that others change, too. `unknown`: nothing that was released from here. */
export interface Followed {
  revision: number | null | 'unknown';
  /** By what it came there. */
  why: string;
}

/** A change that others have agreed to. */
export interface Merged {
  revision: number | null;
  /** What was live before. */
  from: number | null;
  kind: 'deploy' | 'rollback';
  reason: string;
}

/** Of a place that others change, too: it is followed, not put right. */
export interface Following {
  /** Rejects where the place cannot be reached. */
  look(): Promise<Followed>;
  /** What was submitted has been agreed to, and is live. */
  merged(change: Merged): Promise<void>;
  /** What is kept there of the audit log's chain. Rejects where the place cannot be reached. */
  anchors(): Promise<AuditAnchor[]>;
  /** What was submitted is given up. */
  withdraw(revision: number | null): Promise<void>;
}

/** Where models are served, with what a person may see of it. */
export interface Place {
  target: Target;
  /** Null where a rollback takes effect at once, else in words what it takes. */
  rollbackDelay: string | null;
  /** What a release does, in words; null where the manifest's plan is followed. */
  steps: string[] | null;
  /** Why shadow, canary and bake are left out here; null where they are driven. */
  undriven: string | null;
  /** What somebody else has put here, which is replaced for a reason only; null: nothing. */
  conflict(): string | null;
  /** Null where Slipway alone says what is served. */
  follow: Following | null;
  view(live: number | null): PlaceView;
  /** Called when what `view` says may be another, for no release's sake. */
  onChange(listener: () => void): void;
  /** Called when what serves has ended by itself. */
  onLost(listener: () => void): void;
  /** Called for what a person should know of who asks there. */
  onAlert(listener: (alert: NumberedAlert) => void): void;
  /** slipway.yaml says something else of it than before. */
  redeclared(): void;
  /** Answers a request as a client is answered; null where nothing does, or this place cannot be asked. */
  request(model: string, body: string): Promise<AnsweredRequest | null>;
  /** Since it was asked last; null where this place cannot tell. */
  traffic(): Promise<SeenTraffic[] | null>;
  /** Of what is live; null where nothing is, or this place cannot tell. */
  signature(): Promise<{ model: string; inputs: TensorListing[]; outputs: TensorListing[] } | null>;
  /** What serves goes on. */
  close(): void;
}
