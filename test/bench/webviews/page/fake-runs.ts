import {
  encodeMetricValue,
  type MetricValue,
  type Run,
  type RunInfo,
  type RunRow,
  type RunStatus,
  runTags,
} from '../../../../schemas/protocol/tracking.ts';
import { randomFrom } from './random.ts';

export interface Scenario {
  runs: number;
  metrics: number;
  params: number;
  /** Points of each metric. */
  points: number;
  /** New points a second, over all metrics; 0 for none. */
  live: number;
  fail: boolean;
}

const firstStart = Date.UTC(2026, 9, 1, 8);
const adjectives = ['bold', 'calm', 'eager', 'gentle', 'lucky', 'quiet', 'swift', 'vivid'];
const animals = ['auk', 'bison', 'crane', 'dingo', 'egret', 'finch', 'gecko', 'heron', 'ibis', 'koala'];
const knownMetrics = ['val/auc', 'val/loss', 'train/loss', 'val/f1', 'train/auc', 'precision', 'recall'];
const systemMetrics = ['system/cpu_utilization_percentage', 'system/system_memory_usage_megabytes'];
const knownParams = [
  'model',
  'learning_rate',
  'max_depth',
  'n_estimators',
  'optimizer',
  'batch_size',
  'seed',
];
const models = ['forest', 'boosting', 'logistic', 'mlp'];

/** Made-up runs, the same in each run of the page. */
export class FakeRuns {
  readonly metricKeys: string[];
  readonly paramKeys: string[];
  readonly ids: string[];
  private readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.metricKeys = named(knownMetrics, scenario.metrics, 'metric').concat(systemMetrics);
    this.paramKeys = named(knownParams, scenario.params, 'param');
    this.ids = Array.from({ length: scenario.runs }, (_, index) => index.toString(16).padStart(32, '0'));
  }

  indexOf(id: string): number {
    return Number.parseInt(id, 16);
  }

  info(id: string): RunInfo {
    const index = this.indexOf(id);
    const random = randomFrom(index + 1);
    const status = this.status(index);
    const startTime = firstStart - index * 547_000;
    const name = `${adjectives[index % 8]}-${animals[Math.floor(index / 8) % 10]}-${(index * 37) % 1000}`;
    return {
      runId: id,
      runName: name,
      experimentId: String(1 + (index % 3)),
      status,
      startTime,
      endTime: status === 'RUNNING' ? null : startTime + Math.floor(random() ** 4 * 9_000_000),
      lifecycleStage: 'active',
      artifactUri: `mlflow-artifacts:/1/${id}/artifacts`,
      userId: index % 4 === 0 ? 'mira' : 'jonas',
    };
  }

  metric(id: string, key: string): number | null {
    const index = this.indexOf(id);
    const at = this.metricKeys.indexOf(key);
    if (at === -1) return null;
    const random = randomFrom(index * 1009 + at * 31);
    if (at > 6 && random() < 0.06) return random() < 0.3 ? Number.NaN : null;
    const value = 1 - random() ** 2 * 0.4;
    return key.includes('loss') ? -Math.log(value) : value;
  }

  param(id: string, key: string): string | null {
    const index = this.indexOf(id);
    const at = this.paramKeys.indexOf(key);
    if (at === -1) return null;
    const random = randomFrom(index * 613 + at);
    if (key === 'model') return models[index % 4] ?? null;
    if (key === 'optimizer') return index % 3 === 0 ? 'sgd' : 'adam';
    if (key === 'learning_rate') return String(10 ** -Math.floor(1 + random() * 4));
    if (key === 'seed') return '42';
    return String(Math.floor(random() * 100));
  }

  row(id: string, columns: readonly string[]): RunRow {
    return { info: this.info(id), cells: columns.map((column) => this.cell(id, column)) };
  }

  run(id: string): Run {
    const index = this.indexOf(id);
    const failed = this.status(index) === 'FAILED';
    return {
      info: this.info(id),
      params: Object.fromEntries(this.paramKeys.map((key) => [key, this.param(id, key) ?? ''])),
      metrics: this.metricKeys.flatMap((key) => {
        const value = this.metric(id, key);
        if (value === null) return [];
        return [{ key, value: encodeMetricValue(value), timestamp: firstStart, step: this.scenario.points }];
      }),
      tags: {
        [runTags.note]: 'Baseline with the *new* features.\nLearning rate warm-up over 3 epochs.',
        [runTags.commit]: '4f1c2d9e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
        [runTags.branch]: 'main',
        [runTags.dirty]: 'true',
        [runTags.command]: 'python train.py --epochs 30 --model forest',
        [runTags.machine]:
          '{"host":"lab-07","os":"Linux 6.12","cpu":"AMD EPYC 9354","cores":16,"memoryBytes":137438953472,"gpus":["NVIDIA H100 80GB"]}',
        [runTags.pythonVersion]: '3.12.7',
        [runTags.sourceName]: 'train.py',
        team: 'fraud',
        ...(failed && { [runTags.reason]: 'The process was killed by SIGKILL: out of memory.' }),
        ...(index % 2 === 0 && {
          [runTags.warning]:
            'train.py calls set_tracking_uri("http://tracking.example:5000"): what it logs there is not in this run.',
        }),
      },
      inputs: [],
    };
  }

  private status(index: number): RunStatus {
    if (index < 2 && this.scenario.live > 0) return 'RUNNING';
    return index % 17 === 5 ? 'FAILED' : index % 29 === 7 ? 'KILLED' : 'FINISHED';
  }

  private cell(id: string, column: string): string | MetricValue | null {
    const dot = column.indexOf('.');
    const key = column.slice(dot + 1);
    if (column.startsWith('metrics.')) {
      const value = this.metric(id, key);
      return value === null ? null : encodeMetricValue(value);
    }
    if (column.startsWith('params.')) return this.param(id, key);
    if (key === runTags.star) return this.indexOf(id) % 9 === 0 ? 'true' : null;
    return key === 'team' ? 'fraud' : null;
  }
}

function named(known: readonly string[], count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => known[index] ?? `${prefix}_${index}`);
}
