import type { MetricValue, RunColumn, RunInfo, RunRow } from '../../schemas/protocol/tracking.ts';
import { isAbort } from '../shared/host.ts';

export type CellValue = string | MetricValue | null;

export interface CachedRun {
  info: RunInfo;
  cells: ReadonlyMap<RunColumn, CellValue>;
  /** Changed since it was read; shown until the new one is here. */
  stale: boolean;
}

/** What is drawn now or will be soon, and a wider margin that is fetched along with any of it. */
export interface Wanted {
  near: readonly string[];
  around: readonly string[];
  columns: readonly RunColumn[];
  /** `columns` of those near, and more on either side. */
  aroundColumns: readonly RunColumn[];
}

type ReadRows = (ids: string[], columns: RunColumn[], signal: AbortSignal) => Promise<RunRow[]>;

const keptRuns = 4000;

/**
 * Rows of the table, read as they come into sight: one request at a time, given up when what it asks for has
 * scrolled away. Holds the most recently used runs only.
 */
export class RunCache {
  private readonly runs = new Map<string, CachedRun>();
  private wanted: Wanted = { near: [], around: [], columns: [], aroundColumns: [] };
  private inFlight: { ids: Set<string>; abort: AbortController } | undefined;
  private readonly read: ReadRows;
  private readonly onRows: () => void;
  private readonly onError: (error: unknown) => void;

  constructor(read: ReadRows, onRows: () => void, onError: (error: unknown) => void) {
    this.read = read;
    this.onRows = onRows;
    this.onError = onError;
  }

  get(id: string): CachedRun | undefined {
    return this.runs.get(id);
  }

  want(wanted: Wanted): void {
    this.wanted = wanted;
    const { inFlight } = this;
    if (inFlight !== undefined) {
      if (wanted.near.some((id) => inFlight.ids.has(id))) return;
      inFlight.abort.abort();
    }
    this.fetch();
  }

  /** Marks runs as changed; empty: all of them. What is in sight is read again. */
  invalidate(ids: readonly string[]): void {
    for (const id of ids.length === 0 ? [...this.runs.keys()] : ids) {
      const run = this.runs.get(id);
      if (run !== undefined) this.runs.set(id, { ...run, stale: true });
    }
    this.want(this.wanted);
  }

  private fetch(): void {
    const { near, around, columns, aroundColumns } = this.wanted;
    if (!near.some((id) => this.lacks(id, columns))) return;
    const ids = around.filter((id) => this.lacks(id, aroundColumns));
    const request = { ids: new Set(ids), abort: new AbortController() };
    this.inFlight = request;
    this.read(ids, [...aroundColumns], request.abort.signal).then(
      (rows) => {
        if (this.inFlight !== request) return;
        this.inFlight = undefined;
        this.keep(ids, rows, aroundColumns);
        this.onRows();
        this.fetch();
      },
      (error: unknown) => {
        if (this.inFlight === request) this.inFlight = undefined;
        if (!isAbort(error)) this.onError(error);
      },
    );
  }

  private lacks(id: string, columns: readonly RunColumn[]): boolean {
    const run = this.runs.get(id);
    return run === undefined || run.stale || columns.some((column) => !run.cells.has(column));
  }

  private keep(asked: readonly string[], rows: readonly RunRow[], columns: readonly RunColumn[]): void {
    for (const row of rows) {
      const known = this.runs.get(row.info.runId);
      const cells = new Map(known?.stale ? [] : known?.cells);
      columns.forEach((column, index) => {
        cells.set(column, row.cells[index] ?? null);
      });
      this.runs.delete(row.info.runId);
      this.runs.set(row.info.runId, { info: row.info, cells, stale: false });
    }
    this.forgetVanished(asked, rows);
    for (const id of this.runs.keys()) {
      if (this.runs.size <= keptRuns) break;
      this.runs.delete(id);
    }
  }

  /** A run that was asked for and not answered is gone: asking again would never end. */
  private forgetVanished(asked: readonly string[], rows: readonly RunRow[]): void {
    const answered = new Set(rows.map((row) => row.info.runId));
    const gone = new Set(asked.filter((id) => !answered.has(id)));
    if (gone.size === 0) return;
    for (const id of gone) this.runs.delete(id);
    const present = (id: string) => !gone.has(id);
    this.wanted = {
      ...this.wanted,
      near: this.wanted.near.filter(present),
      around: this.wanted.around.filter(present),
    };
  }
}
