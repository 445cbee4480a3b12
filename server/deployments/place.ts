import type { TargetView } from '../../schemas/protocol/deployments.ts';
import type { TensorListing } from '../../schemas/protocol/inference.ts';
import type { Target } from './target.ts';

/** What is seen of a target beside its rollouts. */
export interface PlaceView {
  state: TargetView['state'];
  problem: string | null;
  url: string | null;
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
  /** Of the last five minutes. */
  lately: { requests: number; errors: number };
}

/** Where models are served, with what a person may see of it. */
export interface Place {
  target: Target;
  /** Why nothing can be deployed here; null where it can. */
  refusal: string | null;
  /** Null where a rollback takes effect at once, else in words what it takes. */
  rollbackDelay: string | null;
  /** Why a plan with shadow, canary or bake cannot be followed here; null where it can. */
  planRefusal: string | null;
  view(live: number | null): PlaceView;
  /** Called when what serves has ended by itself. */
  onLost(listener: () => void): void;
  /** Since it was asked last; null where this place cannot tell. */
  traffic(): Promise<SeenTraffic[] | null>;
  /** Of what is live; null where nothing is, or this place cannot tell. */
  signature(): Promise<{ model: string; inputs: TensorListing[]; outputs: TensorListing[] } | null>;
  /** What serves goes on. */
  close(): void;
}
