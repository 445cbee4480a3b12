import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../core/quantities.ts';

const lookMs = 2_000;
/** With less than this neither output nor the end of a run can be written down. */
const leastBytes = 256 * 1024;

/** Says on stderr, once, that the disk of the workspace's runs is full: a run waits there without a word. Returns what ends it. */
export function watchForFullDisk(workspace: string): () => void {
  const folder = join(workspace, '.slipway');
  const timer = setInterval(() => {
    const free = freeBytes(folder);
    if (free === null || free >= leastBytes) return;
    clearInterval(timer);
    console.error(
      `The disk that holds ${folder} is full (${formatBytes(free)} left). What the run prints and logs, and its end, cannot be written down before there is room: free some, and it goes on. Ctrl+C stops it; Ctrl+C once more leaves it.`,
    );
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // It may not be there yet, or be gone; the run itself says what is wrong with that.
    return null;
  }
}
