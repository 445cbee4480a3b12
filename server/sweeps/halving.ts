import type { HalvingRule } from '../manifests/dvc/sweep-settings.ts';

/**
 * Asynchronous successive halving over the steps of a metric: rungs at `minSteps * reduction^k`; at each, a trial goes
 * on while it is among the best 1/`reduction` of those that have come so far. After Li et al., "A System for Massively
 * Parallel Hyperparameter Tuning" (2020). Losses: the lower the better.
 */
export class SuccessiveHalving {
  readonly #rule: HalvingRule;
  /** By rung, the losses of the trials that came to it. */
  readonly #rungs = new Map<number, Map<number, number>>();

  constructor(rule: HalvingRule) {
    this.#rule = rule;
  }

  /** A trial has made `steps` steps, and stands at `loss`. False where it should stop. */
  report(trial: number, steps: number, loss: number): boolean {
    for (const rung of this.#rungsUpTo(steps)) {
      const losses = this.#rungs.get(rung) ?? new Map<number, number>();
      this.#rungs.set(rung, losses);
      if (losses.has(trial)) continue;
      losses.set(trial, loss);
      if (!this.#goesOn(loss, [...losses.values()])) return false;
    }
    return true;
  }

  *#rungsUpTo(steps: number): Generator<number> {
    const { minSteps, reduction } = this.#rule;
    for (let rung = minSteps; rung <= steps; rung *= reduction) yield rung;
  }

  #goesOn(loss: number, losses: number[]): boolean {
    const kept = Math.max(1, Math.floor(losses.length / this.#rule.reduction));
    const limit = losses.toSorted((a, b) => a - b)[kept - 1] ?? loss;
    return loss <= limit;
  }
}
