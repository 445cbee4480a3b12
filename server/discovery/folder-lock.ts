import { linkSync, renameSync, rmSync } from 'node:fs';
import { readPrivateJson, writePrivateJson } from './private-file.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * At most one runner a folder on this machine. The lock names its holder by pid and start time, so that a
 * killed holder's lock is nobody's. Returns the release, or null where a living process holds it.
 */
export function takeFolderLock(file: string): (() => void) | null {
  const self = identifyProcess(process.pid);
  if (!self) throw new Error('this process cannot be identified');
  const mine = `${file}.${process.pid}`;
  writePrivateJson(mine, self);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (tryLink(mine, file)) return () => rmSync(file, { force: true });
      const holder = readPrivateJson<ProcessIdentity>(file);
      if (holder && isRunning(holder)) return null;
      removeStale(file);
    }
    return null;
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Moves the lock aside before it goes, and puts it back where it turns out to be that of a third process, which
 * found it stale too and was faster.
 */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const holder = readPrivateJson<ProcessIdentity>(aside);
  if (holder && isRunning(holder)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** A hard link is made by one process only, with its content whole. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
