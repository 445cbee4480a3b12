import type { RunQuery, ViewType } from '../../../../schemas/protocol/tracking.ts';
import type { Store } from '../../../store/store.ts';
import { runVocabulary } from '../../search/run-vocabulary.ts';
import { compareText, type Fragment } from '../../search/sql.ts';
import { type Condition, readFilter, readOrders } from '../../search/vocabulary.ts';
import type { RunRow } from '../load-runs.ts';
import { RunColumns, type RunList } from './run-columns.ts';
import { RunOrders } from './run-orders.ts';
import type { Predicate } from './version.ts';

/** Where to start and how much to give; a null limit gives all. */
export interface Slice {
  offset: number;
  limit: number | null;
}

/**
 * Searches of runs. All runs are walked in the order asked and tested until the slice is full: 100,000 runs
 * and three conditions take some 3 ms, whichever runs match, where a query plan would have to guess.
 */
export class RunSearch {
  readonly #store: Store;
  readonly #columns: RunColumns;
  readonly #orders: RunOrders;

  constructor(store: Store) {
    this.#store = store;
    this.#columns = new RunColumns(store);
    this.#orders = new RunOrders(this.#columns);
  }

  /** Something of the run has changed, or is about to in the transaction that is open. */
  touch(runId: string): void {
    this.#columns.touch(runId);
  }

  /**
   * The runs that match, in order.
   * @throws TrackingError INVALID_PARAMETER_VALUE where the filter or an order is not MLflow's language
   */
  rows(query: RunQuery, slice: Slice): RunRow[] {
    const { pks } = this.#find(query, slice);
    return this.#store.all<RunRow>(
      'SELECT r.* FROM json_each(?) pks CROSS JOIN runs r ON r.pk = pks.value ORDER BY pks.key',
      JSON.stringify(pks),
    );
  }

  /** As `rows`, of all that match, but their ids. */
  ids(query: RunQuery): string[] {
    const { pks, runs } = this.#find(query, { offset: 0, limit: null });
    return pks.map((pk) => runs.ids[pk] ?? '');
  }

  #find(query: RunQuery, { offset, limit }: Slice): { pks: number[]; runs: RunList } {
    const conditions = readFilter(query.filter, runVocabulary);
    const orders = readOrders(query.orderBy, runVocabulary);
    const runs = this.#columns.upToDate();
    const tests = [
      ...experimentTest(runs, query.experimentIds),
      ...stageTest(runs, query.view),
      ...conditions.map((condition) => this.#test(condition)),
    ];
    const pks: number[] = [];
    const end = limit === null ? Number.POSITIVE_INFINITY : offset + limit;
    let matched = 0;
    for (const pk of this.#orders.sorted(runs, orders)) {
      if (matched === end) break;
      if (!passes(pk, tests)) continue;
      if (matched >= offset) pks.push(pk);
      matched++;
    }
    return { pks, runs };
  }

  #test(condition: Condition): Predicate {
    const { type, key, comparator, value } = condition;
    if (type === 'dataset') return this.#datasetTest(condition);
    const name = { type, key };
    if (typeof value === 'number') return this.#columns.numbers(name).test(comparator, value);
    return this.#columns.texts(name).test(condition);
  }

  /** A run may have many datasets, so they make no column. */
  #datasetTest(condition: Condition): Predicate {
    const { sql, parameters } = datasetMatches(condition);
    const found = new Set(this.#store.all<{ run: number }>(sql, ...parameters).map(({ run }) => run));
    return (pk) => found.has(pk);
  }
}

/** A plain loop, for it runs once for each run of a search. */
function passes(pk: number, tests: Predicate[]): boolean {
  for (const test of tests) if (!test(pk)) return false;
  return true;
}

function datasetMatches(condition: Condition): Fragment {
  if (condition.key === 'context') {
    const value = compareText('t.value', condition);
    return {
      sql: `SELECT i.run FROM run_inputs i JOIN run_input_tags t ON t.input = i.input
        WHERE t.key = 'mlflow.data.context' AND ${value.sql}`,
      parameters: value.parameters,
    };
  }
  const value = compareText(condition.key === 'name' ? 'd.name' : 'd.digest', condition);
  return {
    sql: `SELECT i.run FROM run_inputs i JOIN datasets d ON d.dataset = i.dataset WHERE ${value.sql}`,
    parameters: value.parameters,
  };
}

function experimentTest({ experiments }: RunList, experimentIds: string[]): Predicate[] {
  if (experimentIds.length === 0) return [];
  const wanted = new Set(experimentIds.filter((id) => /^\d{1,15}$/.test(id)).map(Number));
  return [(pk) => wanted.has(experiments[pk] ?? -1)];
}

function stageTest({ stages }: RunList, view: ViewType): Predicate[] {
  if (view === 'ALL') return [];
  const wanted = view === 'DELETED_ONLY' ? 'deleted' : 'active';
  return [(pk) => stages[pk] === wanted];
}
