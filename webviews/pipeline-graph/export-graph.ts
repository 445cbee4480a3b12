import type {
  PipelineGraphAction,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import type { GraphCanvas } from './drawing/graph-canvas.ts';
import { pngData, svgText } from './drawing/picture.ts';
import type { ShownNode } from './graph/graph.ts';
import { mermaid } from './graph/mermaid.ts';
import { groupName } from './graph/shown-graph.ts';
import type { GraphModel } from './graph-model.ts';
import { nodeLook } from './node-look.ts';

/** The graph as it is shown, as text for the clipboard. */
export function copyMermaid(
  { graph, choices }: GraphModel,
  strings: PipelineGraphStrings,
): PipelineGraphAction {
  const label = (node: ShownNode) => {
    const [stage] = node.stages;
    if (stage === undefined || node.kind === 'files') return nodeLook(node, strings, Date.now()).title;
    return node.kind === 'stage' ? stage.name : (groupName(stage) ?? node.title);
  };
  return { kind: 'copy', text: mermaid(graph, choices.direction, label) };
}

/** The whole drawing as a file, in the colours of the theme; null while there is none. */
export async function savePicture(
  canvas: GraphCanvas | null,
  format: 'svg' | 'png',
): Promise<PipelineGraphAction | null> {
  const picture = canvas?.picture() ?? null;
  if (canvas === null || picture === null) return null;
  const fileName = `pipeline.${format}`;
  const text = svgText(picture, canvas);
  return format === 'svg'
    ? { kind: 'save', fileName, content: 'text', data: text }
    : { kind: 'save', fileName, content: 'base64', data: await pngData(text, picture.size) };
}
