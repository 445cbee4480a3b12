import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parseAmd, parseNvidia, visibleGpus } from '../../../server/jobs/gpus.ts';
import { readMachineUsage } from '../../../server/jobs/machine-usage.ts';
import type { MetricSample } from '../../../server/jobs/metric-sample.ts';
import { sampleSystemMetrics } from '../../../server/jobs/system-metrics.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('psutil', ['psutil']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';

test('samples a process tree on MLflow’s names, early and then steadily', { timeout: 20_000 }, async () => {
  const busy = 'const end = Date.now() + 5000; while (Date.now() < end);';
  // The work is done by a grandchild: a shell, a shell, and Node.
  const child = spawn('sh', ['-c', `sh -c '"${process.execPath}" -e "${busy}"; true'; true`], {
    detached: true,
  });
  const samples: MetricSample[] = [];
  const startedAt = Date.now();
  const sampling = sampleSystemMetrics({
    pid: child.pid ?? 0,
    env: { PATH: process.env.PATH ?? '' },
    startedAt,
    intervalMs: 500,
    onSamples: (taken) => samples.push(...taken),
  });
  await sleep(2500);
  sampling.stop();
  const taken = samples.length;
  await sleep(700);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  expect(samples).toHaveLength(taken);

  const latest = new Map(samples.map((sample) => [sample.key, sample.value]));
  expect([...latest.keys()].filter((key) => !key.includes('gpu_')).sort()).toEqual([
    'system/cpu_utilization_percentage',
    'system/disk_available_megabytes',
    'system/disk_usage_megabytes',
    'system/disk_usage_percentage',
    'system/network_receive_megabytes',
    'system/network_transmit_megabytes',
    'system/process_cpu_utilization_percentage',
    'system/process_memory_usage_megabytes',
    'system/system_memory_usage_megabytes',
    'system/system_memory_usage_percentage',
  ]);
  // One busy loop; the machine may be shared, so it may get less than its core, never much more.
  expect(latest.get('system/process_cpu_utilization_percentage')).toBeGreaterThan(20);
  expect(latest.get('system/process_cpu_utilization_percentage')).toBeLessThan(130);
  expect(latest.get('system/process_memory_usage_megabytes')).toBeGreaterThan(30);
  const steps = samples
    .filter(({ key }) => key === 'system/cpu_utilization_percentage')
    .map(({ step }) => step);
  expect(steps.length).toBeGreaterThanOrEqual(3);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
});

describe.skipIf(skipped)(`machine usage as psutil, which MLflow uses, reads it${skipped}`, () => {
  test('memory, disk and network', async () => {
    const script = `
import json, psutil
memory, disk, network = psutil.virtual_memory(), psutil.disk_usage("/"), psutil.net_io_counters()
print(json.dumps([memory.total, memory.total - memory.available, disk.used, disk.free, network.bytes_recv, network.bytes_sent]))`;
    const python = 'skipped' in bed ? '' : bed.python;
    const answer = execFileSync(python, ['-c', script], { encoding: 'utf8' });
    const theirs = JSON.parse(answer) as number[];
    const ours = await readMachineUsage();
    const values = [
      ours.memoryTotalBytes,
      ours.memoryUsedBytes,
      ours.disk?.usedBytes,
      ours.disk?.availableBytes,
      ours.network?.receivedBytes,
      ours.network?.transmittedBytes,
    ];
    for (const [index, value] of values.entries()) {
      // Others use the machine between the two readings.
      const tolerance = Math.max(0.02 * (theirs[index] ?? 0), 2 ** 28);
      expect(Math.abs((value ?? 0) - (theirs[index] ?? 0)), `value ${index}`).toBeLessThan(tolerance);
    }
  });
});

describe('GPUs', () => {
  const table = `0, GPU-aaaa, NVIDIA A100-SXM4-40GB, 1024, 40960, 87, 212.52, 400.00
1, GPU-bbbb, NVIDIA A100-SXM4-40GB, 0, 40960, [N/A], [N/A], 400.00
`;
  const gpus = parseNvidia(table, 'GPU-aaaa, 4242, 1000\n');

  test('of nvidia-smi', () => {
    expect(gpus).toEqual([
      {
        index: 0,
        uuid: 'GPU-aaaa',
        name: 'NVIDIA A100-SXM4-40GB',
        memoryUsedBytes: 2 ** 30,
        memoryTotalBytes: 40 * 2 ** 30,
        utilizationPercent: 87,
        powerWatts: 212.52,
        powerLimitWatts: 400,
        processes: [{ pid: 4242, memoryBytes: 1000 * 2 ** 20 }],
      },
      expect.objectContaining({ index: 1, utilizationPercent: null, powerWatts: null, processes: [] }),
    ]);
  });

  test.each([
    [undefined, [0, 1]],
    ['1', [1]],
    ['1,0', [1, 0]],
    ['GPU-b', [1]],
    ['0,7,1', [0]],
    ['', []],
    ['-1', []],
  ])('CUDA_VISIBLE_DEVICES=%s', (value, expected) => {
    const env: Record<string, string> = value === undefined ? {} : { CUDA_VISIBLE_DEVICES: value };
    expect(visibleGpus(gpus, env).map(({ index }) => index)).toEqual(expected);
  });

  test('of rocm-smi', () => {
    const json = {
      card0: {
        'Average Graphics Package Power (W)': '34.0',
        'Max Graphics Package Power (W)': '225.0',
        'GPU use (%)': '12',
        'VRAM Total Memory (B)': '17163091968',
        'VRAM Total Used Memory (B)': '10850304',
        'Card series': 'Radeon Instinct MI25',
      },
      system: { 'Driver version': '6.0' },
    };
    expect(parseAmd(JSON.stringify(json))).toEqual([
      {
        index: 0,
        uuid: null,
        name: 'Radeon Instinct MI25',
        memoryUsedBytes: 10_850_304,
        memoryTotalBytes: 17_163_091_968,
        utilizationPercent: 12,
        powerWatts: 34,
        powerLimitWatts: 225,
        processes: [],
      },
    ]);
  });
});
