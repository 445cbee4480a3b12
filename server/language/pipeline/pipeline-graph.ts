import type { Graph } from '../../core/graph.ts';
import { Memo } from '../../core/memo.ts';
import { type StagePaths, stageNeeds } from '../../manifests/dvc/stage-graph.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';
import { readPaths } from './stage-paths.ts';

/** All stages of a workspace folder together. */
export interface FolderGraph {
  /** Address -> the addresses whose outs it reads. */
  needs: Graph<string>;
  byAddress: ReadonlyMap<string, { entry: StageEntry; model: PipelineModel }>;
}

const needsOf = new Memo<Graph<string>>(20);

/** Who makes what for whom in a folder. */
export function folderGraph(folder: WorkspaceFolder): FolderGraph {
  const models = folder.pipelines();
  const evidence = models.flatMap(({ entries }) => entries.map(({ paths }) => paths));
  const stages = models.flatMap((model) =>
    model.entries.flatMap((entry) => readPaths(entry.paths).map((paths) => ({ paths, entry, model }))),
  );
  const needs =
    needsOf.find(folder.root, evidence) ??
    needsOf.keep(folder.root, evidence, needsAmong(stages.map(({ paths }) => paths)));
  const byAddress = new Map(
    stages.map(({ paths, entry, model }) => [paths.address, { entry, model }] as const),
  );
  return { needs, byAddress };
}

function needsAmong(stages: readonly StagePaths[]): Graph<string> {
  const makers = new Map<string, StagePaths>();
  for (const stage of stages)
    for (const { location } of stage.outs) if (!makers.has(location)) makers.set(location, stage);
  return stageNeeds(stages, makers);
}
