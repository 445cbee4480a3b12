import { type Graph, reversed } from '../core/graph.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';

/** Stages that wait until all that they need is settled, the first in order first. */
export class StageLine {
  readonly #stages: readonly Stage[];
  readonly #needs: Graph<string>;
  readonly #neededBy: Graph<string>;
  readonly #places: ReadonlyMap<string, number>;
  /** By place: how many of those that it needs are not settled. */
  readonly #missing: number[];
  /** Places of those that need nothing more, the last in order first. */
  readonly #ready: number[];

  /** `stages`: in execution order. What they need besides one another is no matter of the line. */
  constructor(stages: readonly Stage[], needs: Graph<string>) {
    this.#stages = stages;
    this.#places = new Map(stages.map(({ address }, place) => [address, place]));
    this.#needs = new Map(
      stages.map(({ address, frozen }) => {
        const needed = frozen ? [] : [...(needs.get(address) ?? [])];
        return [address, new Set(needed.filter((name) => this.#places.has(name)))];
      }),
    );
    this.#neededBy = reversed(this.#needs);
    this.#missing = stages.map((stage) => this.upstream(stage).size);
    this.#ready = this.#missing.flatMap((count, place) => (count === 0 ? place : [])).reverse();
  }

  /** Those of the line that it needs; a frozen stage takes what it finds. */
  upstream({ address }: Stage): ReadonlySet<string> {
    return this.#needs.get(address) ?? new Set();
  }

  /** Each stage comes once; undefined where none can come now. */
  take(): Stage | undefined {
    return this.#stages[this.#ready.pop() ?? -1];
  }

  settle({ address }: Stage): void {
    for (const name of this.#neededBy.get(address) ?? []) {
      const place = this.#places.get(name) ?? -1;
      const missing = (this.#missing[place] ?? 0) - 1;
      this.#missing[place] = missing;
      if (missing === 0) this.#stand(place);
    }
  }

  #stand(place: number): void {
    let low = 0;
    let high = this.#ready.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ready[middle] ?? 0) > place) low = middle + 1;
      else high = middle;
    }
    this.#ready.splice(low, 0, place);
  }
}
