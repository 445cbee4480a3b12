import type { PipelineGraphStrings } from '../../schemas/protocol/views/pipeline-graph.ts';
import type { DrawnNode } from './drawing/graph-drawing.ts';
import { NodeShapes } from './drawing/node-shape.ts';
import type { ShownNode } from './graph/graph.ts';
import type { LaidGraph } from './graph-model.ts';
import type { LayoutNode } from './layout/graph-layout.ts';
import { nodeLook } from './node-look.ts';

/** How large nodes are, before they have places, and how they look once they do. */
export class NodeSizes {
  readonly shapes: NodeShapes;
  private readonly strings: PipelineGraphStrings;
  private stageWidth = 0;

  constructor(strings: PipelineGraphStrings) {
    const family = getComputedStyle(document.body).getPropertyValue('--vscode-font-family');
    this.strings = strings;
    this.shapes = new NodeShapes(family || 'sans-serif');
  }

  toLayOut(nodes: readonly ShownNode[]): LayoutNode[] {
    const looks = nodes.map((node) => nodeLook(node, this.strings, 0));
    this.stageWidth = this.shapes.stageWidth(looks);
    return nodes.map((node, index) => ({
      id: node.id,
      ...this.shapes.size(looks[index] ?? node, this.stageWidth),
      region: node.kind === 'files' ? null : regionOf(node),
    }));
  }

  toDraw({ graph, layout }: LaidGraph): DrawnNode[] {
    const now = Date.now();
    const framed = new Set(layout.regions.map(({ name }) => name));
    return graph.nodes.flatMap((node) => {
      const centre = layout.positions.get(node.id);
      if (centre === undefined) return [];
      const look = nodeLook(node, this.strings, now);
      // The frame says where it is from.
      if (framed.has(regionOf(node))) look.place = '';
      return [{ id: node.id, centre, look, size: this.shapes.size(look, this.stageWidth) }];
    });
  }
}

/** Name of its dvc.yaml. */
function regionOf({ place }: ShownNode): string {
  return place === '' ? 'dvc.yaml' : `${place}/dvc.yaml`;
}
