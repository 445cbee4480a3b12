import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PipelineView, StageView } from '../../../schemas/protocol/pipelines.ts';
import type { PipelineGraphContract } from '../../../schemas/protocol/views/pipeline-graph.ts';
import { GraphModel } from '../../../webviews/pipeline-graph/graph-model.ts';
import type { LayoutRequest } from '../../../webviews/pipeline-graph/layout/graph-layout.ts';
import { layOut } from '../../../webviews/pipeline-graph/layout/lay-out.ts';
import type { Layouts } from '../../../webviews/pipeline-graph/layout/layouts.ts';
import type { Host } from '../../../webviews/shared/host.ts';

function stage(name: string, needs: string[], state: StageView['state'] = 'fresh'): StageView {
  const [group] = name.includes('@') ? name.split('@') : [null];
  return {
    name,
    group: group ?? null,
    description: null,
    file: '/w/dvc.yaml',
    line: 1,
    needs,
    state,
    reasons: [],
    command: '',
    deps: [],
    outs: [],
    lastRun: null,
    running: null,
  };
}

const view: PipelineView = {
  files: ['/w/dvc.yaml'],
  stages: [stage('a', []), stage('b@1', ['a']), stage('b@2', ['a']), stage('c', ['b@1', 'b@2'])],
  faults: [],
};

describe('the model of the graph', () => {
  const requests: LayoutRequest[] = [];
  let changed: (params: { stages: StageView[]; view: PipelineView | null }) => void;
  let model: GraphModel;

  beforeEach(async () => {
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback));
    requests.length = 0;
    const host = {
      saved: () => ({}),
      request: async () => view,
      on: (_name: string, listener: typeof changed) => {
        changed = listener;
      },
    } as unknown as Host<PipelineGraphContract>;
    const layouts = {
      lay: async (request: LayoutRequest) => {
        requests.push(request);
        return layOut(request);
      },
    } as unknown as Layouts;
    model = new GraphModel(
      host,
      layouts,
      (nodes) => nodes.map(({ id }) => ({ id, width: 100, height: 40, region: '' })),
      () => {},
    );
    await model.load();
    await vi.waitUntil(() => model.laid !== null);
  });

  it('moves nothing when only states change', async () => {
    const before = model.laid?.layout;
    changed({ stages: [stage('b@2', ['a'], 'failed')], view: null });
    await vi.waitUntil(() => model.graph.nodes[1]?.stages[1]?.state === 'failed');
    expect(model.laid?.layout).toBe(before);
    expect(model.laid?.graph).toBe(model.graph);
    expect(requests).toHaveLength(1);
  });

  it('lays out anew when stages change, from where the others stand', async () => {
    const before = model.laid?.layout.positions;
    changed({ stages: [], view: { ...view, stages: [...view.stages, stage('d', ['c'])] } });
    await vi.waitUntil(() => model.laid?.layout.positions.has('stage:d') === true);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.previous).toBe(before);
    expect(model.laid?.layout.positions.get('stage:a')).toEqual(before?.get('stage:a'));
  });

  it('knows by which node a stage is shown', async () => {
    expect(model.nodeOfStage('b@2')).toBe('group::b');
    model.toggleGroup('group::b');
    expect(model.nodeOfStage('b@2')).toBe('stage:b@2');
    expect(model.nodeOfStage('gone')).toBeNull();
  });

  it('forgets a turned drawing’s places, which would mean nothing', async () => {
    model.change({ direction: 'down' });
    await vi.waitUntil(() => model.laid?.layout.direction === 'down');
    expect(requests[1]?.previous.size).toBe(0);
  });
});
