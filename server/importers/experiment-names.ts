import type { Tracker } from '../tracking/tracker.ts';
import type { SourceExperiment } from './import-source.ts';

/** Experiments of the target by their names, made when the first run needs them. */
export class ExperimentNames {
  readonly #tracker: Tracker;
  readonly #ids = new Map<string, string>();
  readonly #toDelete = new Set<string>();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  async idOf(experiment: SourceExperiment): Promise<string> {
    const known = this.#ids.get(experiment.name);
    if (known !== undefined) return known;
    const id = await this.#find(experiment);
    this.#ids.set(experiment.name, id);
    return id;
  }

  /** Experiments that were deleted, here or in the source, are so again; runs can be added only to active ones. */
  async restoreStages(): Promise<void> {
    for (const id of this.#toDelete) await this.#tracker.setExperimentStage(id, 'deleted');
  }

  async #find({ name, tags, lifecycleStage }: SourceExperiment): Promise<string> {
    const existing = await this.#tracker.getExperimentByName(name);
    if (!existing) {
      const id = await this.#tracker.createExperiment({ name, artifactLocation: null, tags });
      if (lifecycleStage === 'deleted') this.#toDelete.add(id);
      return id;
    }
    if (existing.lifecycleStage === 'deleted') {
      await this.#tracker.setExperimentStage(existing.experimentId, 'active');
      this.#toDelete.add(existing.experimentId);
    }
    return existing.experimentId;
  }
}
