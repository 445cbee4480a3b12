import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * The audit log, which nothing may change or remove from, and what gates are judged by: evidence, and the newest report of
 * each version. The trigger before an insert also stops `INSERT OR REPLACE`, which no trigger on deletes sees.
 */
export const gatesAndAudit: Migration = {
  version: 9,
  name: 'gates and audit',
  up(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE audit_entries (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        channel TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        value_from TEXT,
        value_to TEXT,
        why TEXT NOT NULL,
        details TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE INDEX audit_entries_by_subject ON audit_entries (subject, sequence);
      CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
      CREATE TRIGGER audit_entries_are_kept BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never removed'); END;
      CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
        WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit_entries)
        BEGIN SELECT RAISE(ABORT, 'an entry of the audit log follows the last one'); END;
      CREATE TABLE evidence (
        id INTEGER PRIMARY KEY,
        model TEXT NOT NULL,
        version TEXT NOT NULL,
        run_id TEXT NOT NULL,
        recorded_at INTEGER NOT NULL,
        model_digest TEXT NOT NULL,
        manifest_digest TEXT NOT NULL,
        data_digest TEXT NOT NULL,
        metrics TEXT NOT NULL
      ) STRICT;
      CREATE INDEX evidence_by_digests ON evidence (model_digest, manifest_digest, data_digest);
      CREATE TABLE gate_reports (
        model TEXT NOT NULL,
        version TEXT NOT NULL,
        report TEXT NOT NULL,
        PRIMARY KEY (model, version)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
