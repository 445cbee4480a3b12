import type { Clock } from '../core/clock.ts';
import type { Following } from './place.ts';
import type { Effect, RolloutEvent, RolloutRecord } from './rollout/events.ts';
import { reduce } from './rollout/reduce.ts';
import type { Phase, TargetState } from './rollout/target-state.ts';
import type { Target } from './target.ts';

/** Traffic is looked at, and its lease renewed, this often. */
const tickMs = 1_000;

export interface DriverParts {
  target: Target;
  /** Null where nobody else changes what the target serves. */
  following: Following | null;
  clock: Clock;
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number;
  /** As it was written last. */
  state: TargetState;
  /** Writes the state with its records, in one transaction. Nothing is done where this throws. */
  commit: (state: TargetState, records: readonly RolloutRecord[]) => void;
  /** Moves the alias of the registered model to the revision's version. */
  moveAlias: (revision: number | null) => Promise<void>;
  /** What could not be done, for the log. */
  onError: (what: string, error: unknown) => void;
}

/**
 * Does what the reducer decides for one target. Events are taken at once, also while something is being done; effects are done one
 * after another, in the order in which they were decided.
 */
export class RolloutDriver {
  readonly #parts: DriverParts;
  #state: TargetState;
  #doing: Promise<void> = Promise.resolve();
  #cancelTick: (() => void) | null = null;
  /** Called when the revision that is being prepared is given up: a load or a warm-up that hangs holds nothing up. */
  #stopWaiting: (() => void) | null = null;
  #closed = false;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#state = parts.state;
  }

  get state(): TargetState {
    return this.#state;
  }

  /** What a crash left, of the runner or of what serves, is put in order. */
  async recover(because: string): Promise<void> {
    const { target, following } = this.#parts;
    const seen = following === null ? await target.serving() : (await following.look()).revision;
    const serving = seen === 'unknown' ? null : seen;
    this.tell({ type: 'recover', serving, because, isFollowed: following !== null });
  }

  /** Looks at what others may have changed. Rejects where the place cannot be reached. */
  async follow(): Promise<void> {
    const seen = await this.#parts.following?.look();
    if (seen === undefined || seen.revision === 'unknown' || this.#closed) return;
    this.tell({ type: 'followed', serving: seen.revision, why: seen.why });
  }

  /** The records say what became of it; a refusal changes nothing else. Throws where the state cannot be written. */
  tell(event: RolloutEvent): readonly RolloutRecord[] {
    const { state, effects, records } = reduce(this.#state, event);
    if (state !== this.#state || records.length > 0) this.#parts.commit(state, records);
    this.#state = state;
    if (!isPreparing(state)) this.#stopWaiting?.();
    for (const effect of effects) this.#doing = this.#doing.then(() => this.#perform(effect));
    this.#scheduleTick();
    return records;
  }

  /** Resolves once everything decided so far is done. */
  async settled(): Promise<void> {
    for (let last: Promise<void> | null = null; last !== this.#doing; ) {
      last = this.#doing;
      await last;
    }
  }

  /** Nothing more is begun; what serves goes on serving. */
  close(): void {
    this.#closed = true;
    this.#cancelTick?.();
    this.#cancelTick = null;
  }

  async #perform(effect: Effect): Promise<void> {
    if (this.#closed) return;
    try {
      const outcome = await this.#outcomeOf(effect);
      if (outcome?.type === 'failed') this.#parts.onError(effect.type, outcome.reason);
      if (outcome && !this.#closed) this.tell(outcome);
    } catch (error) {
      if (!this.#closed) this.#parts.onError(effect.type, error);
    }
  }

  /** What the rollout is told of it, also of its failure. */
  async #outcomeOf(effect: Effect): Promise<RolloutEvent | null> {
    const { target, following, moveAlias } = this.#parts;
    switch (effect.type) {
      case 'load':
        return orFailed(effect.revision, () =>
          this.#untilGivenUp('loading', effect.revision, async () => ({
            type: 'loaded',
            revision: effect.revision,
            ...(await target.load(effect.revision)),
          })),
        );
      case 'warm':
        return orFailed(effect.revision, () =>
          this.#untilGivenUp('warming', effect.revision, async () => ({
            type: 'warmed',
            revision: effect.revision,
            ...(await target.warm(effect.revision)),
          })),
        );
      case 'promote':
        return orFailed(effect.revision, async () => {
          const { revision } = effect;
          const waiting = await target.promote(revision);
          return waiting === null
            ? { type: 'promoted', revision }
            : { type: 'submitted', revision, where: waiting.submitted };
        });
      case 'merged':
        await following?.merged(effect);
        return null;
      case 'withdraw':
        await following?.withdraw(effect.revision);
        return null;
      case 'canary':
        return orFailed(effect.revision, async () => {
          await target.canary(effect.revision, effect.weight);
          return null;
        });
      case 'shadow':
        return orFailed(effect.revision, async () => {
          await target.shadow(effect.revision, effect.sample);
          return null;
        });
      case 'replay':
        await target.replay(effect.revision, effect.requests);
        return null;
      case 'stable':
        await target.stable();
        return null;
      case 'keep':
        await target.keep(effect.revisions);
        return null;
      case 'alias':
        await moveAlias(effect.revision);
        return { type: 'aliased', revision: effect.revision };
    }
  }

  /** Null where the revision was given up meanwhile. */
  async #untilGivenUp(
    phase: Phase,
    revision: number,
    work: () => Promise<RolloutEvent>,
  ): Promise<RolloutEvent | null> {
    const { rollout } = this.#state;
    if (rollout?.phase !== phase || rollout.to !== revision) return null;
    const givenUp = Promise.withResolvers<null>();
    this.#stopWaiting = () => givenUp.resolve(null);
    try {
      return await Promise.race([work(), givenUp.promise]);
    } finally {
      this.#stopWaiting = null;
    }
  }

  #scheduleTick(): void {
    const phase = this.#state.rollout?.phase;
    const takesTime = phase !== undefined && phase !== 'promoting' && phase !== 'submitted';
    if (this.#closed || !takesTime) {
      this.#cancelTick?.();
      this.#cancelTick = null;
      return;
    }
    this.#cancelTick ??= this.#parts.clock.after(tickMs, () => {
      this.#cancelTick = null;
      void this.#tick();
    });
  }

  async #tick(): Promise<void> {
    const revision = this.#state.rollout?.to ?? null;
    if (revision === null || this.#closed) return;
    try {
      const observation = isPreparing(this.#state) ? null : await this.#parts.target.observe(revision);
      if (this.#closed || this.#state.rollout?.to !== revision) return;
      this.tell({ type: 'tick', at: this.#parts.monotonic(), observation });
    } catch (error) {
      this.#parts.onError('observe', error);
      this.#scheduleTick();
    }
  }
}

/** Nobody is served by the revision yet. */
function isPreparing({ rollout }: TargetState): boolean {
  return rollout?.phase === 'loading' || rollout?.phase === 'warming';
}

async function orFailed(
  revision: number | null,
  work: () => Promise<RolloutEvent | null>,
): Promise<RolloutEvent | null> {
  try {
    return await work();
  } catch (error) {
    return { type: 'failed', revision, reason: error instanceof Error ? error.message : String(error) };
  }
}
