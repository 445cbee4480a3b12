import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Execution, ExecutionRecipe, ExecutionState } from '../../schemas/protocol/executions.ts';
import { UserError } from '../core/user-error.ts';
import { sameSecret } from '../discovery/handshake.ts';
import type { ExitRecord } from '../jobs/execution-files.ts';
import type { Store } from '../store/store.ts';

const executionIdForm = /^[0-9a-f]{16}$/;

/**
 * The workspace's executions, past and present, as clients see them. The database may have come with a clone: what
 * leads to a file or a command is not believed from it. Output files are where we write them and nowhere else, and a
 * recipe counts only under the seal that this user's own runner gave it.
 */
export class ExecutionTable {
  readonly #store: Store;
  readonly #sealKey: string;

  /** `sealKey` is this user's own and does not lie in the workspace. */
  constructor(store: Store, sealKey: string) {
    this.#store = store;
    this.#sealKey = sealKey;
  }

  insert(execution: Execution, recipe: ExecutionRecipe | null): void {
    this.#store.transaction(() => {
      this.#store
        .statement(
          'INSERT INTO executions (execution_id, run_id, state, started_at, record, recipe) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(
          execution.executionId,
          execution.runId,
          execution.state,
          execution.startedAt,
          JSON.stringify(execution),
          recipe && this.#seal(execution.runId, JSON.stringify(recipe)),
        );
    });
  }

  setState(executionId: string, state: ExecutionState, pid: number | null): void {
    this.#change(executionId, { state, pid });
  }

  end(executionId: string, exit: ExitRecord, reason: string | null): void {
    const { exitCode, signal, endedAt } = exit;
    this.#change(executionId, { state: 'ended', pid: null, exitCode, signal, endedAt, reason });
  }

  get(executionId: string): Execution | null {
    return this.#one('SELECT record FROM executions WHERE execution_id = ?', executionId);
  }

  latestOfRun(runId: string): Execution | null {
    return this.#one(
      'SELECT record FROM executions WHERE run_id = ? ORDER BY started_at DESC LIMIT 1',
      runId,
    );
  }

  /** @throws UserError `SLW-RECIPE-FOREIGN` where the recorded command is not one that we recorded */
  recipeOfRun(runId: string): ExecutionRecipe | null {
    const row = this.#store.read(() =>
      this.#store
        .statement('SELECT recipe FROM executions WHERE run_id = ? ORDER BY started_at DESC LIMIT 1')
        .get(runId),
    );
    if (typeof row?.recipe !== 'string') return null;
    const recipe = row.recipe.slice(row.recipe.indexOf(' ') + 1);
    if (!sameSecret(this.#seal(runId, recipe), row.recipe)) throw foreignRecipe();
    return JSON.parse(recipe) as ExecutionRecipe;
  }

  /** Newest first. */
  list(which: 'live' | 'all'): Execution[] {
    const condition = which === 'live' ? "WHERE state <> 'ended'" : '';
    return this.#store
      .read(() =>
        this.#store.statement(`SELECT record FROM executions ${condition} ORDER BY started_at DESC`).all(),
      )
      .flatMap((row) => this.#believed(row) ?? []);
  }

  #believed(row: Record<string, unknown>): Execution | null {
    const { outputFile, ...known } = JSON.parse(String(row.record)) as Execution;
    if (!executionIdForm.test(known.executionId)) return null;
    const own = join(this.#store.layout.executions, known.executionId, 'output.log');
    return { ...known, outputFile: outputFile === null ? null : own };
  }

  #seal(runId: string, recipe: string): string {
    return `${createHmac('sha256', this.#sealKey).update(`recipe:${runId}:${recipe}`).digest('hex')} ${recipe}`;
  }

  #one(sql: string, key: string): Execution | null {
    const row = this.#store.read(() => this.#store.statement(sql).get(key));
    return row ? this.#believed(row) : null;
  }

  #change(executionId: string, change: Partial<Execution>): void {
    this.#store.transaction(() => {
      const execution = this.get(executionId);
      if (!execution) return;
      const changed = { ...execution, ...change };
      this.#store
        .statement('UPDATE executions SET state = ?, record = ? WHERE execution_id = ?')
        .run(changed.state, JSON.stringify(changed), executionId);
    });
  }
}

function foreignRecipe(): UserError {
  return new UserError(
    'SLW-RECIPE-FOREIGN',
    'This run was not started in this folder by this user, so the command that it names is not run again: the record may have come with a clone.',
    'Start its script, notebook or command yourself if you trust it; that run can be rerun.',
  );
}
