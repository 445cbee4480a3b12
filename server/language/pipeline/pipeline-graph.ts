import { Memo } from '../../core/memo.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { type StageGraph, stageGraph } from '../../manifests/dvc/stage-graph.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';

/** All stages of a workspace folder together. */
export interface FolderGraph extends StageGraph {
  byAddress: ReadonlyMap<string, { stage: Stage; entry: StageEntry; model: PipelineModel }>;
}

const graphs = new Memo<FolderGraph>(20);

/** Who makes what for whom in a folder; the same object for as long as its stages are the same. */
export function folderGraph(folder: WorkspaceFolder): FolderGraph {
  const models = folder.pipelines();
  const evidence = models.flatMap(({ entries }) => entries.map(({ stages }) => stages));
  const known = graphs.find(folder.root, evidence);
  // The entries stand elsewhere in the text now, even where all stages are what they were.
  const graph = known ?? stageGraph(models.flatMap(({ stages }) => stages));
  const byAddress = new Map(
    models.flatMap((model) =>
      model.entries.flatMap((entry) =>
        entry.stages.map((stage) => [stage.address, { stage, entry, model }] as const),
      ),
    ),
  );
  return graphs.keep(folder.root, evidence, { ...graph, byAddress });
}
