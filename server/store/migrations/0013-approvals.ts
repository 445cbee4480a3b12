import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * Releases that were asked for and are to be approved: the text that is signed, and the signatures over it. A request is used by
 * one revision, whose row keeps who approved it.
 */
export const approvals: Migration = {
  version: 13,
  name: 'approvals',
  up(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE release_requests (
        nonce TEXT PRIMARY KEY,
        target TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'used', 'superseded')),
        text TEXT NOT NULL,
        channel TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX release_requests_open ON release_requests (target) WHERE state = 'open';
      CREATE TABLE release_signatures (
        nonce TEXT NOT NULL REFERENCES release_requests,
        role TEXT NOT NULL CHECK (role IN ('requester', 'approver')),
        principal TEXT NOT NULL,
        signature TEXT NOT NULL,
        signed_by TEXT NOT NULL,
        PRIMARY KEY (nonce, role, principal)
      ) STRICT, WITHOUT ROWID;
      ALTER TABLE revisions ADD COLUMN approval TEXT;
    `);
  },
};
