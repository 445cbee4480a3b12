import type { RunQuery, ViewType } from '../../schemas/protocol/tracking.ts';
import type {
  RunsTableContract,
  RunsTableSaved,
  RunsTableState,
} from '../../schemas/protocol/views/runs-table.ts';
import { type Host, HostError, isAbort, type Problem, problemOf } from '../shared/host.ts';
import type { Sort } from '../shared/table/column.ts';
import { noSelection, retain, type Selection } from '../shared/table/selection.ts';
import { type AvailableColumns, type ColumnChoices, defaultChoices, orderClause } from './columns.ts';
import { RunCache } from './run-cache.ts';

/** Live changes are gathered this long before the order is asked for again. */
const requeryMs = 400;

/** The query and what it found. `onChange` is called after each change; the view draws it then. */
export class RunsModel {
  state: RunsTableState;
  filter: string;
  view: ViewType;
  sort: Sort | null;
  choices: ColumnChoices;
  selection: Selection = noSelection;
  order: readonly string[] = [];
  available: AvailableColumns = { params: [], metrics: [], tags: [] };
  experimentNames: ReadonlyMap<string, string> = new Map();
  phase: 'loading' | 'ready' = 'loading';
  busy = false;
  filterError: Problem | null = null;
  error: Problem | null = null;
  /** Raised when rows were read. */
  revision = 0;
  readonly cache: RunCache;

  private readonly host: Host<RunsTableContract>;
  private readonly onChange: () => void;
  private querying: AbortController | undefined;
  private requeryTimer = 0;
  private restoring: string[];

  constructor(host: Host<RunsTableContract>, state: RunsTableState, onChange: () => void) {
    this.host = host;
    this.state = state;
    this.onChange = onChange;
    const saved = host.saved();
    this.filter = saved.filter ?? '';
    this.view = saved.view ?? 'ACTIVE_ONLY';
    this.sort = saved.sort ?? null;
    this.choices = {
      order: saved.order ?? defaultChoices.order,
      hidden: new Set(saved.hidden ?? defaultChoices.hidden),
      pinned: saved.pinned ?? defaultChoices.pinned,
      widths: saved.widths ?? defaultChoices.widths,
    };
    this.restoring = saved.selected ?? [];
    this.cache = new RunCache(
      async (ids, columns, signal) => (await host.request('runs/rows', { ids, columns }, signal)).rows,
      () => this.touch(),
      (error) => this.fail(error),
    );
    host.on('tracking/changed', ({ experiments, runIds, metricsOnly }) => {
      this.cache.invalidate(runIds);
      if (!metricsOnly || experiments || this.ordersByMetrics()) this.requerySoon();
      else this.touch();
    });
    this.refresh();
  }

  query(): RunQuery {
    return {
      experimentIds: this.state.target.experimentIds,
      filter: this.filter,
      orderBy: this.sort === null ? [] : [orderClause(this.sort.column, this.sort.descending)],
      view: this.view,
    };
  }

  snapshot(scrollTop: number, scrollLeft: number): RunsTableSaved {
    return {
      state: this.state,
      filter: this.filter,
      view: this.view,
      sort: this.sort,
      order: this.choices.order,
      hidden: [...this.choices.hidden],
      pinned: this.choices.pinned,
      widths: this.choices.widths,
      selected: [...this.selection.ids],
      scrollTop,
      scrollLeft,
    };
  }

  /** Raises the revision, so that cells are drawn again. */
  touch(): void {
    this.revision++;
    this.onChange();
  }

  hasRunning(): boolean {
    return this.order.some((id) => this.cache.get(id)?.info.status === 'RUNNING');
  }

  show(state: RunsTableState): void {
    this.state = state;
    this.cache.invalidate([]);
    this.refresh();
  }

  setFilter(filter: string): void {
    if (filter === this.filter && this.filterError === null) return;
    this.filter = filter;
    this.refresh();
  }

  clearFilter(): void {
    this.filter = '';
    this.view = 'ACTIVE_ONLY';
    this.refresh();
  }

  setView(view: ViewType): void {
    this.view = view;
    this.selection = noSelection;
    this.refresh();
  }

  setSort(sort: Sort): void {
    this.sort = sort;
    this.refresh();
  }

  setChoices(choices: ColumnChoices): void {
    this.choices = choices;
    this.onChange();
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.onChange();
  }

  /** Asks for the order and the columns again; what is shown stays until the answer is here. */
  refresh(): void {
    this.querying?.abort();
    const querying = new AbortController();
    this.querying = querying;
    this.busy = true;
    this.onChange();
    void this.readColumns(querying.signal);
    this.host.request('runs/query', this.query(), querying.signal).then(
      ({ ids }) => {
        this.order = ids;
        this.selection = retain(
          this.restoring.length > 0
            ? { ids: new Set(this.restoring), anchor: null, focus: this.restoring[0] ?? null }
            : this.selection,
          ids,
        );
        this.restoring = [];
        this.error = null;
        this.filterError = null;
        this.settled();
      },
      (error: unknown) => this.failQuery(error),
    );
  }

  private async readColumns(signal: AbortSignal): Promise<void> {
    const { experimentIds } = this.state.target;
    try {
      const [available, { experiments }] = await Promise.all([
        this.host.request('runs/columns', { experimentIds }, signal),
        this.host.request('experiments/list', { view: 'ALL' }, signal),
      ]);
      if (JSON.stringify(available) !== JSON.stringify(this.available)) this.available = available;
      this.experimentNames = new Map(experiments.map((one) => [one.experimentId, one.name]));
      this.onChange();
    } catch (error) {
      this.fail(error);
    }
  }

  private settled(): void {
    this.busy = false;
    this.phase = 'ready';
    this.touch();
  }

  private fail(error: unknown): void {
    if (isAbort(error)) return;
    this.error = problemOf(error);
    this.settled();
  }

  /** What is wrong with the filter stands under the filter, over the rows of the last good one. */
  private failQuery(error: unknown): void {
    const unreachable = error instanceof HostError && error.code?.startsWith('SLW-CLIENT-');
    if (isAbort(error) || this.filter === '' || unreachable) {
      this.fail(error);
    } else {
      this.filterError = problemOf(error);
      this.settled();
    }
  }

  private ordersByMetrics(): boolean {
    return this.sort?.column.startsWith('metrics.') === true || this.filter.includes('metric');
  }

  private requerySoon(): void {
    if (this.requeryTimer !== 0) return;
    this.requeryTimer = window.setTimeout(() => {
      this.requeryTimer = 0;
      this.refresh();
    }, requeryMs);
  }
}
