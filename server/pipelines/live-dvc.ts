import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isWithin } from '../manifests/dvc/location.ts';
import type { DvcSettings } from './dvc-settings.ts';

/** A `dvc` that is at work in the project. */
export interface DvcHolder {
  /** Null where it cannot be told. */
  pid: number | null;
}

/** What somebody is about to read and write; absolute paths. */
export interface Claim {
  reads: readonly string[];
  writes: readonly string[];
}

export interface Waiting {
  signal: AbortSignal;
  /** Called again and again meanwhile, with a name for a person: `dvc (pid 123)`. */
  onWait: (holder: string) => void;
}

const nothing: Claim = { reads: [], writes: [] };
const pollMs = 200;
/** BSD's flags of `open`, which takes the lock that `flock` does. */
const sharedLock = 0x10;

/**
 * Notices a `dvc` that works in the same project. It is waited for, and needs not wait for us: what we write is
 * whole at any moment.
 */
export class LiveDvc {
  readonly #temporary: string | null;
  readonly #hardlinkLock: boolean;

  constructor({ dvcFolder, hardlinkLock }: Pick<DvcSettings, 'dvcFolder' | 'hardlinkLock'>) {
    this.#temporary = dvcFolder && join(dvcFolder, 'tmp');
    this.#hardlinkLock = hardlinkLock;
  }

  /** Who holds the project's lock, or has a stage at work on what is claimed; null: nobody. */
  holder(claim: Claim = nothing): DvcHolder | null {
    if (this.#temporary === null) return null;
    return (
      this.#lockHolder(join(this.#temporary, 'lock')) ?? stageHolder(join(this.#temporary, 'rwlock'), claim)
    );
  }

  /** Resolves once there is nobody: to true where it had to wait. Rejects with the signal's reason. */
  async gone({ signal, onWait }: Waiting, claim: Claim = nothing): Promise<boolean> {
    for (let waited = false; ; waited = true) {
      const holder = this.holder(claim);
      if (!holder) return waited;
      onWait(holder.pid === null ? 'dvc' : `dvc (pid ${holder.pid})`);
      await delay(pollMs, undefined, { signal }).catch((error) => {
        throw signal.aborted ? signal.reason : error;
      });
    }
  }

  #lockHolder(file: string): DvcHolder | null {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return null;
    // With `core.hardlink_lock` the file is there for as long as the lock is held.
    if (this.#hardlinkLock) return { pid: null };
    const written = Number.parseInt(readText(file).trim(), 10);
    const pid = Number.isNaN(written) ? null : written;
    if (process.platform === 'linux') return linuxHolder(stats, pid);
    return isLocked(file) ? { pid } : null;
  }
}

/** By the kernel's list of locks: `1: FLOCK ADVISORY WRITE 4242 fe:00:9977945 0 EOF`. */
function linuxHolder({ dev, ino }: { dev: number; ino: number }, pid: number | null): DvcHolder | null {
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const device = [major, minor].map((number) => number.toString(16).padStart(2, '0')).join(':');
  for (const [, holder, where, inode] of readText('/proc/locks').matchAll(
    /FLOCK +\w+ +WRITE +(-?\d+) ([\da-f]+:[\da-f]+):(\d+)/g,
  )) {
    // Some file systems have another device here than for stat.
    const isHere = inode === String(ino) && (where === device || Number(holder) === pid);
    if (isHere) return { pid: pid ?? Number(holder) };
  }
  return null;
}

function isLocked(file: string): boolean {
  try {
    if (process.platform === 'win32') {
      const handle = openSync(file, 'r');
      try {
        readSync(handle, Buffer.alloc(1), 0, 1, 0);
      } finally {
        closeSync(handle);
      }
    } else closeSync(openSync(file, constants.O_RDWR | constants.O_NONBLOCK | sharedLock));
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EBUSY' || code === 'EACCES') return true;
    throw error;
  }
}

interface StageInfo {
  pid: number;
}

/** Stages of `dvc repro` at work: `{"write": {PATH: {pid, cmd}}, "read": {PATH: [{pid, cmd}]}}`. */
function stageHolder(file: string, { reads, writes }: Claim): DvcHolder | null {
  if (reads.length + writes.length === 0) return null;
  const stats = statSync(file, { throwIfNoEntry: false });
  const locks = stats ? readStages(file) : null;
  if (!stats || !locks) return null;
  const overlaps = (path: string, claimed: readonly string[]) =>
    claimed.some((own) => isWithin(own, path) || isWithin(path, own));
  for (const [path, info] of Object.entries(locks.write ?? {}))
    if (overlaps(path, [...reads, ...writes]) && isAtWork(info, stats.mtimeMs)) return { pid: info.pid };
  for (const [path, infos] of Object.entries(locks.read ?? {}))
    for (const info of infos)
      if (overlaps(path, writes) && isAtWork(info, stats.mtimeMs)) return { pid: info.pid };
  return null;
}

function readStages(
  file: string,
): { write?: Record<string, StageInfo>; read?: Record<string, StageInfo[]> } | null {
  try {
    return JSON.parse(readText(file));
  } catch {
    // It is just being written; who writes it holds the project's lock.
    return null;
  }
}

/** Not one that was killed and left its entry, whose number another process may have by now. */
function isAtWork({ pid }: StageInfo, since: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const startedAt = startTime(pid);
  return startedAt === null || startedAt <= since;
}

const ticksPerSecond = 100;

/** In milliseconds since the epoch, to the second; null where it cannot be told. */
function startTime(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const bootTime = /^btime (\d+)$/m.exec(readText('/proc/stat'))?.[1];
  const [, fields] = /\) (.*)$/s.exec(readText(`/proc/${pid}/stat`)) ?? [];
  const ticks = fields?.split(' ')[19];
  return bootTime && ticks ? (Number(bootTime) + Math.floor(Number(ticks) / ticksPerSecond)) * 1_000 : null;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EBUSY') return '';
    throw error;
  }
}
