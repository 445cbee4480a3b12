import { readdir, readFile } from 'node:fs/promises';
import { procStatFields } from '../discovery/proc-stat.ts';

export interface ProcessUsage {
  pids: Set<number>;
  /** CPU time that the living processes have used since their start. */
  cpuMs: number;
  /** Resident memory; pages that processes share count for each. */
  memoryBytes: number;
}

/** Linux reports CPU time in ticks of 1/100 s (USER_HZ) whatever the kernel's own clock. */
const tickMs = 10;

/** `rootPid` and everything below it, from /proc; null where there is no /proc, or no such process. */
export async function processTreeUsage(rootPid: number): Promise<ProcessUsage | null> {
  if (process.platform !== 'linux') return null;
  const entries = await readdir('/proc').catch(() => []);
  const found = await Promise.all(entries.filter((name) => /^\d+$/.test(name)).map(readStat));
  const stats = new Map(found.filter((one) => one !== null).map((one) => [one.pid, one]));
  if (!stats.has(rootPid)) return null;
  const pids = new Set([rootPid]);
  for (const pid of pids) for (const child of stats.values()) if (child.parent === pid) pids.add(child.pid);
  const members = [...pids].flatMap((pid) => stats.get(pid) ?? []);
  const memory = await Promise.all(members.map(({ pid }) => residentBytes(pid)));
  return {
    pids,
    cpuMs: members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0),
  };
}

async function readStat(pid: string): Promise<{ pid: number; parent: number; cpuMs: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const [, parent, , , , , , , , , , user, system] = procStatFields(text).map(Number);
  return { pid: Number(pid), parent: parent ?? 0, cpuMs: ((user ?? 0) + (system ?? 0)) * tickMs };
}

async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
