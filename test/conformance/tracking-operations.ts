import type { LifecycleStage, RunStatus } from '../../schemas/protocol/tracking.ts';

/** A double as JSON carries it. */
type JsonDouble = number | 'NaN' | 'Infinity' | '-Infinity';

export type Operation =
  | { op: 'createExperiment'; name: string; tags: Record<string, string> }
  | { op: 'renameExperiment'; experimentId: string; name: string }
  | { op: 'setExperimentTag'; experimentId: string; key: string; value: string }
  | { op: 'deleteExperimentTag'; experimentId: string; key: string }
  | { op: 'setExperimentStage'; experimentId: string; stage: LifecycleStage }
  | { op: 'getExperiment'; experimentId: string }
  | {
      op: 'createRun';
      runId: string;
      experimentId: string;
      startTime: number;
      runName: string;
      tags: Record<string, string>;
    }
  | { op: 'updateRun'; runId: string; status: RunStatus; endTime: number | null; runName: string }
  | { op: 'setRunStage'; runId: string; stage: LifecycleStage }
  | {
      op: 'logBatch';
      runId: string;
      metrics: { key: string; value: JsonDouble; timestamp: number; step: number }[];
      params: { key: string; value: string }[];
      tags: { key: string; value: string }[];
    }
  | { op: 'deleteTag'; runId: string; key: string }
  | {
      op: 'logInputs';
      runId: string;
      datasets: { name: string; digest: string; source: string; tags: Record<string, string> }[];
    }
  | { op: 'getRun'; runId: string }
  | { op: 'history'; runId: string; key: string };

const a = 'a'.repeat(32);
const b = 'b'.repeat(32);

const createRun = (
  runId: string,
  more: Partial<Extract<Operation, { op: 'createRun' }>> = {},
): Operation => ({
  op: 'createRun',
  runId,
  experimentId: '0',
  startTime: 1000,
  runName: 'named',
  tags: {},
  ...more,
});
const batch = (runId: string, more: Partial<Extract<Operation, { op: 'logBatch' }>>): Operation => ({
  op: 'logBatch',
  runId,
  metrics: [],
  params: [],
  tags: [],
  ...more,
});
const point = (key: string, value: JsonDouble, timestamp: number, step: number) => ({
  key,
  value,
  timestamp,
  step,
});
/** Goes along where a batch of one thing would get the wording of MLflow's single routes. */
const fine = { key: 'fine', value: 'v' };
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** One after the other on a fresh store; what they are about stands beside them. */
export const operations: Operation[] = [
  // Experiments: names, tags, a deleted name still blocks
  { op: 'createExperiment', name: 'first', tags: { team: 'vision' } },
  { op: 'createExperiment', name: 'second', tags: {} },
  { op: 'createExperiment', name: 'first', tags: {} },
  { op: 'createExperiment', name: '', tags: {} },
  { op: 'createExperiment', name: 'x'.repeat(501), tags: {} },
  { op: 'getExperiment', experimentId: '1' },
  { op: 'getExperiment', experimentId: '99' },
  { op: 'setExperimentTag', experimentId: '1', key: 'team', value: 'text' },
  { op: 'setExperimentTag', experimentId: '1', key: 'k'.repeat(251), value: 'text' },
  { op: 'setExperimentTag', experimentId: '1', key: 'bad*key', value: 'text' },
  { op: 'deleteExperimentTag', experimentId: '1', key: 'absent' },
  { op: 'deleteExperimentTag', experimentId: '1', key: 'team' },
  { op: 'getExperiment', experimentId: '1' },
  createRun('c'.repeat(32), { experimentId: '2' }),
  { op: 'setExperimentStage', experimentId: '2', stage: 'deleted' },
  { op: 'getRun', runId: 'c'.repeat(32) },
  { op: 'setExperimentStage', experimentId: '2', stage: 'deleted' },
  { op: 'createExperiment', name: 'second', tags: {} },
  { op: 'renameExperiment', experimentId: '2', name: 'other' },
  { op: 'setExperimentTag', experimentId: '2', key: 'a', value: 'b' },
  createRun(b, { experimentId: '2' }),
  { op: 'setExperimentStage', experimentId: '2', stage: 'active' },
  { op: 'getRun', runId: 'c'.repeat(32) },
  { op: 'renameExperiment', experimentId: '2', name: 'other' },
  { op: 'getExperiment', experimentId: '2' },
  // Runs: names, states, what a deleted run refuses
  createRun(a, { tags: { 'mlflow.note.content': 'note' } }),
  createRun(b, { runName: '', tags: { 'mlflow.runName': 'by tag' } }),
  createRun('d'.repeat(32), { runName: 'one', tags: { 'mlflow.runName': 'two' } }),
  createRun('d'.repeat(32), { experimentId: '99' }),
  { op: 'getRun', runId: a },
  { op: 'getRun', runId: b },
  { op: 'getRun', runId: 'e'.repeat(32) },
  { op: 'updateRun', runId: b, status: 'FINISHED', endTime: 2000, runName: 'renamed' },
  { op: 'updateRun', runId: b, status: 'FAILED', endTime: null, runName: '' },
  { op: 'getRun', runId: b },
  { op: 'setRunStage', runId: b, stage: 'deleted' },
  batch(b, { params: [{ key: 'a', value: 'b' }] }),
  { op: 'updateRun', runId: b, status: 'FINISHED', endTime: null, runName: '' },
  { op: 'deleteTag', runId: b, key: 'mlflow.runName' },
  { op: 'logInputs', runId: b, datasets: [] },
  { op: 'setRunStage', runId: b, stage: 'active' },
  { op: 'getRun', runId: b },
  // Metrics: latest by (step, timestamp, value), exact duplicates, NaN and infinities, order of a history
  batch(a, {
    metrics: [point('m', 1, 10, 5), point('m', 2, 20, 3), point('m', 3, 10, 5), point('m', 1, 10, 5)],
  }),
  batch(a, { metrics: [point('m', 1, 10, 5), point('m', 9, 5, 1)] }),
  batch(a, { metrics: [point('nan', 'NaN', 1, 1), point('nan', -1, 1, 1), point('nan', 'NaN', 1, 1)] }),
  batch(a, { metrics: [point('nan2', 1, 1, 1), point('nan2', 'NaN', 1, 1)] }),
  batch(a, { metrics: [point('inf', 'Infinity', 1, 0), point('ninf', '-Infinity', 1, 0)] }),
  batch(a, { metrics: [point('back', 1, 5000, 1), point('back', 2, 100, 2), point('back', 3, 1, -7)] }),
  { op: 'getRun', runId: a },
  ...['m', 'nan', 'nan2', 'inf', 'ninf', 'back', 'absent'].map(
    (key): Operation => ({ op: 'history', runId: a, key }),
  ),
  // Params and tags: rewriting, truncation, the name
  batch(a, { params: [{ key: 'lr', value: '0.1' }], tags: [{ key: 't', value: '1' }] }),
  batch(a, { params: [{ key: 'lr', value: '0.1' }], tags: [{ key: 't', value: '2' }] }),
  batch(a, {
    params: [
      { key: 'lr', value: '0.2' },
      { key: 'new', value: '1' },
    ],
    metrics: [point('late', 1, 1, 1)],
  }),
  batch(a, {
    params: [
      { key: 'p', value: '1' },
      { key: 'p', value: '1' },
      { key: 'p', value: '1' },
    ],
  }),
  batch(a, {
    params: [{ key: 'long', value: 'x'.repeat(6001) }],
    tags: [{ key: 'long', value: 'y'.repeat(8001) }],
  }),
  batch(a, {
    tags: [
      { key: 'mlflow.runName', value: 'by a tag' },
      { key: 't', value: '3' },
      { key: 't', value: '4' },
    ],
  }),
  { op: 'deleteTag', runId: a, key: 't' },
  { op: 'deleteTag', runId: a, key: 't' },
  { op: 'getRun', runId: a },
  // Limits and names
  batch('e'.repeat(32), {}),
  batch('not an id', {}),
  batch(a, { metrics: many(1001, (i) => point(`m${i}`, 1, 1, 1)) }),
  batch(a, { params: many(101, (i) => ({ key: `p${i}`, value: '' })) }),
  batch(a, { tags: many(101, (i) => ({ key: `t${i}`, value: '' })) }),
  batch(a, {
    metrics: many(950, (i) => point(`m${i}`, 1, 1, 1)),
    tags: many(51, (i) => ({ key: `t${i}`, value: '' })),
  }),
  batch(a, { metrics: [point('m', 1, -1, 1)], tags: [fine] }),
  batch(a, { metrics: [point('k'.repeat(251), 1, 1, 1)] }),
  batch(a, { params: [{ key: 'k'.repeat(251), value: '' }] }),
  batch(a, { tags: [{ key: 'k'.repeat(251), value: '' }, fine] }),
  ...[
    '',
    '.',
    '..',
    '../x',
    '/x',
    'a//b',
    'a/',
    './a',
    'a/../b',
    'a*b',
    'a\\b',
    'a\nb',
    'ü-ok',
    'a:b c',
  ].flatMap((key) => [
    batch(a, { params: [{ key, value: 'v' }], tags: [fine] }),
    batch(a, { metrics: [point(key, 1, 1, 1)], tags: [fine] }),
    batch(a, { tags: [{ key, value: 'v' }, fine] }),
  ]),
  // Datasets: known by name and digest, the first source stays
  {
    op: 'logInputs',
    runId: a,
    datasets: [
      { name: 'train', digest: '1', source: 's1', tags: { 'mlflow.data.context': 'training' } },
      { name: 'train', digest: '1', source: 's2', tags: { other: 'x' } },
      { name: 'train', digest: '2', source: 's3', tags: {} },
    ],
  },
  {
    op: 'logInputs',
    runId: b,
    datasets: [{ name: 'train', digest: '1', source: 's4', tags: { 'mlflow.data.context': 'eval' } }],
  },
  { op: 'getRun', runId: a },
  { op: 'getRun', runId: b },
];
