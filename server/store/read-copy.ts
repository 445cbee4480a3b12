import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A private copy of a database with its write-ahead log. Opening the original, even to read, would make
 * SQLite write next to it, and without its log the newest acknowledged writes would be missing.
 */
export function copyForReading(database: string): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-read-'));
  const file = join(folder, 'slipway.db');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const suffix of ['', '-wal']) {
      if (!existsSync(database + suffix)) continue;
      copyFileSync(database + suffix, file + suffix, constants.COPYFILE_FICLONE);
      chmodSync(file + suffix, 0o600);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { file, remove };
}
