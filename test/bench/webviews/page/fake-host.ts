import type { ResultOf } from '../../../../schemas/protocol/rpc.ts';
import type { ToHost, ViewRead } from '../../../../schemas/protocol/views/messages.ts';
import { type DeploymentScenario, fakeTraffic } from './fake-deployments.ts';
import { fakePipelines, type PipelineScenario } from './fake-pipelines.ts';
import { FakeRuns, type Scenario } from './fake-runs.ts';
import { fakeSeries } from './fake-series.ts';
import { viewStates } from './view-states.ts';

const asked = new URLSearchParams(self.location.search);
const number = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
const scenario: Scenario = {
  runs: number('runs', 10_000),
  metrics: number('metrics', 98),
  params: number('params', 94),
  points: number('points', 500),
  live: number('live', 0),
  fail: asked.has('fail'),
};
const runs = new FakeRuns(scenario);
const view = asked.get('view') ?? 'runs-table';
const deployment = (asked.get('deployment') ?? 'rollout') as DeploymentScenario;

type Answers = { [M in ViewRead]: (params: never) => ResultOf<M> };

const answers: Answers = {
  'trackers/list': () => ({ trackers: [], current: 'local', problems: [] }),
  'experiments/list': () => ({
    experiments: ['churn', 'fraud-detection', 'price-forecast'].map((name, index) => ({
      experimentId: String(index + 1),
      name,
      artifactLocation: '',
      lifecycleStage: 'active',
      creationTime: null,
      lastUpdateTime: null,
      tags: {},
    })),
  }),
  'runs/query': ({ filter, orderBy }: { filter: string; orderBy: string[] }) => query(filter, orderBy[0]),
  'runs/rows': ({ ids, columns }: { ids: string[]; columns: string[] }) => ({
    rows: ids.map((id) => runs.row(id, columns)),
  }),
  'runs/columns': () => ({
    params: runs.paramKeys,
    metrics: scenario.runs === 0 ? [] : runs.metricKeys,
    tags: ['team', 'mlflow.user'],
  }),
  'runs/get': ({ ids }: { ids: string[] }) => ({ runs: ids.map((id) => runs.run(id)) }),
  'metrics/series': ({ series }: { series: { runId: string; key: string }[] }) => ({
    series: series.map((id) => fakeSeries(id, 0, scenario.points)),
  }),
  'metrics/subscribe': ({ runIds }: { runIds: string[] }) => {
    if (scenario.live > 0) startLive(runIds);
    return { subscription: 's1' };
  },
  'metrics/unsubscribe': () => null,
  'artifacts/list': ({ path }: { path: string }) => ({
    entries:
      path === ''
        ? [
            { path: 'model', isDir: true, size: null },
            { path: 'confusion.png', isDir: false, size: 18_211 },
            { path: 'predictions.csv', isDir: false, size: 921_344 },
            { path: 'report.txt', isDir: false, size: 2_104 },
          ]
        : [
            { path: `${path}/MLmodel`, isDir: false, size: 812 },
            { path: `${path}/model.onnx`, isDir: false, size: 1_402_331 },
          ],
  }),
  'executions/get': () => ({ execution: null }),
  'executions/readOutput': () => ({
    text: 'Epoch 1/30\nEpoch 2/30\n 10%|#   |\r 60%|######  |\r100%|##########| 30/30\n\u001b[32mSaved model.onnx\u001b[0m\n',
    nextOffset: 0,
    ended: true,
  }),
  'pipelines/view': () => fakePipelines(pipelineScenario(), Date.now()),
  'sweeps/view': ({ runId }) => ({
    runId,
    stage: 'train',
    method: 'random',
    metric: 'loss',
    goal: 'minimize',
    total: 8,
    params: ['lr', 'depth'],
    trials: runs.ids.slice(1, 7).map((id, number) => ({
      number,
      state: number === 5 ? 'running' : 'finished',
      runId: id,
      values: [String(0.1 * (number + 1)), String(number % 3)],
      metric: number === 5 ? null : 1 / (number + 2),
      reason: '',
    })),
    best: runs.ids[5] ?? null,
    importance: { lr: 0.8, depth: 0.2 },
  }),
};

self.onmessage = ({ data }: MessageEvent<ToHost<unknown>>) => {
  if (data.type === 'ready') {
    self.postMessage({ type: 'state', ...viewStates(view, runs, number('shown', 3), deployment) });
    if (view === 'deployment') startTraffic();
  }
  if (data.type !== 'request') return;
  try {
    if (scenario.fail) throw new Error('The store cannot be read: the disk is full.');
    const answer = answers[data.method] as (params: unknown) => unknown;
    self.postMessage({ type: 'response', id: data.id, result: answer(data.params) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = scenario.fail ? 'Free some space and try again.' : null;
    self.postMessage({ type: 'failure', id: data.id, message, code: null, hint });
  }
};

/** `stages`: how many, or the name of a scenario. */
function pipelineScenario(): PipelineScenario {
  const stages = asked.get('stages') ?? 'typical';
  if (stages === 'typical' || stages === 'empty' || stages === 'broken') return { kind: stages };
  return { kind: 'many', stages: Number(stages) };
}

/** Understands `metrics.KEY > NUMBER` and nothing else, which is enough to see a filter at work. */
function query(filter: string, order: string | undefined): ResultOf<'runs/query'> {
  let { ids } = runs;
  if (filter !== '') {
    const found = /^metrics\.[`"]?([\w/]+)[`"]?\s*>\s*([\d.]+)$/.exec(filter);
    if (found === null) throw new Error(`Expected a comparison such as metrics.auc > 0.9, found: ${filter}`);
    ids = ids.filter((id) => (runs.metric(id, found[1] ?? '') ?? 0) > Number(found[2]));
  }
  const sort = /^metrics\.`?(.+?)`? (ASC|DESC)$/.exec(order ?? '');
  if (sort !== null) {
    const sign = sort[2] === 'DESC' ? -1 : 1;
    const value = new Map(ids.map((id) => [id, runs.metric(id, sort[1] ?? '') ?? Number.NaN]));
    ids = [...ids].sort((a, b) => sign * ((value.get(a) ?? 0) - (value.get(b) ?? 0)));
  }
  return { ids, total: ids.length };
}

/** Sends 10 batches a second. */
function startLive(runIds: string[]): void {
  const series = runIds.flatMap((runId) => runs.metricKeys.map((key) => ({ runId, key })));
  const perBatch = Math.max(1, Math.round(scenario.live / 10 / series.length));
  let next = scenario.points;
  setInterval(() => {
    self.postMessage({
      type: 'notification',
      name: 'metrics/appended',
      params: { subscription: 's1', series: series.map((id) => fakeSeries(id, next, perBatch)) },
    });
    next += perBatch;
  }, 100);
}

/** The last two minutes at once, then a sample a second. */
function startTraffic(): void {
  if (deployment !== 'rollout' && deployment !== 'serving') return;
  const tell = (at: number) =>
    self.postMessage({
      type: 'notification',
      name: 'deployments/traffic',
      params: fakeTraffic(deployment, at),
    });
  const now = Date.now();
  for (let second = 120; second >= 0; second--) tell(now - second * 1000);
  setInterval(() => tell(Date.now()), 1000);
}
