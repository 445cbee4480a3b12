import { statSync, watch } from 'node:fs';
import { logError } from '../discovery/daemon-log.ts';
import { storeLayout } from '../store/layout.ts';

/**
 * Calls `onRemoved` once when the store that is open was removed, moved or replaced, with its folder or alone: what is
 * written into it from then on nobody finds again.
 * @throws Error where the system has no more watches
 */
export function watchForRemoval(folder: string, onRemoved: () => void): void {
  const { database } = storeLayout(folder);
  // An open file keeps its number: nothing that comes in its place can have it.
  const { dev, ino } = statSync(database, { bigint: true });
  const isThere = () => {
    try {
      const found = statSync(database, { bigint: true, throwIfNoEntry: false });
      return found !== undefined && found.dev === dev && found.ino === ino;
    } catch {
      // A network disk that does not answer has lost nothing.
      return true;
    }
  };
  const watcher = watch(folder, { persistent: false }, () => {
    if (isThere()) return;
    watcher.close();
    onRemoved();
  });
  watcher.on('error', (error) => logError('watch of the folder', error));
}
