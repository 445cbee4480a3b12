import type { SQLInputValue } from 'node:sqlite';
import type { LifecycleStage } from '../../../../schemas/protocol/tracking.ts';
import type { Store } from '../../../store/store.ts';
import { runVocabulary } from '../../search/run-vocabulary.ts';
import type { Order } from '../../search/vocabulary.ts';
import { runArtifactUriSql } from '../artifact-uri.ts';
import { NumberColumn } from './number-column.ts';
import { type Scanned, scan } from './scan.ts';
import { TextColumn } from './text-column.ts';
import { nextVersion } from './version.ts';

export type ColumnName = Pick<Order, 'type' | 'key'>;
type Column = NumberColumn | TextColumn;

/** Every run, by its `pk`; a `pk` of no run has no id. */
export interface RunList {
  /** Of which runs there are. */
  version: number;
  ids: (string | undefined)[];
  experiments: number[];
  stages: LifecycleStage[];
}

/** Where a column is read from: its value and whether it is NaN, of all runs. */
interface Source {
  value: string;
  isNan: string;
  from: string;
  parameters: SQLInputValue[];
  /** The column of `from` that names the run. */
  run: string;
}

const mostBytes = 96 * 2 ** 20;
/** With more runs changed than this since the last search, all is read again. */
const mostTouched = 1000;

const attributeSql: Readonly<Record<string, string>> = {
  run_id: 'r.run_id',
  run_name: 'r.name',
  status: 'r.status',
  user_id: 'r.user_id',
  start_time: 'r.start_time',
  end_time: 'r.end_time',
  artifact_uri: runArtifactUriSql,
};
const loggedTables = { metric: 'series', tag: 'run_tags', parameter: 'run_params' } as const;

/**
 * What searches read, in memory by column: a column is read from the store when first asked for, those used
 * last are kept, and of a run that changed meanwhile only its own values are read again.
 */
export class RunColumns {
  readonly #store: Store;
  readonly #touched = new Set<string>();
  readonly #columns = new Map<string, { name: ColumnName; column: Column }>();
  #runs: RunList | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Something of the run has changed, or is about to. */
  touch(runId: string): void {
    if (this.#runs !== null) this.#touched.add(runId);
  }

  /** The runs as they are now; to be called first in each search. */
  upToDate(): RunList {
    if (this.#touched.size > mostTouched || !this.#readTouched()) this.#forget();
    this.#touched.clear();
    this.#runs ??= this.#readRuns();
    return this.#runs;
  }

  column(name: ColumnName): Column {
    const id = JSON.stringify([name.type, name.key]);
    const column = this.#columns.get(id)?.column ?? this.#readColumn(name);
    this.#columns.delete(id);
    this.#columns.set(id, { name, column });
    this.#makeRoom();
    return column;
  }

  /** @throws Error where the name is one of texts */
  numbers(name: ColumnName): NumberColumn {
    const column = this.column(name);
    if (column instanceof NumberColumn) return column;
    throw new Error(`${name.type} ${name.key} holds texts`);
  }

  /** @throws Error where the name is one of numbers */
  texts(name: ColumnName): TextColumn {
    const column = this.column(name);
    if (column instanceof TextColumn) return column;
    throw new Error(`${name.type} ${name.key} holds numbers`);
  }

  #forget(): void {
    this.#runs = null;
    this.#columns.clear();
  }

  /** False where a run is no longer there: its `pk` may be another's by now. */
  #readTouched(): boolean {
    if (this.#runs === null) return true;
    for (const runId of this.#touched) {
      const row = this.#store.get<{ pk: number; experiment_id: number; lifecycle_stage: LifecycleStage }>(
        'SELECT pk, experiment_id, lifecycle_stage FROM runs WHERE run_id = ?',
        runId,
      );
      if (row === undefined) return false;
      if (this.#runs.ids[row.pk] === undefined) this.#runs.version = nextVersion();
      this.#runs.ids[row.pk] = runId;
      this.#runs.experiments[row.pk] = row.experiment_id;
      this.#runs.stages[row.pk] = row.lifecycle_stage;
      for (const [id, { name, column }] of this.#columns) {
        const { value, isNan, from, parameters, run } = sourceOf(name);
        const found = this.#store.get<{ value: Scanned; is_nan: number }>(
          `SELECT ${value} AS value, ${isNan} AS is_nan FROM ${from} AND ${run} = ?`,
          ...parameters,
          row.pk,
        );
        put(column, row.pk, found?.value ?? null, found?.is_nan ?? 0);
        if (column instanceof TextColumn && column.isMostlyUnused) this.#columns.delete(id);
      }
    }
    return true;
  }

  #readRuns(): RunList {
    const runs: RunList = { version: nextVersion(), ids: [], experiments: [], stages: [] };
    const whole = 'runs WHERE TRUE';
    scan(
      this.#store,
      { columns: 'pk, run_id, experiment_id', from: whole, parameters: [] },
      (pk, id, experiment) => {
        runs.ids[pk] = String(id);
        runs.experiments[pk] = experiment;
        runs.stages[pk] = 'active';
      },
    );
    const deleted = "runs WHERE lifecycle_stage = 'deleted'";
    scan(this.#store, { columns: 'pk, 0, 0', from: deleted, parameters: [] }, (pk) => {
      runs.stages[pk] = 'deleted';
    });
    return runs;
  }

  #readColumn(name: ColumnName): Column {
    const capacity = this.#runs?.ids.length ?? 0;
    const column = isNumeric(name) ? new NumberColumn(capacity) : new TextColumn(capacity);
    const { value: valueSql, isNan: isNanSql, from, parameters, run } = sourceOf(name);
    const columns = [run, valueSql, isNanSql].join(', ');
    scan(this.#store, { columns, from, parameters }, (pk, value, isNan) => put(column, pk, value, isNan));
    return column;
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const { column } of this.#columns.values()) bytes += column.bytes;
    for (const [id, { column }] of this.#columns) {
      if (bytes <= mostBytes || this.#columns.size === 1) return;
      this.#columns.delete(id);
      bytes -= column.bytes;
    }
  }
}

function isNumeric({ type, key }: ColumnName): boolean {
  return type === 'metric' || (type === 'attribute' && runVocabulary.numericAttributes.includes(key));
}

function sourceOf({ type, key }: ColumnName): Source {
  if (type === 'attribute') {
    const value = attributeSql[key];
    if (value === undefined) throw new Error(`a run has no attribute ${key}`);
    return { value, isNan: '0', from: 'runs r WHERE TRUE', parameters: [], run: 'r.pk' };
  }
  const isNan = type === 'metric' ? 't.is_nan' : '0';
  const from = `${loggedTables[type]} t WHERE t.key = ?`;
  return { value: 't.value', isNan, from, parameters: [key], run: 't.run' };
}

function put(column: Column, pk: number, value: Scanned, isNan: number): void {
  if (column instanceof TextColumn) column.set(pk, value === null ? null : String(value));
  else column.set(pk, isNan === 1 ? Number.NaN : value === null ? null : Number(value));
}
