import type { DatabaseSync, SQLInputValue, StatementResultingChanges, StatementSync } from 'node:sqlite';
import type { StoreLayout } from './layout.ts';
import { explainStoreFailure, isCorruption, readOnlyStore } from './store-errors.ts';

const statementsKept = 200;

/** Something about the folder that a person should read once; the runner passes it on. */
export interface StoreNotice {
  severity: 'info' | 'warning' | 'error';
  /** Stable, like `SLW-STORE-NETWORK`. */
  code: string;
  message: string;
}

/**
 * The workspace's SQLite database, held by this process alone. Everything is synchronous: one process, one
 * connection, so what runs between two awaits is never interleaved.
 */
export class Store {
  readonly layout: StoreLayout;
  readonly database: DatabaseSync;
  /** Null for a store that can be written, else why it cannot. */
  readonly readOnly: string | null;
  readonly notices: readonly StoreNotice[];
  readonly #statements = new Map<string, StatementSync>();
  readonly #onClose: () => void;
  readonly #onCorruption: () => void;
  #afterCommit: (() => void)[] | null = null;

  constructor(parts: {
    layout: StoreLayout;
    database: DatabaseSync;
    readOnly: string | null;
    notices: readonly StoreNotice[];
    onClose: () => void;
    onCorruption: () => void;
  }) {
    this.layout = parts.layout;
    this.database = parts.database;
    this.readOnly = parts.readOnly;
    this.notices = parts.notices;
    this.#onClose = parts.onClose;
    this.#onCorruption = parts.onCorruption;
  }

  /** All rows as plain objects; `Row` names the columns of the SQL. */
  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.statement(sql).all(...parameters) as Row[];
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...parameters) as Row | undefined;
  }

  run(sql: string, ...parameters: SQLInputValue[]): StatementResultingChanges {
    return this.statement(sql).run(...parameters);
  }

  /** A prepared statement; those used last are kept. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) statement = this.database.prepare(sql);
    else this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > statementsKept) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    return statement;
  }

  /**
   * Runs `work` in a transaction: on disk when this returns (it survives a SIGKILL, and a loss of power but
   * for the last moment), or nothing of it is. A call within a call joins the outer transaction.
   * @throws UserError `SLW-STORE-FULL`, `SLW-STORE-READ-ONLY`, `SLW-STORE-CORRUPT`, `SLW-STORE-IO`, and
   *   whatever `work` throws
   */
  transaction<T>(work: () => T): T {
    if (this.#afterCommit !== null) return work();
    if (this.readOnly !== null) throw readOnlyStore(this.layout.database);
    const afterCommit: (() => void)[] = [];
    this.#afterCommit = afterCommit;
    let result: T;
    try {
      this.statement('BEGIN IMMEDIATE').run();
      result = work();
      this.statement('COMMIT').run();
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw this.#explain(error);
    } finally {
      this.#afterCommit = null;
    }
    for (const tell of afterCommit) tell();
    return result;
  }

  /** Calls `tell` once the transaction that is open now has been committed, and never if it is not. */
  afterCommit(tell: () => void): void {
    if (this.#afterCommit === null) throw new Error('afterCommit needs an open transaction');
    this.#afterCommit.push(tell);
  }

  /** Reads outside a transaction, with the store's own errors. */
  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  close(): void {
    if (!this.database.isOpen) return;
    this.#statements.clear();
    this.database.close();
    this.#onClose();
  }

  #explain(error: unknown): unknown {
    if (isCorruption(error)) this.#onCorruption();
    return explainStoreFailure(error, this.layout.database);
  }
}
