import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * The least and the greatest of each hundred or so neighbouring points of a long series, so that a chart of a
 * million points need not read them. A block holds the points after the previous block's last one, up to its
 * own last; the newest points of a series are in no block yet. Least and greatest are null where all are NaN.
 */
export const pointBlocks: Migration = {
  version: 6,
  name: 'point-blocks',
  up(database: DatabaseSync) {
    database.exec(`
CREATE TABLE point_blocks (
  series INTEGER NOT NULL REFERENCES series (series) ON DELETE CASCADE,
  last_timestamp INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  last_value REAL NOT NULL,
  last_is_nan INTEGER NOT NULL,
  points INTEGER NOT NULL,
  min_timestamp INTEGER NOT NULL,
  min_step INTEGER NOT NULL,
  max_step INTEGER NOT NULL,
  least REAL,
  least_timestamp INTEGER,
  least_step INTEGER,
  greatest REAL,
  greatest_timestamp INTEGER,
  greatest_step INTEGER,
  PRIMARY KEY (series, last_timestamp, last_step, last_value, last_is_nan)
) STRICT, WITHOUT ROWID;
`);
  },
};
