import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../server/store/open-store.ts';
import { applyMigrations, migrations, schemaVersion } from '../../../server/store/schema.ts';
import { openForTest, temporaryFolder } from './workspace.ts';

function databaseOfVersion(version: number): { folder: string; file: string } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.slipway'));
  const file = join(folder, '.slipway', 'slipway.db');
  const database = new DatabaseSync(file);
  applyMigrations(database, 0, version);
  if (version > 0)
    database.exec(`INSERT INTO experiments VALUES (7, 'kept', 'active', 1, 1);
      INSERT INTO runs VALUES (1, 'run-of-old', 7, 'old', 'ann', 'FINISHED', 'active', 1, 2, NULL)`);
  database.close();
  return { folder, file };
}

describe('migrations', () => {
  test('are numbered from 1 without a gap', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test.each(Array.from({ length: schemaVersion }, (_, version) => version))(
    'take a database of version %i to the newest and keep what it holds',
    (version) => {
      const store = openForTest(databaseOfVersion(version).folder);
      expect(store.get('PRAGMA user_version')).toEqual({ user_version: schemaVersion });
      const names = store.all<{ name: string }>(`SELECT name FROM runs`).map((run) => run.name);
      expect(names).toEqual(version === 0 ? [] : ['old']);
      expect(store.all('PRAGMA foreign_key_check')).toEqual([]);
    },
  );

  test('refuse a database of a newer program and leave it as it is', () => {
    const { folder, file } = databaseOfVersion(schemaVersion);
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA user_version = ${schemaVersion + 1}`);
    database.close();
    const before = readFileSync(file);
    expect(() => openStore({ folder, access: 'write' })).toThrow(
      expect.objectContaining({
        code: 'SLW-STORE-NEWER',
        message: expect.stringContaining(`version ${schemaVersion + 1}`),
      }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
