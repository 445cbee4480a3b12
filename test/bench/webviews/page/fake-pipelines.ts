import type { PipelineView, StageView, StageViewState } from '../../../../schemas/protocol/pipelines.ts';
import { randomFrom } from './random.ts';

const root = '/projects/churn';
const line = 12;

/** What is made up of the pipelines: `typical` has every state, `empty` none, `broken` mistakes; else so many stages. */
export type PipelineScenario = { kind: 'typical' | 'empty' | 'broken' } | { kind: 'many'; stages: number };

export function fakePipelines(scenario: PipelineScenario, now: number): PipelineView {
  switch (scenario.kind) {
    case 'empty':
      return { files: [], stages: [], faults: [] };
    case 'typical':
      return { files: [`${root}/dvc.yaml`, `${root}/reports/dvc.yaml`], stages: typical(now), faults: [] };
    case 'broken':
      return {
        files: [`${root}/dvc.yaml`, `${root}/reports/dvc.yaml`],
        stages: typical(now).filter(({ file }) => file === `${root}/dvc.yaml`),
        faults: [
          {
            file: `${root}/reports/dvc.yaml`,
            line: 7,
            column: 9,
            message: 'deps is a mapping; expected a list',
          },
          {
            file: `${root}/reports/dvc.yaml`,
            line: 12,
            column: 10,
            message: 'model.depth: params.yaml has no "depth" under "model"',
          },
        ],
      };
    case 'many':
      return { files: [`${root}/dvc.yaml`], stages: many(scenario.stages), faults: [] };
  }
}

function stage(name: string, needs: string[], more: Partial<StageView> = {}): StageView {
  return {
    name,
    group: null,
    description: null,
    file: `${root}/dvc.yaml`,
    line,
    needs,
    state: 'fresh',
    reasons: [],
    command: `python src/${name}.py`,
    deps: needs.map((need) => `data/${need}`),
    outs: [`data/${name}`],
    lastRun: {
      runId: `run-${name}`,
      executionId: `execution-${name}`,
      endedAt: 1_795_000_000_000,
      durationMs: 4_210,
      succeeded: true,
      outputTail: '',
    },
    running: null,
    ...more,
  };
}

function typical(now: number): StageView[] {
  const regions = ['north', 'south', 'east', 'west', 'centre', 'islands', 'abroad', 'online'];
  const memberStates: StageViewState[] = [
    'fresh',
    'fresh',
    'fresh',
    'running',
    'queued',
    'stale',
    'fresh',
    'failed',
  ];
  const running = { since: now - 47_000, expectedMs: 171_000, runId: 'run-train' };
  return [
    stage('download', [], {
      state: 'frozen',
      command: 'curl -sSfO https://example.com/customers.csv',
      deps: [],
    }),
    stage('clean', ['download'], { description: 'Drops rows without a customer' }),
    stage('features', ['clean'], {
      state: 'stale',
      reasons: ['params.yaml:window 14 -> 30', 'src/features.py changed'],
    }),
    stage('split', ['features'], { state: 'stale', reasons: ['it needs features, which is stale'] }),
    stage('train', ['split'], {
      state: 'running',
      running,
      command: 'python src/train.py --model boosted\npython src/calibrate.py',
    }),
    stage('baseline', ['split'], { state: 'queued', reasons: ['never ran'] }),
    ...regions.map((region, index) =>
      stage(`tune@${region}`, ['split'], {
        group: 'tune',
        state: memberStates[index] ?? 'fresh',
        reasons: memberStates[index] === 'failed' ? ['it exited with 1'] : [],
        running:
          memberStates[index] === 'running' ? { since: now - 9_000, expectedMs: null, runId: 'r' } : null,
        outs: [`models/${region}`],
      }),
    ),
    stage('evaluate', ['train', 'baseline', ...regions.map((region) => `tune@${region}`)], {
      state: 'blocked',
      reasons: ['it needs tune@online, which failed'],
      deps: ['data/train', 'data/baseline', 'models'],
      outs: ['metrics.json', 'plots/roc.csv'],
    }),
    stage('audit', ['clean'], {
      state: 'failed',
      reasons: ['it exited with 1', 'src/audit.py changed'],
      lastRun: {
        runId: 'run-audit',
        executionId: 'execution-audit',
        endedAt: 1_795_000_000_000,
        durationMs: 1_720,
        succeeded: false,
        outputTail:
          'Traceback (most recent call last):\n  File "src/audit.py", line 31, in <module>\n    check(frame)\nValueError: 12 customers are younger than 0 years',
      },
    }),
    stage('reports/dvc.yaml:figures', [], {
      file: `${root}/reports/dvc.yaml`,
      state: 'unknown',
      outs: ['reports/figures'],
    }),
    stage('reports/dvc.yaml:summary', ['reports/dvc.yaml:figures'], {
      file: `${root}/reports/dvc.yaml`,
      state: 'unknown',
      deps: ['reports/figures'],
      outs: ['reports/summary.md'],
    }),
  ];
}

/** Layers of 25, each stage reading from one or two near it in the layer before; one in twenty also from far back. */
function many(count: number): StageView[] {
  const perLayer = 25;
  const random = randomFrom(1);
  const states: StageViewState[] = [
    'fresh',
    'fresh',
    'fresh',
    'fresh',
    'stale',
    'stale',
    'queued',
    'failed',
    'blocked',
  ];
  return Array.from({ length: count }, (_, index) => {
    const needs = new Set<string>();
    const before = index - (index % perLayer) - perLayer;
    if (before >= 0) {
      const near = () =>
        Math.max(0, Math.min(perLayer - 1, Math.round((index % perLayer) + (random() - 0.5) * 6)));
      for (let edge = 0; edge < 1 + random(); edge++) needs.add(`stage-${before + near()}`);
      if (random() < 0.05) needs.add(`stage-${Math.floor(random() * (before + 1))}`);
    }
    const state = states[Math.floor(random() * states.length)] ?? 'fresh';
    return stage(`stage-${index}`, [...needs], {
      state,
      reasons: state === 'stale' ? [`data/stage-${index}.csv changed`] : [],
    });
  });
}
