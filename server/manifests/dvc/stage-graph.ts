import { type Graph, topologicalOrder } from '../../core/graph.ts';
import type { PipelineProblem, Stage, StagePath } from './pipeline.ts';

export interface StageGraph {
  /** Each after all that it needs. */
  order: Stage[];
  /** Address -> the addresses whose outs it reads. */
  needs: Graph<string>;
  problems: PipelineProblem[];
}

/** Who makes what for whom. Two makers of one path, an out within an out, and a cycle are problems of a stage's line. */
export function stageGraph(stages: readonly Stage[]): StageGraph {
  const makers = new Map<string, Stage>();
  const problems: PipelineProblem[] = [];
  const report = ({ file, line, column }: Stage, message: string) =>
    problems.push({ file, line, column, message });
  for (const stage of stages)
    for (const { location } of stage.outs) {
      const other = makers.get(location);
      if (other) report(stage, `"${stage.address}" and "${other.address}" both make ${location}`);
      else makers.set(location, stage);
    }
  for (const [location, stage] of makers)
    for (const above of foldersAbove(location)) {
      const other = makers.get(above);
      if (other)
        report(
          stage,
          `${location}, made by "${stage.address}", lies in ${above}, made by "${other.address}"`,
        );
    }
  const needs = stageNeeds(stages, makers);
  const sorted = topologicalOrder(needs);
  const byAddress = new Map(stages.map((stage) => [stage.address, stage]));
  if ('cycle' in sorted) {
    const first = byAddress.get(sorted.cycle[0] ?? '');
    if (first) report(first, `stages need one another in a circle: ${sorted.cycle.join(' -> ')}`);
    return { order: [], needs, problems };
  }
  return { order: sorted.order.flatMap((address) => byAddress.get(address) ?? []), needs, problems };
}

/** Who makes something by its location: the first stage with that out. */
export type Makers = ReadonlyMap<string, Pick<Stage, 'address'>>;

/** What a stage reads and makes. */
export interface StagePaths extends Pick<Stage, 'address'> {
  deps: readonly Located[];
  params: readonly Located[];
  outs: readonly Located[];
}

type Located = Pick<StagePath, 'location'>;

/** Address -> the addresses whose outs it reads. */
export function stageNeeds(stages: readonly Omit<StagePaths, 'outs'>[], makers: Makers): Graph<string> {
  const makersBelow = byFolder(makers);
  return new Map(stages.map((stage) => [stage.address, makersOf(stage, makers, makersBelow)]));
}

/** A dep is made by the stage with that out, with an out above it, or with outs in it. */
function makersOf(
  stage: Omit<StagePaths, 'outs'>,
  makers: Makers,
  makersBelow: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const found = new Set<string>();
  for (const { location } of [...stage.deps, ...stage.params]) {
    for (const path of [location, ...foldersAbove(location)]) {
      const maker = makers.get(path);
      if (maker) found.add(maker.address);
    }
    for (const address of makersBelow.get(location) ?? []) found.add(address);
  }
  return found;
}

/** Folder -> the addresses of the stages that make something in it; `.` holds all. */
function byFolder(makers: Makers): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [location, { address }] of makers)
    for (const folder of ['.', ...foldersAbove(location)])
      found.set(folder, (found.get(folder) ?? new Set()).add(address));
  return found;
}

function* foldersAbove(location: string): Generator<string> {
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    yield location.slice(0, end);
}
