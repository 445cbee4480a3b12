import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { parse } from 'node:path';

/** Counters and gauges of the whole machine at one moment, by what Node and /proc offer. */
export interface MachineUsage {
  /** Summed over the cores, since boot. */
  cpuBusyMs: number;
  cpuTotalMs: number;
  memoryUsedBytes: number;
  memoryTotalBytes: number;
  /** Of the file system that the root folder lies on; `available` is what a user without privileges may fill. */
  disk: { usedBytes: number; availableBytes: number } | null;
  /** Over all interfaces, since boot; Linux only. */
  network: { receivedBytes: number; transmittedBytes: number } | null;
}

export async function readMachineUsage(): Promise<MachineUsage> {
  const times = cpus().map((core) => core.times);
  const total = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  const idle = times.reduce((sum, core) => sum + core.idle, 0);
  const [disk, network] = await Promise.all([readDisk(), readNetwork()]);
  return {
    cpuBusyMs: total - idle,
    cpuTotalMs: total,
    memoryUsedBytes: totalmem() - freemem(),
    memoryTotalBytes: totalmem(),
    disk,
    network,
  };
}

async function readDisk(): Promise<MachineUsage['disk']> {
  const system = await statfs(parse(process.cwd()).root).catch(() => null);
  if (!system) return null;
  const { bsize, blocks, bfree, bavail } = system;
  return { usedBytes: (blocks - bfree) * bsize, availableBytes: bavail * bsize };
}

async function readNetwork(): Promise<MachineUsage['network']> {
  const table = await readFile('/proc/net/dev', 'utf8').catch(() => null);
  if (table === null) return null;
  const interfaces = table.split('\n').filter((line) => line.includes(':'));
  const counters = interfaces.map((line) =>
    line
      .slice(line.indexOf(':') + 1)
      .trim()
      .split(/\s+/)
      .map(Number),
  );
  const sum = (column: number) => counters.reduce((bytes, row) => bytes + (row[column] ?? 0), 0);
  return { receivedBytes: sum(0), transmittedBytes: sum(8) };
}
