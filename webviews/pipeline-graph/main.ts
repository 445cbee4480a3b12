import type { PipelineGraphContract } from '../../schemas/protocol/views/pipeline-graph.ts';
import { Host } from '../shared/host.ts';
import { PipelineGraphView } from './pipeline-graph-view.ts';

const host = new Host<PipelineGraphContract>();
let view: PipelineGraphView | undefined;
host.start((state, strings) => {
  if (view === undefined) {
    view = new PipelineGraphView(host, state, strings);
    document.body.append(view);
  } else {
    view.show(state);
  }
});
