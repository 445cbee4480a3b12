import { Graph, layout } from '@dagrejs/dagre';
import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { Component } from './components.ts';
import type { LayoutEdge, LayoutNode, Point } from './graph-layout.ts';
import { orderAsBefore } from './order-as-before.ts';

/** Above this, ranks are found by a faster way than the one that makes the shortest edges. */
const mostForShortestEdges = 250;
const gaps = { nodesep: 14, edgesep: 8, ranksep: 56 };

/** One component in layers, each edge forward. Its top left corner is at 0, 0. */
export function layered(
  { nodes, edges }: Component,
  direction: GraphDirection,
  previous: ReadonlyMap<string, Point>,
): { positions: Map<string, Point>; edges: LayoutEdge[]; width: number; height: number } {
  const graph = new Graph();
  graph.setGraph({
    ...gaps,
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranker: nodes.length > mostForShortestEdges ? 'tight-tree' : 'network-simplex',
  });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to, {});
  const kept = nodes.filter(({ id }) => previous.has(id)).length;
  const place = (point: Point) => (direction === 'right' ? point.y : point.x);
  layout(
    graph,
    // Where most of it is new, there is nothing to recognize, and the fewest crossings are worth more.
    2 * kept >= nodes.length && kept > 1
      ? {
          customOrder: (layers) =>
            orderAsBefore(layers, new Map([...previous].map(([id, point]) => [id, place(point)]))),
        }
      : {},
  );
  const half =
    nodes.reduce((most, node) => Math.max(most, direction === 'right' ? node.width : node.height), 0) / 2;
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    positions: new Map(
      nodes.map(({ id }) => {
        const { x, y } = graph.node(id) as Point;
        return [id, { x, y }];
      }),
    ),
    edges: edges.map(({ from, to }) => {
      const { points } = graph.edge(from, to) as { points: Point[] };
      // Every other point stands between two layers, where a label would: it would only make the line sway.
      const bends = points.slice(1, -1).flatMap((point, index) => (index % 2 === 1 ? across(point) : []));
      return { from, to, points: [port(from, 1), ...bends, port(to, -1)] };
    }),
    width,
    height,
  };

  /** A line passes a layer straight, so that it cuts the corner of no node there. */
  function across({ x, y }: Point): Point[] {
    return direction === 'right'
      ? [
          { x: x - half, y },
          { x: x + half, y },
        ]
      : [
          { x, y: y - half },
          { x, y: y + half },
        ];
  }

  /** The middle of the side where edges leave (1) or arrive (-1): all of a node's meet in one point. */
  function port(id: string, side: 1 | -1): Point {
    const { x, y, width, height } = graph.node(id) as Point & LayoutNode;
    return direction === 'right' ? { x: x + (side * width) / 2, y } : { x, y: y + (side * height) / 2 };
  }
}
