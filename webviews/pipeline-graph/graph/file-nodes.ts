import type { StageView } from '../../../schemas/protocol/pipelines.ts';
import { distinctEdges, type ShownGraph, type ShownNode } from './graph.ts';

/** More files than these between the same nodes are drawn as one. */
const mostApart = 4;

/**
 * The files between stages, as `dvc dag --outs` shows them: each out after what writes it, each dep before what reads
 * it. A dep that lies in an out, or holds one, is that out.
 * @param nodeOfStage id of the node that stands for a stage, by its name
 */
export function fileNodes(
  stages: readonly StageView[],
  nodeOfStage: ReadonlyMap<string, string>,
): ShownGraph {
  const files = new Map<string, { makers: StageView[]; readers: Set<string> }>();
  const fileAt = (path: string) => {
    const file = files.get(path) ?? { makers: [], readers: new Set<string>() };
    files.set(path, file);
    return file;
  };
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  for (const stage of stages) for (const out of stage.outs) fileAt(out).makers.push(stage);
  for (const { name, needs, deps } of stages) {
    const reader = nodeOfStage.get(name);
    if (reader === undefined) continue;
    const made = needs.flatMap((need) => byName.get(need)?.outs ?? []);
    for (const dep of deps) {
      const within = made.filter((out) => overlaps(out, dep));
      for (const path of within.length > 0 ? within : [dep]) fileAt(path).readers.add(reader);
    }
  }
  return merged(files, nodeOfStage);
}

function merged(
  files: ReadonlyMap<string, { makers: StageView[]; readers: ReadonlySet<string> }>,
  nodeOfStage: ReadonlyMap<string, string>,
): ShownGraph {
  const alike = new Map<string, { makers: Set<string>; readers: Set<string>; node: ShownNode }>();
  const places = [...files].map(([path, { makers, readers }]) => {
    const from = new Set(makers.flatMap(({ name }) => nodeOfStage.get(name) ?? []));
    return { path, makers, from, readers, key: [[...from].sort(), [...readers].sort()].join('\n') };
  });
  const counts = new Map<string, number>();
  for (const { key } of places) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { path, makers, from, readers, key } of places) {
    const id = `files:${(counts.get(key) ?? 0) > mostApart ? key : path}`;
    const known = alike.get(id);
    if (known) {
      known.node.paths.push(path);
      known.node.stages = [...new Set([...known.node.stages, ...makers])];
      continue;
    }
    const slash = path.lastIndexOf('/');
    const node: ShownNode = {
      id,
      kind: 'files',
      title: path.slice(slash + 1),
      place: path.slice(0, Math.max(0, slash)),
      stages: [...makers],
      paths: [path],
    };
    alike.set(id, { makers: from, readers: new Set(readers), node });
  }
  const edges = [...alike.values()].flatMap(({ makers, readers, node }) => [
    ...[...makers].map((from) => ({ from, to: node.id })),
    ...[...readers].map((to) => ({ from: node.id, to })),
  ]);
  return { nodes: [...alike.values()].map(({ node }) => node), edges: distinctEdges(edges) };
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
