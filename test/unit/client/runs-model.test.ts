import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunsModel } from '../../../client/features/tracking/runs-tree/runs-model.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { RunnerClient } from '../../../server/discovery/connect.ts';
import { TestWorkspace } from '../processes/workspace.ts';

// Against a real runner: runs are made through its MLflow API, as a script makes them.
const workspace = new TestWorkspace();
let runner: RunnerClient;

beforeAll(async () => {
  runner = await workspace.connect();
});
afterAll(async () => {
  runner.close();
  await workspace.dispose();
});

const modelOf = (view: 'ACTIVE_ONLY' | 'ALL' = 'ACTIVE_ONLY') =>
  new RunsModel(runner, { tracker: () => '', view: () => view });

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`${runner.info.trackingUri}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

async function makeRun(startTime: number, parent?: string): Promise<string> {
  const tags = parent === undefined ? [] : [{ key: runTags.parent, value: parent }];
  const made = await post<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: '0',
    start_time: startTime,
    tags,
  });
  return made.run.info.run_id;
}

test('a store without runs shows no experiment', async () => {
  expect(await modelOf().experiments()).toEqual([]);
});

test('children stand below their parent, the latest first, and a change tells what it moved', async () => {
  const parent = await makeRun(1000);
  const [first, second] = [await makeRun(2000, parent), await makeRun(3000, parent)];
  const model = modelOf();
  expect((await model.experiments()).map(({ experimentId }) => experimentId)).toEqual(['0']);
  const forest = await model.forest('0');
  expect(forest.roots).toEqual([parent]);
  expect(forest.childrenOf.get(parent)).toEqual([second, first]);
  expect((await model.runs([second, 'gone', first])).map(({ info }) => info.runId)).toEqual([second, first]);

  await runner.request('runs/setTag', { runIds: [first], key: runTags.star, value: 'true' });
  expect(await model.refresh({ runIds: [first], metricsOnly: false })).toEqual({ structure: false });
  expect((await model.runs([first]))[0]?.tags[runTags.star]).toBe('true');

  await runner.request('runs/delete', { runIds: [first] });
  expect(await model.refresh({ runIds: [first], metricsOnly: false })).toEqual({ structure: true });
  model.forgetStructure();
  expect((await model.forest('0')).childrenOf.get(parent)).toEqual([second]);
  expect((await modelOf('ALL').forest('0')).childrenOf.get(parent)).toEqual([second, first]);
});

test('a run that is not known moves the tree, unless only its metrics changed', async () => {
  const model = modelOf();
  const unseen = await makeRun(4000);
  expect(await model.refresh({ runIds: [unseen], metricsOnly: true })).toEqual({ structure: false });
  expect(await model.refresh({ runIds: [unseen], metricsOnly: false })).toEqual({ structure: true });
});

test('a run that changes while it is read for the first time is read again', async () => {
  const changing = await makeRun(5000);
  const held = Promise.withResolvers<void>();
  let asked = 0;
  const model = new RunsModel(
    {
      async request(method, params) {
        const answer = await runner.request(method, params);
        if (method === 'runs/get' && ++asked === 1) await held.promise;
        return answer;
      },
    },
    { tracker: () => '', view: () => 'ACTIVE_ONLY' },
  );
  const first = model.runs([changing]);
  await expect.poll(() => asked).toBe(1);
  await post('runs/update', { run_id: changing, status: 'FINISHED', end_time: 6000 });
  expect(await model.refresh({ runIds: [changing], metricsOnly: false })).toEqual({ structure: true });
  held.resolve();
  expect((await first)[0]?.info.status).toBe('FINISHED');
  expect((await model.runs([changing]))[0]?.info.status).toBe('FINISHED');
});
