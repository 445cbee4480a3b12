import type { Store } from '../../store/store.ts';
import { checkRunId } from '../limits.ts';
import type { RunInput } from '../tracker.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Runs } from './runs.ts';

/** Datasets that runs read. A dataset is known by name and digest; what was logged of it first stays. */
export class Inputs {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #runs: Runs;

  constructor(store: Store, feed: ChangeFeed, runs: Runs) {
    this.#store = store;
    this.#feed = feed;
    this.#runs = runs;
  }

  log(runId: string, inputs: RunInput[]): void {
    checkRunId(runId);
    this.#store.transaction(() => {
      const { pk } = this.#runs.activeRow(runId);
      for (const input of inputs) this.#put(pk, input);
      this.#feed.announce({ runs: [runId] });
    });
  }

  #put(pk: number, { dataset, tags }: RunInput): void {
    this.#store.run(
      `INSERT OR IGNORE INTO datasets (name, digest, source_type, source, schema, profile)
       VALUES (?, ?, ?, ?, ?, ?)`,
      dataset.name,
      dataset.digest,
      dataset.sourceType,
      dataset.source,
      dataset.schema,
      dataset.profile,
    );
    const { changes, lastInsertRowid } = this.#store.run(
      `INSERT OR IGNORE INTO run_inputs (run, dataset)
       SELECT ?, dataset FROM datasets WHERE name = ? AND digest = ?`,
      pk,
      dataset.name,
      dataset.digest,
    );
    if (changes === 0) return;
    for (const [key, value] of Object.entries(tags))
      this.#store.run('INSERT INTO run_input_tags VALUES (?, ?, ?)', lastInsertRowid, key, value);
  }
}
