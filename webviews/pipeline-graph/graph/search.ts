import type { PipelineGraphStrings } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { ShownNode } from './graph.ts';

/** Ids of the nodes in whose names, paths or state every word of a text stands, in the order of the drawing. */
export function foundNodes(
  nodes: readonly ShownNode[],
  text: string,
  { states }: Pick<PipelineGraphStrings, 'states'>,
): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return nodes.flatMap(({ id, kind, title, stages, paths }) => {
    const own =
      kind === 'files'
        ? []
        : stages.flatMap(({ name, state, description }) => [name, states[state], description ?? '']);
    const searched = [title, ...paths, ...own].join('\n').toLowerCase();
    return words.every((word) => searched.includes(word)) ? [id] : [];
  });
}
