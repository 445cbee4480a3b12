import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { ShownGraph } from './graph.ts';

/** A flowchart as GitHub shows it in Markdown. Ids are numbers: a name may hold what Mermaid takes for syntax. */
export function mermaid(
  { nodes, edges }: ShownGraph,
  direction: GraphDirection,
  label: (node: ShownGraph['nodes'][number]) => string,
): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `s${index}`]));
  const shapes = { stage: ['[', ']'], group: ['[[', ']]'], files: ['([', '])'] };
  return [
    `flowchart ${direction === 'right' ? 'LR' : 'TD'}`,
    ...nodes.map((node) => {
      const [open, close] = shapes[node.kind];
      return `  ${ids.get(node.id)}${open}"${label(node).replaceAll('"', '#quot;')}"${close}`;
    }),
    ...edges.map(({ from, to }) => `  ${ids.get(from)} --> ${ids.get(to)}`),
  ].join('\n');
}
