import type { GraphViewport, PipelineGraphSaved } from '../../schemas/protocol/views/pipeline-graph.ts';
import type { GraphModel } from './graph-model.ts';
import type { Selection } from './selection.ts';

/** What of a graph comes back when its panel does. */
export function savedGraph(
  { choices: { direction, expanded, showsFiles, focus } }: GraphModel,
  { search, selected }: Selection,
  viewport: GraphViewport | null,
  target: PipelineGraphSaved['state']['target'],
): PipelineGraphSaved {
  return {
    state: { target },
    direction,
    expanded: [...expanded],
    showsFiles,
    focus,
    search,
    selected,
    viewport,
  };
}
