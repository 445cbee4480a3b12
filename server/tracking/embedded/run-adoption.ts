import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Run, runTags } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { cutTagValue } from '../limits.ts';
import type { CreateRunRequest } from '../run-adoption.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Experiments } from './experiments.ts';
import type { Runs } from './runs.ts';

const ownTag = /^slipway\./;

/** Hands prepared runs to the scripts that they were made for; the table `adopted_runs` remembers which are taken. */
export class Adoptions {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #experiments: Experiments;
  readonly #runs: Runs;

  constructor(store: Store, feed: ChangeFeed, experiments: Experiments, runs: Runs) {
    this.#store = store;
    this.#feed = feed;
    this.#experiments = experiments;
    this.#runs = runs;
  }

  adopt(runId: string, request: CreateRunRequest): Run | null {
    return this.#store.transaction(() => {
      const [prepared] = this.#runs.getMany([runId]);
      if (prepared === undefined || prepared.info.lifecycleStage === 'deleted') return null;
      const { changes } = this.#store.run('INSERT OR IGNORE INTO adopted_runs VALUES (?)', runId);
      if (changes === 0) return null;
      const { pk, experiment_id: from } = this.#runs.row(runId);
      const { experiment_id: to } = this.#experiments.activeRow(request.experimentId);
      this.#store.run(
        'UPDATE runs SET experiment_id = ?, start_time = ?, user_id = ? WHERE pk = ?',
        to,
        request.startTime,
        request.userId || prepared.info.userId,
        pk,
      );
      const run = { pk, experiment_id: to };
      this.#runs.noteAllKeys(run);
      for (const [key, value] of Object.entries(request.tags)) {
        if (!ownTag.test(key)) this.#runs.putTag(run, key, cutTagValue(value));
      }
      const name = request.runName || request.tags[runTags.name] || prepared.info.runName;
      this.#runs.rename(run, name);
      this.#moveArtifacts(runId, from, to);
      this.#feed.announce({ experiments: true, runs: [runId] });
      return this.#runs.get(runId);
    });
  }

  /**
   * Artifacts lie by experiment. Moved before the commit: should the runner die between the two, the client
   * asks again, and finds them moved already.
   */
  #moveArtifacts(runId: string, from: number, to: number): void {
    const { artifacts } = this.#store.layout;
    const source = join(artifacts, String(from), runId);
    const target = join(artifacts, String(to), runId);
    if (from === to || !existsSync(source)) return;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    renameSync(source, target);
  }
}
