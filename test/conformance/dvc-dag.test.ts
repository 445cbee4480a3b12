import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StageView } from '../../schemas/protocol/pipelines.ts';
import type { ShownGraph } from '../../webviews/pipeline-graph/graph/graph.ts';
import { shownGraph, stageId } from '../../webviews/pipeline-graph/graph/shown-graph.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const root = `stages:
  prepare:
    cmd: prepare
    deps: [raw/customers.csv, src/prepare.py]
    outs: [data/prepared, logs/prepare.txt]
  train:
    foreach: [north, south]
    do:
      cmd: train
      deps: ["data/prepared/\${item}.csv"]
      outs: ["models/\${item}.pkl"]
      metrics: ["scores-\${item}.json"]
  compare:
    cmd: compare
    deps: [models, scores-north.json, scores-south.json]
    plots: [compare.csv]
  alone:
    cmd: date > now
    outs: [now]
`;
const reports = `stages:
  report:
    cmd: report
    deps: [../compare.csv, ../data/prepared]
    outs: [report.html]
`;

/** Edges of `dvc dag --dot`, as `from > to`. */
function edgesOf(dot: string): string[] {
  const edges = [...dot.matchAll(/"([^"]+)" -> "([^"]+)"/g)].map(([, from, to]) => `${from} > ${to}`);
  return [...new Set(edges)].sort();
}

/** From each file to those that a stage makes of it. */
function betweenFiles({ nodes, edges }: ShownGraph): string[] {
  const paths = new Map(nodes.map(({ id, kind, paths }) => [id, kind === 'files' ? paths : null]));
  const found = edges.flatMap(({ from, to: stage }) =>
    (paths.get(from) ?? []).flatMap((read) =>
      edges
        .filter((edge) => edge.from === stage)
        .flatMap((edge) => (paths.get(edge.to) ?? []).map((written) => `${read} > ${written}`)),
    ),
  );
  return [...new Set(found)].sort();
}

describe.skipIf('skipped' in python)(`the graph of pipelines, as dvc dag draws it${why}`, () => {
  const project = new DvcProject(python);
  let stages: StageView[] = [];

  beforeAll(async () => {
    await project.dvc('init', '--no-scm');
    project.write('dvc.yaml', root);
    project.write('reports/dvc.yaml', reports);
    const client = await project.workspace.connect();
    ({ stages } = await client.request('pipelines/view', {}));
    client.close();
  }, 120_000);
  afterAll(() => project.dispose());

  const drawn = (showsFiles: boolean) =>
    shownGraph(stages, { expanded: new Set(['group::train']), showsFiles });

  test('has its edges between stages', async () => {
    const names = new Map(stages.map(({ name }) => [stageId(name), name]));
    const edges = drawn(false).edges.map(({ from, to }) => `${names.get(from)} > ${names.get(to)}`);
    expect(edges.length).toBe(6);
    expect(edges.sort()).toEqual(edgesOf(await project.dvc('dag', '--dot')));
  });

  test('has its edges between files', async () => {
    const made = new Set(stages.flatMap(({ outs }) => outs));
    // DVC draws only what a stage makes, so not what the first ones read.
    const edges = betweenFiles(drawn(true)).filter((edge) => made.has(edge.split(' > ')[0] ?? ''));
    expect(edges.length).toBeGreaterThan(6);
    expect(edges).toEqual(edgesOf(await project.dvc('dag', '--outs', '--dot')));
  });
});
