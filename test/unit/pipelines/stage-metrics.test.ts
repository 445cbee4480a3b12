import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { TestWorkspace } from '../processes/workspace.ts';
import { listRuns, runPipeline } from './pipeline-commands.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

/** The last run of the name. */
async function lastRun(name: string) {
  const run = (await listRuns(workspace)).findLast((candidate) => candidate.name === name);
  if (!run) throw new Error(`no run is called ${name}`);
  return run;
}

async function artifact(runId: string, path: string): Promise<string> {
  const client = await workspace.connect();
  try {
    return readFileSync((await client.request('artifacts/locate', { runId, path })).file, 'utf8');
  } finally {
    client.close();
  }
}

describe.skipIf(process.platform === 'win32')('what a stage measures', { timeout: 60_000 }, () => {
  test('its metrics files are its run’s metrics, in every format; its plots are artifacts', async () => {
    workspace.write('history', 'epoch,loss\n1,0.5\n2,0.25\n');
    workspace.write(
      'dvc.yaml',
      `stages:
  train:
    cmd:
      - cp history history.csv && mkdir -p figures/deep && echo '<svg/>' > figures/deep/roc.svg
      - 'printf "auc: 0.75\\nval: {f1: 0.5}\\n" > scores.yaml'
      - 'echo "time = 12.5" > cost.toml; echo "{\\"n\\": 3}" > size.json'
    deps: [history]
    outs: [size.json]
    metrics: [history.csv: {cache: false}, scores.yaml, cost.toml]
    plots: [figures]
`,
    );
    expect(await runPipeline(workspace)).toMatchObject({ code: 0, states: { train: 'ran' } });
    const { id, metrics } = await lastRun('train');
    expect(metrics).toEqual({
      'history.loss': 0.25,
      'scores.auc': 0.75,
      'scores.val.f1': 0.5,
      'cost.time': 12.5,
    });
    expect(await artifact(id, 'plots/figures/deep/roc.svg')).toBe('<svg/>\n');
    const client = await workspace.connect();
    const { series } = await client.request('metrics/series', {
      series: [{ runId: id, key: 'history.loss' }],
      maxPoints: 10,
    });
    client.close();
    expect(series[0]?.total).toBe(2);
  });

  test('so are those that the top level names, where the stage makes them', async () => {
    workspace.write(
      'dvc.yaml',
      `metrics: [out/scores.json]
plots: [out/roc.csv, {confusion: {x: actual, y: {out/cm.tsv: predicted}}}]
stages:
  train:
    cmd: mkdir out && echo '{"auc":0.5}' > out/scores.json && echo 'x,y' > out/roc.csv && echo 'actual' > out/cm.tsv
    outs: [out]
`,
    );
    expect((await runPipeline(workspace)).code).toBe(0);
    const { id, metrics } = await lastRun('train');
    expect(metrics).toEqual({ auc: 0.5 });
    expect(await artifact(id, 'plots/out/roc.csv')).toBe('x,y\n');
    expect(await artifact(id, 'plots/out/cm.tsv')).toBe('actual\n');
  });

  test('a metrics file without numbers fails nothing, and the run says so', async () => {
    workspace.write(
      'dvc.yaml',
      `stages:
  a: {cmd: "echo fine > notes.json", metrics: [notes.json: {cache: false}]}
  b: {cmd: "echo 'verdict: good' > b.yaml", metrics: [b.yaml]}
`,
    );
    expect((await runPipeline(workspace)).states).toEqual({ a: 'ran', b: 'ran' });
    expect((await lastRun('a')).tags[runTags.warning]).toMatch(
      /^notes\.json holds no metrics: notes\.json:1:/,
    );
    expect((await lastRun('b')).tags[runTags.warning]).toBe(
      'b.yaml holds no metrics: there is no number in it',
    );
  });

  test('the pipeline’s run has the last value of every stage’s metrics, also of those that were fresh', async () => {
    workspace.write('in', '1');
    const stage = (name: string, metrics: string) => `  ${name}:
    cmd: >-
      cat in > ${name}.out && echo '${metrics}' > ${name}.json
    deps: [in]
    outs: [${name}.out]
    metrics: [${name}.json]
`;
    const steady = stage('steady', '{"rows": 7, "seconds": 1}').replace('    deps: [in]\n', '');
    const pipeline = (auc: number) =>
      `stages:\n${steady}${stage('train', `{"auc": ${auc}, "seconds": 2}`)}${stage('fit', '[{"epoch": 1, "mse": 4}, {"epoch": 2, "mse": 3}]')}`;
    workspace.write('dvc.yaml', pipeline(0.5));
    expect((await runPipeline(workspace)).states).toEqual({ steady: 'ran', train: 'ran', fit: 'ran' });
    const expected = { rows: 7, auc: 0.5, mse: 3, 'steady.seconds': 1, 'train.seconds': 2 };
    expect((await lastRun('pipeline')).metrics).toEqual(expected);
    workspace.write('dvc.yaml', pipeline(0.75));
    expect((await runPipeline(workspace)).states).toEqual({ steady: 'fresh', train: 'ran', fit: 'fresh' });
    expect((await lastRun('pipeline')).metrics).toEqual({ ...expected, auc: 0.75 });
  });
});
