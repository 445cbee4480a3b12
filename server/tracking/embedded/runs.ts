import { randomBytes } from 'node:crypto';
import type { LifecycleStage, Run, RunInfo, RunStatus } from '../../../schemas/protocol/tracking.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { checkRunId, cutTagValue, invalid } from '../limits.ts';
import { randomRunName } from '../random-run-name.ts';
import { TrackingError } from '../tracker.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Experiments } from './experiments.ts';
import { loadRuns, type RunRow, runInfo } from './load-runs.ts';

export interface NewRun {
  runId: string | null;
  experimentId: string;
  startTime: number;
  userId: string;
  runName: string;
  tags: Record<string, string>;
}

/** What a write to a run needs to know of it. */
export type RunPlace = Pick<RunRow, 'pk' | 'experiment_id'>;

export class Runs {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #experiments: Experiments;
  readonly #now: () => number;

  constructor(store: Store, feed: ChangeFeed, experiments: Experiments, now: () => number) {
    this.#store = store;
    this.#feed = feed;
    this.#experiments = experiments;
    this.#now = now;
  }

  create(request: NewRun): Run {
    const runId = request.runId ?? randomBytes(16).toString('hex');
    checkRunId(runId);
    return this.#store.transaction(() => {
      const experiment = this.#experiments.activeRow(request.experimentId);
      if (this.#find(runId) !== undefined)
        throw new TrackingError('RESOURCE_ALREADY_EXISTS', `Run with id=${runId} already exists.`);
      const name = chooseName(request.runName, request.tags[runTags.name]);
      const { lastInsertRowid } = this.#store.run(
        `INSERT INTO runs (run_id, experiment_id, name, user_id, status, lifecycle_stage, start_time)
         VALUES (?, ?, ?, ?, 'RUNNING', 'active', ?)`,
        runId,
        experiment.experiment_id,
        name,
        request.userId,
        request.startTime,
      );
      const run = { pk: Number(lastInsertRowid), experiment_id: experiment.experiment_id };
      for (const [key, value] of Object.entries({ ...request.tags, [runTags.name]: name }))
        this.putTag(run, key, cutTagValue(value));
      this.#feed.announce({ runs: [runId] });
      return this.get(runId);
    });
  }

  get(runId: string): Run {
    const [run] = loadRuns(this.#store, [this.row(runId)]);
    if (run === undefined) throw noRun(runId);
    return run;
  }

  getMany(runIds: string[]): Run[] {
    const rows = runIds.map((runId) => this.#find(runId)).filter((row) => row !== undefined);
    return loadRuns(this.#store, rows);
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  row(runId: string): RunRow {
    const row = this.#find(runId);
    if (row === undefined) throw noRun(runId);
    return row;
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE where it is deleted */
  activeRow(runId: string): RunRow {
    const row = this.row(runId);
    if (row.lifecycle_stage !== 'active')
      throw invalid(
        `The run ${runId} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`,
      );
    return row;
  }

  update(runId: string, change: { status?: RunStatus; endTime?: number | null; runName?: string }): RunInfo {
    return this.#store.transaction(() => {
      const row = this.activeRow(runId);
      const endTime = change.endTime === undefined ? row.end_time : change.endTime;
      this.#store.run(
        'UPDATE runs SET status = ?, end_time = ? WHERE pk = ?',
        change.status ?? row.status,
        endTime,
        row.pk,
      );
      if (change.runName !== undefined && change.runName !== '') this.rename(row, change.runName);
      this.#feed.announce({ runs: [runId] });
      return runInfo(this.row(runId));
    });
  }

  setStage(runId: string, stage: LifecycleStage): void {
    this.#store.transaction(() => {
      this.#store.run(
        'UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE pk = ?',
        stage,
        stage === 'deleted' ? this.#now() : null,
        this.row(runId).pk,
      );
      this.#feed.announce({ runs: [runId] });
    });
  }

  /** Deleted runs, the longest deleted first; `deletedTime` in milliseconds. */
  deletedBefore(time: number): { runId: string; name: string; deletedTime: number }[] {
    return this.#store
      .all<{ run_id: string; name: string; deleted_time: number }>(
        `SELECT run_id, name, deleted_time FROM runs
         WHERE lifecycle_stage = 'deleted' AND deleted_time < ? ORDER BY deleted_time`,
        time,
      )
      .map((row) => ({ runId: row.run_id, name: row.name, deletedTime: row.deleted_time }));
  }

  /** Removes a deleted run with all that was logged to it, for good. */
  purge(runId: string): void {
    this.#store.transaction(() => {
      this.#store.run("DELETE FROM runs WHERE run_id = ? AND lifecycle_stage = 'deleted'", runId);
      this.#feed.announce({ runs: [runId] });
    });
  }

  deleteTag(runId: string, key: string): void {
    this.#store.transaction(() => {
      const { pk } = this.activeRow(runId);
      const { changes } = this.#store.run('DELETE FROM run_tags WHERE run = ? AND key = ?', pk, key);
      if (changes === 0)
        throw new TrackingError(
          'RESOURCE_DOES_NOT_EXIST',
          `No tag with name: ${key} in run with id ${runId}`,
        );
      this.#feed.announce({ runs: [runId] });
    });
  }

  /** The name is an attribute and a tag; in an open transaction. */
  rename(run: RunPlace, name: string): void {
    this.#store.run('UPDATE runs SET name = ? WHERE pk = ?', name, run.pk);
    this.putTag(run, runTags.name, name);
  }

  /** In an open transaction. */
  putTag(run: RunPlace, key: string, value: string): void {
    this.noteKey(run, 'tag', key);
    this.#store.run(
      'INSERT INTO run_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      run.pk,
      key,
      value,
    );
  }

  /** Makes a name known as a column of its experiment; in an open transaction. */
  noteKey(run: RunPlace, kind: 'metric' | 'param' | 'tag', key: string): void {
    this.#store.run('INSERT OR IGNORE INTO logged_keys VALUES (?, ?, ?)', run.experiment_id, kind, key);
  }

  /** As `noteKey`, for all that a run has, where it came from another experiment. */
  noteAllKeys({ pk, experiment_id }: RunPlace): void {
    this.#store.run(
      `INSERT OR IGNORE INTO logged_keys
       SELECT ?1, 'metric', key FROM series WHERE run = ?2
       UNION ALL SELECT ?1, 'param', key FROM run_params WHERE run = ?2
       UNION ALL SELECT ?1, 'tag', key FROM run_tags WHERE run = ?2`,
      experiment_id,
      pk,
    );
  }

  #find(runId: string): RunRow | undefined {
    return this.#store.get<RunRow>('SELECT * FROM runs WHERE run_id = ?', runId);
  }
}

function chooseName(asked: string, tag: string | undefined): string {
  if (asked !== '' && tag !== undefined && tag !== '' && asked !== tag)
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${asked}', mlflow.runName='${tag}').`,
    );
  return asked || tag || randomRunName();
}

function noRun(runId: string): TrackingError {
  return new TrackingError('RESOURCE_DOES_NOT_EXIST', `Run with id=${runId} not found`);
}
