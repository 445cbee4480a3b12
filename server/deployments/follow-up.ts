import type { Clock } from '../core/clock.ts';
import type { DeployedTarget } from './deployed-target.ts';

/** How often it is looked at what others have agreed to, and at what they have changed. */
const waitingMs = 15_000;
const restingMs = 5 * 60_000;

export interface FollowUpParts {
  name: string;
  deployed: DeployedTarget;
  clock: Clock;
  onChange: (target: string) => void;
  onError: (what: string, error: unknown) => void;
}

/** Keeps up with a target that others change, too: from its opening on, and as soon as it can be reached. */
export class FollowUp {
  readonly #parts: FollowUpParts;
  #isRecovered = false;
  #cancel: (() => void) | null = null;
  #closed = false;
  #looking: Promise<void> | null = null;
  #problem = '';

  constructor(parts: FollowUpParts) {
    this.#parts = parts;
    const { live, rollout } = parts.deployed.state;
    if (live !== null || rollout !== null) void this.now();
  }

  /** Resolves when it was looked, whether the place could be reached or not. */
  now(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #look(): Promise<void> {
    const { name, deployed, onChange, onError } = this.#parts;
    this.#cancel?.();
    try {
      if (!this.#isRecovered) await deployed.recover('the runner stopped');
      this.#isRecovered = true;
      await deployed.follow();
      if (this.#problem !== '') onChange(name);
      this.#problem = '';
    } catch (error) {
      const problem = String(error);
      // Once is enough for as long as it is the same.
      if (!this.#closed && problem !== this.#problem) {
        onError(`following ${name}`, error);
        onChange(name);
      }
      this.#problem = problem;
    }
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    const { deployed, clock } = this.#parts;
    if (this.#closed) return;
    const isWaiting = deployed.state.rollout?.phase === 'submitted';
    this.#cancel = clock.after(isWaiting ? waitingMs : restingMs, () => void this.now());
  }
}
