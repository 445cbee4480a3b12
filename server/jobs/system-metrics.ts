import { type Gpu, readGpus, visibleGpus } from './gpus.ts';
import { type MachineUsage, readMachineUsage } from './machine-usage.ts';
import type { MetricSample } from './metric-sample.ts';
import { type ProcessUsage, processTreeUsage } from './process-tree.ts';

export interface SystemMetricsRequest {
  /** The started process; its tree is measured on Linux. Null where someone else owns it. */
  pid: number | null;
  /** The process's environment: `CUDA_VISIBLE_DEVICES` says which GPUs are its own. */
  env: Record<string, string>;
  /** Start of the run (milliseconds since 1970): steps go on from it when a new runner samples on. */
  startedAt: number;
  intervalMs?: number;
  onSamples: (samples: MetricSample[]) => void;
  /** Once for each process of someone else's on a GPU of this run. */
  onSharedGpu?: (use: SharedGpu) => void;
}

export interface SharedGpu {
  gpu: Gpu;
  pid: number;
  memoryBytes: number;
}

interface Moment {
  at: number;
  machine: MachineUsage;
  tree: ProcessUsage | null;
  gpus: Gpu[];
}

const defaultIntervalMs = 10_000;
/** Long enough for a first share of CPU time, short enough that the shortest run has a sample. */
const firstSampleMs = 1000;
const megabyte = 1e6;

/**
 * Samples CPU, memory, disk, network and GPUs on MLflow's `system/` names (megabytes of 10^6 bytes, network
 * since the start), and the process tree's own share on `system/process_…`.
 *
 * @returns what ends the sampling.
 */
export function sampleSystemMetrics(request: SystemMetricsRequest): { stop(): void } {
  const intervalMs = request.intervalMs ?? defaultIntervalMs;
  const reported = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const take = async (first: Moment, before: Moment) => {
    const now = await readMoment(request, before.gpus.length > 0);
    if (stopped) return;
    const step = Math.floor((now.at - request.startedAt) / intervalMs);
    const values = Object.entries(metricsBetween(first, before, now));
    request.onSamples(
      values.map(([name, value]) => ({
        key: `system/${name}`,
        value: rounded(value),
        timestamp: now.at,
        step,
      })),
    );
    reportSharedGpus(now, request, reported);
    timer = setTimeout(() => void take(first, now), intervalMs);
  };

  void readMoment(request, true).then((first) => {
    if (!stopped) timer = setTimeout(() => void take(first, first), Math.min(firstSampleMs, intervalMs));
  });
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function readMoment({ pid, env }: SystemMetricsRequest, hasGpus: boolean): Promise<Moment> {
  const [machine, tree, gpus] = await Promise.all([
    readMachineUsage(),
    pid === null ? null : processTreeUsage(pid),
    // A machine without GPUs does not get any; starting the tool each time is not free.
    hasGpus ? readGpus(env) : [],
  ]);
  return { at: Date.now(), machine, tree, gpus: visibleGpus(gpus, env) };
}

/** MLflow's names without `system/`; a value that cannot be known is left out. */
function metricsBetween(first: Moment, before: Moment, now: Moment): Record<string, number> {
  const { machine } = now;
  const values: Record<string, number | null> = {
    cpu_utilization_percentage: share(
      machine.cpuBusyMs - before.machine.cpuBusyMs,
      machine.cpuTotalMs - before.machine.cpuTotalMs,
    ),
    system_memory_usage_megabytes: machine.memoryUsedBytes / megabyte,
    system_memory_usage_percentage: share(machine.memoryUsedBytes, machine.memoryTotalBytes),
  };
  if (machine.disk) {
    const { usedBytes, availableBytes } = machine.disk;
    values.disk_usage_megabytes = usedBytes / megabyte;
    values.disk_available_megabytes = availableBytes / megabyte;
    values.disk_usage_percentage = share(usedBytes, usedBytes + availableBytes);
  }
  if (machine.network && first.machine.network) {
    const { receivedBytes, transmittedBytes } = first.machine.network;
    values.network_receive_megabytes = (machine.network.receivedBytes - receivedBytes) / megabyte;
    values.network_transmit_megabytes = (machine.network.transmittedBytes - transmittedBytes) / megabyte;
  }
  if (now.tree) {
    values.process_memory_usage_megabytes = now.tree.memoryBytes / megabyte;
    // 100 % is one core; a child that ended takes its time with it, hence the floor.
    const usedMs = before.tree ? Math.max(0, now.tree.cpuMs - before.tree.cpuMs) : null;
    values.process_cpu_utilization_percentage = usedMs === null ? null : share(usedMs, now.at - before.at);
  }
  for (const gpu of now.gpus) Object.assign(values, gpuMetrics(gpu));
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}

function gpuMetrics(gpu: Gpu): Record<string, number | null> {
  const name = `gpu_${gpu.index}`;
  const { powerWatts, powerLimitWatts } = gpu;
  return {
    [`${name}_memory_usage_megabytes`]: gpu.memoryUsedBytes / megabyte,
    [`${name}_memory_usage_percentage`]: share(gpu.memoryUsedBytes, gpu.memoryTotalBytes),
    [`${name}_utilization_percentage`]: gpu.utilizationPercent,
    [`${name}_power_usage_watts`]: powerWatts,
    [`${name}_power_usage_percentage`]:
      powerWatts === null || powerLimitWatts === null ? null : share(powerWatts, powerLimitWatts),
  };
}

function reportSharedGpus(now: Moment, { onSharedGpu }: SystemMetricsRequest, reported: Set<string>): void {
  // Without a tree nobody can say whose a process is.
  if (!onSharedGpu || !now.tree) return;
  for (const gpu of now.gpus) {
    for (const { pid, memoryBytes } of gpu.processes) {
      const key = `${gpu.index}:${pid}`;
      if (now.tree.pids.has(pid) || reported.has(key) || !isVisible(pid)) continue;
      reported.add(key);
      onSharedGpu({ gpu, pid, memoryBytes });
    }
  }
}

/** In a container the driver's pids are the host's, and would name nobody or, worse, ourselves. */
function isVisible(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}

/** One decimal, as MLflow rounds; small values keep their digits. */
function rounded(value: number): number {
  return Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 10) / 10;
}
