import type { RunRow } from '../../schemas/protocol/tracking.ts';
import type { CompareContract } from '../../schemas/protocol/views/compare.ts';
import { type Host, isAbort, type Problem, problemOf } from '../shared/host.ts';
import { type ComparedKey, compareRows } from './differences.ts';

const readAtOnce = 500;
const refreshMs = 1000;

/** Parameters and latest metrics of the runs, side by side. */
export class CompareModel {
  rows: RunRow[] = [];
  compared: ComparedKey[] = [];
  error: Problem | null = null;
  phase: 'loading' | 'ready' = 'loading';

  private readonly host: Host<CompareContract>;
  private readonly onChange: () => void;
  private runIds: readonly string[];
  private reading: AbortController | undefined;
  private timer = 0;

  constructor(host: Host<CompareContract>, runIds: readonly string[], onChange: () => void) {
    this.host = host;
    this.runIds = runIds;
    this.onChange = onChange;
    host.on('tracking/changed', ({ runIds: changed }) => {
      if (changed.length === 0 || changed.some((id) => this.runIds.includes(id))) this.refreshSoon();
    });
    void this.read();
  }

  show(runIds: readonly string[]): void {
    this.runIds = runIds;
    void this.read();
  }

  private async read(): Promise<void> {
    this.reading?.abort();
    this.reading = new AbortController();
    const { signal } = this.reading;
    try {
      const { params, metrics } = await this.host.request('runs/columns', { experimentIds: [] }, signal);
      const isSystem = (key: string) => key.startsWith('system/');
      const columns = [
        ...params.map((key) => `params.${key}`),
        ...metrics.filter((key) => !isSystem(key)).map((key) => `metrics.${key}`),
        ...metrics.filter(isSystem).map((key) => `metrics.${key}`),
      ];
      const rows: RunRow[] = [];
      for (let from = 0; from < this.runIds.length; from += readAtOnce) {
        const ids = this.runIds.slice(from, from + readAtOnce);
        rows.push(...(await this.host.request('runs/rows', { ids, columns }, signal)).rows);
      }
      this.rows = rows;
      // Columns of other runs than these say nothing here.
      this.compared = compareRows(rows, columns).filter(({ values }) =>
        values.some((value) => value !== null),
      );
      this.error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.error = problemOf(error);
    }
    this.phase = 'ready';
    this.onChange();
  }

  private refreshSoon(): void {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.read();
    }, refreshMs);
  }
}
