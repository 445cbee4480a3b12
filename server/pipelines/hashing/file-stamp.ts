import { type Stats, statSync } from 'node:fs';

/** What of a file changes when its content does, without reading it. */
export interface FileStamp {
  size: number;
  /** Inode, size, and times of change in milliseconds: equal for one file that was not written in between. */
  stamp: string;
  executable: boolean;
}

/** Inode, size, time of the last write and of the last change, in the order of a stamp. */
export const stampNumbers = 4;
/** Clocks of file systems tick this coarsely: what was written just now may change again under the same time. */
export const tickMs = 20;
/** The same of those that keep whole seconds, or every other. */
const coarseTickMs = 2_100;

/** Whoever writes to it after `nowMs` gives it other times. */
export function isSettled({ mtimeMs, ctimeMs }: Stats, nowMs: number): boolean {
  const tick = mtimeMs % 1_000 === 0 ? coarseTickMs : tickMs;
  return Math.max(mtimeMs, ctimeMs) + tick < nowMs;
}

export function stampOf(stats: Stats): FileStamp {
  const { ino, size, mtimeMs, ctimeMs } = stats;
  return { size, stamp: stampText(ino, size, mtimeMs, ctimeMs), executable: (stats.mode & 0o100) !== 0 };
}

export function stampText(ino: number, size: number, mtimeMs: number, ctimeMs: number): string {
  return `${ino}:${size}:${mtimeMs}:${ctimeMs}`;
}

/** What `stampText` was made of. */
export function stampNumbersOf({ stamp }: FileStamp): number[] {
  return stamp.split(':').map(Number);
}

/** Null where there is no such file. */
export function readStamp(path: string): FileStamp | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stampOf(stats) : null;
}
