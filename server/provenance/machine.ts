import { arch, cpus, hostname, release, totalmem, type } from 'node:os';
import { readGpus } from '../jobs/gpus.ts';

export interface Machine {
  hostname: string;
  /** For example `Linux 6.8.0 x64`. */
  system: string;
  cpu: string;
  /** Logical cores. */
  cores: number;
  memoryBytes: number;
  gpus: { name: string; memoryBytes: number }[];
}

export async function describeMachine(env: Record<string, string>): Promise<Machine> {
  const cores = cpus();
  const gpus = await readGpus(env);
  return {
    hostname: hostname(),
    system: `${type()} ${release()} ${arch()}`,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryBytes: totalmem(),
    gpus: gpus.map(({ name, memoryTotalBytes }) => ({ name, memoryBytes: memoryTotalBytes })),
  };
}

/** One line for a person. */
export function machineLine(machine: Machine): string {
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const gpus = machine.gpus.map(({ name }) => name).join(', ');
  return [machine.hostname, machine.system, `${machine.cores} × ${machine.cpu}`, memory, gpus]
    .filter(Boolean)
    .join(' · ');
}
