import type { StageView } from '../../../schemas/protocol/pipelines.ts';
import { fileNodes } from './file-nodes.ts';
import { distinctEdges, type ShownGraph, type ShownNode } from './graph.ts';

export interface GraphChoices {
  /** Ids of groups that are shown stage by stage. */
  expanded: ReadonlySet<string>;
  showsFiles: boolean;
}

/** `sub/dvc.yaml:train` is `train` at `sub`. */
export function stageTitle(name: string): { place: string; title: string } {
  const found = /^(?:(.*)\/)?dvc\.yaml:(.*)$/s.exec(name);
  return found ? { place: found[1] ?? '', title: found[2] ?? '' } : { place: '', title: name };
}

export function stageId(name: string): string {
  return `stage:${name}`;
}

/** Id of the group that generated a stage; null for a stage of its own. */
export function groupId({ name, group }: StageView): string | null {
  return group === null ? null : `group:${stageTitle(name).place}:${group}`;
}

/** What orders call the group that generated a stage: `tune`, or `sub/dvc.yaml:tune`. */
export function groupName({ name, group }: StageView): string | null {
  const { place } = stageTitle(name);
  return group === null || place === '' ? group : `${place}/dvc.yaml:${group}`;
}

/** The graph as it is to be drawn: groups as one node each unless expanded, files between stages where asked for. */
export function shownGraph(stages: readonly StageView[], choices: GraphChoices): ShownGraph {
  const nodes = new Map<string, ShownNode>();
  const nodeOfStage = new Map<string, string>();
  for (const stage of stages) {
    const group = groupId(stage);
    const collapsed = group !== null && !choices.expanded.has(group);
    const id = collapsed ? group : stageId(stage.name);
    nodeOfStage.set(stage.name, id);
    const known = nodes.get(id);
    const { place, title } = stageTitle(stage.name);
    if (known) known.stages.push(stage);
    else
      nodes.set(id, {
        id,
        kind: collapsed ? 'group' : 'stage',
        title: collapsed ? (stage.group ?? title) : title,
        place,
        stages: [stage],
        paths: [],
      });
  }
  if (choices.showsFiles) {
    const files = fileNodes(stages, nodeOfStage);
    return { nodes: [...nodes.values(), ...files.nodes], edges: files.edges };
  }
  const edges = stages.flatMap(({ name, needs }) =>
    needs.map((need) => ({ from: nodeOfStage.get(need), to: nodeOfStage.get(name) })),
  );
  return { nodes: [...nodes.values()], edges: distinctEdges(edges) };
}
