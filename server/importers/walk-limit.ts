import { UserError } from '../core/user-error.ts';

/** How far a walk through folders may go. */
export interface WalkBounds {
  /** Files and folders, each counted once. */
  entries: number;
  milliseconds: number;
}

/** Code of the `UserError` that ends a walk. */
export const tooLarge = 'SLW-IMPORT-TOO-LARGE';

/** Finding out what a folder holds: a person waits, and a home folder or a data lake may be what they named. */
export const detectBounds: WalkBounds = { entries: 50_000, milliseconds: 5_000 };

/** A folder that a person said holds runs of this kind. */
export const sourceBounds: WalkBounds = { entries: 2_000_000, milliseconds: 120_000 };

/** Counts what a walk has seen and ends it where that is too much. */
export class WalkLimit {
  readonly #folder: string;
  readonly #bounds: WalkBounds;
  readonly #until: number;
  #seen = 0;

  constructor(folder: string, bounds: WalkBounds) {
    this.#folder = folder;
    this.#bounds = bounds;
    this.#until = performance.now() + bounds.milliseconds;
  }

  /** Throws `UserError` `tooLarge` once the bounds are passed. */
  saw(entries: number): void {
    this.#seen += entries;
    if (this.#seen <= this.#bounds.entries && performance.now() <= this.#until) return;
    throw new UserError(
      tooLarge,
      `${this.#folder} holds too much to search for runs: none was found in its first ${Math.min(this.#seen, this.#bounds.entries)} files and folders.`,
      'Name the folder of the runs itself (mlruns, the folder given to tensorboard --logdir, dvclive), or say what it holds (--kind).',
    );
  }
}

/** Folders of tools: no runs lie in them, and they are the largest. */
export function isToolFolder(name: string): boolean {
  return /^(node_modules|site-packages|venv|\.venv|__pycache__|\.git|\.hg|\.slipway)$/.test(name);
}
