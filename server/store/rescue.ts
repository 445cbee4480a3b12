import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { applyMigrations, readSchemaVersion, refuseForeignSchema, schemaVersion } from './schema.ts';
import type { StoreNotice } from './store.ts';

/**
 * Keeps a damaged database under another name beside itself and copies what can still be read into a new
 * one. The kept file is never changed.
 */
export function rescue(file: string): StoreNotice {
  const kept = keptName(file);
  renameSync(file, kept);
  for (const suffix of ['-wal', '-journal'])
    if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  const runs = copyReadable(kept, file);
  const saved =
    runs === 0
      ? 'Nothing could be read from it, so the list of runs starts empty.'
      : `${runs} runs could be read from it and are here again; some of their values may be missing.`;
  return {
    severity: 'error',
    code: 'SLW-STORE-CORRUPT',
    message: `${file} was damaged. It was kept as ${kept}. ${saved} Artifact files are untouched.`,
  };
}

function keptName(file: string): string {
  const stem = file.replace(/\.db$/, '');
  for (let number = 1; ; number++) {
    const name = `${stem}-damaged-${number}.db`;
    if (!existsSync(name)) return name;
  }
}

/** Returns how many runs were read; 0 where the file is no database any more or its schema is not ours. */
function copyReadable(from: string, to: string): number {
  const target = new DatabaseSync(to, { enableForeignKeyConstraints: false });
  let source: DatabaseSync | null = null;
  try {
    source = new DatabaseSync(from, { readOnly: true });
    source.exec('PRAGMA trusted_schema = OFF');
    const version = readSchemaVersion(source);
    if (version < 1 || version > schemaVersion) return 0;
    refuseForeignSchema(source, version);
    target.exec('BEGIN');
    applyMigrations(target, 0, version);
    for (const table of tablesOf(target)) copyTable(source, target, table);
    target.exec(`PRAGMA user_version = ${version}`);
    target.exec('COMMIT');
    return Number(target.prepare('SELECT count(*) AS runs FROM runs').get()?.runs);
  } catch {
    if (target.isTransaction) target.exec('ROLLBACK');
    return 0;
  } finally {
    source?.close();
    target.close();
  }
}

function tablesOf(database: DatabaseSync): string[] {
  const rows = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'`)
    .all();
  return rows.map((row) => String(row.name));
}

/** Row by row, forwards until the damage and then backwards to it: a damaged page costs only its own rows. */
function copyTable(source: DatabaseSync, target: DatabaseSync, table: string): void {
  const columns = source.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  const insert = target.prepare(
    `INSERT OR IGNORE INTO "${table}" VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const key = source
    .prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .all()
    .map((row) => `"${row.name}"`);
  for (const direction of ['ASC', 'DESC']) {
    const order = key.map((name) => `${name} ${direction}`).join(', ');
    const rows = source.prepare(`SELECT * FROM "${table}" ORDER BY ${order}`);
    rows.setReturnArrays(true);
    try {
      for (const row of rows.iterate() as Iterable<unknown>)
        insert.run(...(row as (string | number | null)[]));
      return;
    } catch {
      // The damage lies here; the other direction reads what is behind it.
    }
  }
}
