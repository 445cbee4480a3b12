import type { Experiment, LifecycleStage } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { checkExperimentName, checkExperimentTag, invalid } from '../limits.ts';
import { TrackingError } from '../tracker.ts';
import { experimentArtifactUri } from './artifact-uri.ts';
import type { ChangeFeed } from './change-feed.ts';

export interface ExperimentRow {
  experiment_id: number;
  name: string;
  lifecycle_stage: LifecycleStage;
  creation_time: number;
  last_update_time: number;
}

const requestedLocationTag = 'slipway.artifactLocation';

/** Experiments and their tags, with MLflow's rules: a deleted experiment still holds its name. */
export class Experiments {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #now: () => number;

  constructor(store: Store, feed: ChangeFeed, now: () => number) {
    this.#store = store;
    this.#feed = feed;
    this.#now = now;
  }

  /** MLflow's clients expect an experiment 0 named "Default". */
  ensureDefault(): void {
    if (this.#store.readOnly !== null || this.#find(0) !== undefined) return;
    const now = this.#now();
    this.#store.transaction(() =>
      this.#store.run(`INSERT INTO experiments VALUES (0, 'Default', 'active', ?, ?)`, now, now),
    );
  }

  /**
   * Artifacts always lie in the workspace's own store, for a location that a client names could point
   * anywhere; a location that was asked for is kept as a tag.
   */
  create(name: string, artifactLocation: string | null, tags: Record<string, string>): string {
    checkExperimentName(name);
    for (const [key, value] of Object.entries(tags)) checkExperimentTag(key, value);
    return this.#store.transaction(() => {
      this.#refuseTakenName(name);
      const now = this.#now();
      const { lastInsertRowid } = this.#store.run(
        `INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time)
         VALUES (?, 'active', ?, ?)`,
        name,
        now,
        now,
      );
      const experimentId = Number(lastInsertRowid);
      const location = artifactLocation === null ? {} : { [requestedLocationTag]: artifactLocation };
      for (const [key, value] of Object.entries({ ...location, ...tags }))
        this.#putTag(experimentId, key, value);
      this.#feed.announce({ experiments: true });
      return String(experimentId);
    });
  }

  get(experimentId: string): Experiment {
    const [experiment] = this.complete([this.row(experimentId)]);
    if (experiment === undefined) throw noExperiment(experimentId);
    return experiment;
  }

  getByName(name: string): Experiment | null {
    const row = this.#store.get<ExperimentRow>('SELECT * FROM experiments WHERE name = ?', name);
    return row === undefined ? null : (this.complete([row])[0] ?? null);
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  row(experimentId: string): ExperimentRow {
    const row = /^\d{1,15}$/.test(experimentId) ? this.#find(Number(experimentId)) : undefined;
    if (row === undefined) throw noExperiment(experimentId);
    return row;
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE where it is deleted */
  activeRow(experimentId: string): ExperimentRow {
    const row = this.row(experimentId);
    if (row.lifecycle_stage !== 'active')
      throw invalid(
        `The experiment ${experimentId} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`,
      );
    return row;
  }

  rename(experimentId: string, name: string): void {
    checkExperimentName(name);
    this.#store.transaction(() => {
      const row = this.row(experimentId);
      if (row.lifecycle_stage !== 'active')
        throw new TrackingError('INVALID_STATE', 'Cannot rename a non-active experiment.');
      if (name !== row.name) this.#refuseTakenName(name);
      this.#store.run(
        'UPDATE experiments SET name = ?, last_update_time = max(creation_time, ?) WHERE experiment_id = ?',
        name,
        this.#now(),
        row.experiment_id,
      );
      this.#feed.announce({ experiments: true });
    });
  }

  setTag(experimentId: string, key: string, value: string): void {
    checkExperimentTag(key, value);
    this.#store.transaction(() => {
      this.#putTag(this.activeRow(experimentId).experiment_id, key, value);
      this.#feed.announce({ experiments: true });
    });
  }

  deleteTag(experimentId: string, key: string): void {
    this.#store.transaction(() => {
      const { changes } = this.#store.run(
        'DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?',
        this.activeRow(experimentId).experiment_id,
        key,
      );
      if (changes === 0)
        throw new TrackingError(
          'RESOURCE_DOES_NOT_EXIST',
          `No tag with name: ${key} in experiment with id ${experimentId}`,
        );
      this.#feed.announce({ experiments: true });
    });
  }

  /** The runs of an experiment go and come back with it, as in MLflow. */
  setStage(experimentId: string, stage: LifecycleStage): void {
    this.#store.transaction(() => {
      const row = this.row(experimentId);
      if (row.lifecycle_stage === stage) throw noExperiment(experimentId);
      const now = this.#now();
      this.#store.run(
        'UPDATE experiments SET lifecycle_stage = ?, last_update_time = max(creation_time, ?) WHERE experiment_id = ?',
        stage,
        now,
        row.experiment_id,
      );
      this.#store.run(
        'UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE experiment_id = ?',
        stage,
        stage === 'deleted' ? now : null,
        row.experiment_id,
      );
      const runs = this.#store.all<{ run_id: string }>(
        'SELECT run_id FROM runs WHERE experiment_id = ?',
        row.experiment_id,
      );
      this.#feed.announce({ experiments: true, runs: runs.map((run) => run.run_id) });
    });
  }

  /** Experiments with their tags, in the order of the rows. */
  complete(rows: ExperimentRow[]): Experiment[] {
    const tags = new Map(rows.map((row) => [row.experiment_id, {} as Record<string, string>]));
    const found = this.#store.all<{ experiment_id: number; key: string; value: string }>(
      `SELECT experiment_id, key, value FROM experiment_tags
       WHERE experiment_id IN (SELECT value FROM json_each(?)) ORDER BY experiment_id, key`,
      JSON.stringify([...tags.keys()]),
    );
    for (const { experiment_id, key, value } of found) {
      const own = tags.get(experiment_id);
      if (own !== undefined) own[key] = value;
    }
    return rows.map((row) => ({
      experimentId: String(row.experiment_id),
      name: row.name,
      artifactLocation: experimentArtifactUri(row.experiment_id),
      lifecycleStage: row.lifecycle_stage,
      creationTime: row.creation_time,
      lastUpdateTime: row.last_update_time,
      tags: tags.get(row.experiment_id) ?? {},
    }));
  }

  #find(experimentId: number): ExperimentRow | undefined {
    return this.#store.get<ExperimentRow>('SELECT * FROM experiments WHERE experiment_id = ?', experimentId);
  }

  #refuseTakenName(name: string): void {
    const taken = this.#store.get<ExperimentRow>('SELECT * FROM experiments WHERE name = ?', name);
    if (taken === undefined) return;
    const deleted =
      taken.lifecycle_stage === 'deleted'
        ? ' It is deleted; restore it, or delete it for good, to use the name again.'
        : '';
    throw new TrackingError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.${deleted}`);
  }

  #putTag(experimentId: number, key: string, value: string): void {
    this.#store.run(
      'INSERT INTO experiment_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      experimentId,
      key,
      value,
    );
  }
}

function noExperiment(experimentId: string): TrackingError {
  return new TrackingError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${experimentId} exists`);
}
