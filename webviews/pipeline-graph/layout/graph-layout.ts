import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';

/** Lengths are in drawing units: CSS pixels at a scale of 1. */
export interface LayoutNode {
  id: string;
  width: number;
  height: number;
  /** What it is drawn together with, such as its dvc.yaml; null for that of what it hangs together with. */
  region: string | null;
}

export interface Point {
  x: number;
  y: number;
}

export interface LayoutRequest {
  direction: GraphDirection;
  nodes: LayoutNode[];
  edges: { from: string; to: string }[];
  /** Where nodes stood before, by id: their order is kept. Empty for a fresh start. */
  previous: ReadonlyMap<string, Point>;
}

export interface Box {
  /** Left. */
  x: number;
  /** Top. */
  y: number;
  width: number;
  height: number;
}

export interface LayoutEdge {
  from: string;
  to: string;
  /** From the border of the one to the border of the other. */
  points: Point[];
}

export interface GraphLayout {
  direction: GraphDirection;
  /** Centres, by id. */
  positions: Map<string, Point>;
  edges: LayoutEdge[];
  /** Frames around the nodes of one region; none where there is only one. */
  regions: (Box & { name: string })[];
  width: number;
  height: number;
}
