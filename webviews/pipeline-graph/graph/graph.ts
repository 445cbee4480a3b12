import type { StageView } from '../../../schemas/protocol/pipelines.ts';

/** A node of the drawing: a stage, a group that stands for its stages, or files between them. */
export interface ShownNode {
  id: string;
  kind: 'stage' | 'group' | 'files';
  /** Within its dvc.yaml: `train`. */
  title: string;
  /** Folder of its dvc.yaml from the root, or that of a file; empty at the root. */
  place: string;
  /** The stage; those of a group; those that write the files, none where nothing does. */
  stages: StageView[];
  /** Of `files`: their paths. */
  paths: string[];
}

/** From what is needed to what needs it. */
export interface ShownEdge {
  from: string;
  to: string;
}

export interface ShownGraph {
  nodes: ShownNode[];
  edges: ShownEdge[];
}

/** Each edge once, without those that lead nowhere or back to their own node. */
export function distinctEdges(
  edges: readonly { from: string | undefined; to: string | undefined }[],
): ShownEdge[] {
  const distinct = new Map<string, ShownEdge>();
  for (const { from, to } of edges)
    if (from !== undefined && to !== undefined && from !== to) distinct.set(`${from}\n${to}`, { from, to });
  return [...distinct.values()];
}
