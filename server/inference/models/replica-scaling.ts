/** What a revision's replicas had to do in the time since they were last looked at. */
export interface Demand {
  replicas: number;
  /** That run a batch now. */
  running: number;
  /** That ran one, on average over the time. */
  busy: number;
  /** How long requests waited before their run. */
  queueMs: number;
  /** How long a run takes. */
  runMs: number;
}

export interface ScalingLimits {
  min: number;
  max: number;
  /** For how long there must be too many before one ends. */
  shrinkAfterMs: number;
}

/** For how long there have been too few replicas, and too many. */
export interface ScalingState {
  tooFewMs: number;
  tooManyMs: number;
}

export const unscaled: ScalingState = { tooFewMs: 0, tooManyMs: 0 };

/** There was no memory for another one: it is not asked for again for as long as this. */
export const refused: ScalingState = { tooFewMs: -30_000, tooManyMs: 0 };

const growAfterMs = 1_000;
/** Share of the time that replicas run from which on they are too few. */
const fullFrom = 0.8;
/** Share of the time that those which would be left may run. It is less than `fullFrom`, so that what ended is not wanted back at once. */
const fitsBelow = 0.6;

/**
 * Whether a replica is to be started (1) or ended (-1). They are too few while nearly all of them run and requests wait for more than
 * half a run; too many while one less would do the same work with time to spare. Never fewer are left than run now.
 */
export function scaleReplicas(
  state: ScalingState,
  demand: Demand,
  limits: ScalingLimits,
  elapsedMs: number,
): { state: ScalingState; change: -1 | 0 | 1 } {
  const { replicas, running, busy, queueMs, runMs } = demand;
  const { min, max, shrinkAfterMs } = limits;
  const waits = queueMs > runMs / 2;
  const tooFew = replicas < max && busy >= fullFrom * replicas && waits;
  const tooMany = replicas > min && busy <= fitsBelow * (replicas - 1);
  // Before zero it counts on whatever the demand: that is the wait after a refusal.
  const tooFewMs = tooFew || state.tooFewMs < 0 ? state.tooFewMs + elapsedMs : 0;
  const tooManyMs = tooMany ? state.tooManyMs + elapsedMs : 0;
  if (tooFew && tooFewMs >= growAfterMs) return { state: unscaled, change: 1 };
  if (tooManyMs >= shrinkAfterMs && running < replicas) return { state: unscaled, change: -1 };
  return { state: { tooFewMs, tooManyMs }, change: 0 };
}
