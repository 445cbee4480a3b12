import type { FiringCause, FiringState } from '../../schemas/protocol/schedules.ts';
import type { Store } from '../store/store.ts';

const keptFirings = 200;

/** As `Firing`, with all of its files. */
export interface FiringRecord {
  id: number;
  schedule: string;
  cause: FiringCause;
  state: FiringState;
  dueAt: number;
  standsFor: number;
  /** From the workspace folder, with forward slashes. */
  files: string[];
  startedAt: number | null;
  endedAt: number | null;
  runId: string | null;
  reason: string | null;
}

export type NewFiring = Pick<
  FiringRecord,
  'schedule' | 'cause' | 'state' | 'dueAt' | 'standsFor' | 'files' | 'reason'
>;

interface Row {
  id: number;
  schedule: string;
  cause: FiringCause;
  due_at: number;
  stands_for: number;
  state: FiringState;
  files: string;
  started_at: number | null;
  ended_at: number | null;
  run_id: string | null;
  reason: string | null;
}

/** What schedules have done and what waits, in the store. */
export class FiringTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  transaction<T>(work: () => T): T {
    return this.#store.transaction(work);
  }

  add(firing: NewFiring): FiringRecord {
    const { schedule, cause, dueAt, standsFor, state, files, reason } = firing;
    return this.#store.transaction(() => {
      const { lastInsertRowid } = this.#store.run(
        'INSERT INTO schedule_firings (schedule, cause, due_at, stands_for, state, files, reason) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[schedule, cause, dueAt, standsFor, state, JSON.stringify(files), reason],
      );
      this.#store.run(
        `DELETE FROM schedule_firings WHERE schedule = ? AND ended_at IS NOT NULL AND id <= (
          SELECT id FROM schedule_firings WHERE schedule = ? ORDER BY id DESC LIMIT 1 OFFSET ${keptFirings})`,
        schedule,
        schedule,
      );
      return { ...firing, id: Number(lastInsertRowid), startedAt: null, endedAt: null, runId: null };
    });
  }

  save(firing: FiringRecord): void {
    const { id, dueAt, standsFor, state, files, startedAt, endedAt, runId, reason } = firing;
    this.#store.transaction(() =>
      this.#store.run(
        `UPDATE schedule_firings SET due_at = ?, stands_for = ?, state = ?, files = ?, started_at = ?, ended_at = ?,
          run_id = ?, reason = ? WHERE id = ?`,
        ...[dueAt, standsFor, state, JSON.stringify(files), startedAt, endedAt, runId, reason, id],
      ),
    );
  }

  get(id: number): FiringRecord | null {
    const row = this.#store.get<Row>('SELECT * FROM schedule_firings WHERE id = ?', id);
    return row ? recordOf(row) : null;
  }

  /** Newest first. */
  latest(schedule: string, count: number): FiringRecord[] {
    return this.#store
      .all<Row>('SELECT * FROM schedule_firings WHERE schedule = ? ORDER BY id DESC LIMIT ?', schedule, count)
      .map(recordOf);
  }

  /** Of all schedules, oldest first. */
  inState(...states: FiringState[]): FiringRecord[] {
    return this.#store
      .all<Row>(
        `SELECT * FROM schedule_firings WHERE state IN (${states.map(() => '?').join(', ')}) ORDER BY id`,
        ...states,
      )
      .map(recordOf);
  }

  /** All that was due until then has been answered; null where it has never been looked at. */
  lookedUntil(schedule: string): number | null {
    return this.#mark(schedule)?.looked_until ?? null;
  }

  /** Stands for the watched data as it was last answered. */
  content(schedule: string): string | null {
    return this.#mark(schedule)?.content ?? null;
  }

  setMark(schedule: string, lookedUntil: number, content: string | null): void {
    this.#store.transaction(() =>
      this.#store.run(
        'INSERT OR REPLACE INTO schedule_marks (schedule, looked_until, content) VALUES (?, ?, ?)',
        schedule,
        lookedUntil,
        content,
      ),
    );
  }

  /** Files whose arrival has been answered: path to what tells the file from another of that name. */
  files(schedule: string): Map<string, string> {
    const rows = this.#store.all<{ path: string; identity: string }>(
      'SELECT path, identity FROM schedule_files WHERE schedule = ?',
      schedule,
    );
    return new Map(rows.map(({ path, identity }) => [path, identity]));
  }

  addFiles(schedule: string, files: Iterable<[path: string, identity: string]>): void {
    this.#store.transaction(() => {
      for (const [path, identity] of files)
        this.#store.run(
          'INSERT OR REPLACE INTO schedule_files (schedule, path, identity) VALUES (?, ?, ?)',
          schedule,
          path,
          identity,
        );
    });
  }

  removeFiles(schedule: string, paths: Iterable<string>): void {
    this.#store.transaction(() => {
      for (const path of paths)
        this.#store.run('DELETE FROM schedule_files WHERE schedule = ? AND path = ?', schedule, path);
    });
  }

  /** As if it had never been armed; what it has done stays. */
  forget(schedule: string): void {
    this.#store.transaction(() => {
      this.#store.run('DELETE FROM schedule_marks WHERE schedule = ?', schedule);
      this.#store.run('DELETE FROM schedule_files WHERE schedule = ?', schedule);
    });
  }

  #mark(schedule: string): { looked_until: number; content: string | null } | undefined {
    return this.#store.get('SELECT looked_until, content FROM schedule_marks WHERE schedule = ?', schedule);
  }
}

function recordOf(row: Row): FiringRecord {
  return {
    id: row.id,
    schedule: row.schedule,
    cause: row.cause,
    state: row.state,
    dueAt: row.due_at,
    standsFor: row.stands_for,
    files: JSON.parse(row.files) as string[],
    startedAt: row.started_at,
    endedAt: row.ended_at,
    runId: row.run_id,
    reason: row.reason,
  };
}
