import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath, pathKey } from '../python/layout.ts';

export interface Gpu {
  /** As the vendor's tool counts. */
  index: number;
  /** Null where the tool does not say (ROCm). */
  uuid: string | null;
  name: string;
  memoryUsedBytes: number;
  memoryTotalBytes: number;
  /** 0 to 100; null where the tool does not say (in a MIG slice, on some laptops). The same below. */
  utilizationPercent: number | null;
  powerWatts: number | null;
  powerLimitWatts: number | null;
  processes: GpuProcess[];
}

export interface GpuProcess {
  pid: number;
  memoryBytes: number;
}

const toolTimeoutMs = 5000;
const run = promisify(execFile);

/** Every GPU of the machine by `nvidia-smi` or `rocm-smi`; empty where neither is there. */
export async function readGpus(env: Record<string, string>): Promise<Gpu[]> {
  return (await nvidiaGpus(env)) ?? (await amdGpus(env)) ?? [];
}

/** Those that a process with this environment sees, as CUDA reads `CUDA_VISIBLE_DEVICES` (and HIP its own). */
export function visibleGpus(gpus: Gpu[], env: Record<string, string>): Gpu[] {
  const list = env.CUDA_VISIBLE_DEVICES ?? env.HIP_VISIBLE_DEVICES ?? env.ROCR_VISIBLE_DEVICES;
  if (list === undefined) return gpus;
  const visible: Gpu[] = [];
  for (const entry of list.split(',').map((text) => text.trim())) {
    const gpu = gpus.find(({ index, uuid }) => String(index) === entry || (entry && uuid?.startsWith(entry)));
    // CUDA ignores everything from the first entry on that names no device.
    if (!gpu) break;
    visible.push(gpu);
  }
  return visible;
}

const nvidiaFields = [
  'index',
  'uuid',
  'name',
  'memory.used',
  'memory.total',
  'utilization.gpu',
  'power.draw',
  'enforced.power.limit',
];

async function nvidiaGpus(env: Record<string, string>): Promise<Gpu[] | null> {
  const table = await output(
    'nvidia-smi',
    [`--query-gpu=${nvidiaFields}`, '--format=csv,noheader,nounits'],
    env,
  );
  if (table === null) return null;
  const apps = await output(
    'nvidia-smi',
    ['--query-compute-apps=gpu_uuid,pid,used_memory', '--format=csv,noheader,nounits'],
    env,
  );
  return parseNvidia(table, apps ?? '');
}

/** `nvidia-smi`'s CSV: memory in MiB, power in watts, `[N/A]` for what it cannot say. */
export function parseNvidia(table: string, apps: string): Gpu[] {
  const users = rows(apps).map(([uuid, pid, memory]) => ({
    uuid,
    process: { pid: Number(pid), memoryBytes: (numeric(memory) ?? 0) * 2 ** 20 },
  }));
  return rows(table).map(([index, uuid = '', name = '', used, total, utilization, power, limit]) => ({
    index: Number(index),
    uuid,
    name,
    memoryUsedBytes: (numeric(used) ?? 0) * 2 ** 20,
    memoryTotalBytes: (numeric(total) ?? 0) * 2 ** 20,
    utilizationPercent: numeric(utilization),
    powerWatts: numeric(power),
    powerLimitWatts: numeric(limit),
    processes: users.filter((user) => user.uuid === uuid).map(({ process }) => process),
  }));
}

async function amdGpus(env: Record<string, string>): Promise<Gpu[] | null> {
  const wanted = ['--showproductname', '--showuse', '--showmeminfo', 'vram', '--showpower', '--showmaxpower'];
  const text = await output('rocm-smi', [...wanted, '--json'], env);
  return text === null ? null : parseAmd(text);
}

/** `rocm-smi --json`; its keys differ between versions, so they are found by what they begin with. */
export function parseAmd(text: string): Gpu[] {
  const cards = Object.entries(JSON.parse(text) as Record<string, Record<string, string>>);
  return cards.flatMap(([card, fields]) => {
    const index = /^card(\d+)$/.exec(card)?.[1];
    if (index === undefined) return [];
    const field = (...names: string[]) =>
      Object.entries(fields).find(([key]) => names.some((name) => key.startsWith(name)))?.[1];
    return {
      index: Number(index),
      uuid: null,
      name: field('Card series', 'Card Series') ?? 'AMD GPU',
      memoryUsedBytes: numeric(field('VRAM Total Used Memory')) ?? 0,
      memoryTotalBytes: numeric(field('VRAM Total Memory')) ?? 0,
      utilizationPercent: numeric(field('GPU use')),
      powerWatts: numeric(field('Average Graphics Package Power', 'Current Socket Graphics Package Power')),
      powerLimitWatts: numeric(field('Max Graphics Package Power')),
      processes: [],
    };
  });
}

async function output(tool: string, args: string[], env: Record<string, string>): Promise<string | null> {
  // To look for a program costs nothing; to start one that is not there holds up this whole process.
  const program = pathKey(env) in env ? findOnPath(tool, env)[0] : tool;
  if (program === undefined) return null;
  try {
    return (await run(program, args, { env, timeout: toolTimeoutMs, windowsHide: true })).stdout;
  } catch {
    return null;
  }
}

function rows(table: string): string[][] {
  const lines = table.split('\n').filter((line) => line.trim());
  return lines.map((line) => line.split(',').map((cell) => cell.trim()));
}

function numeric(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}
