import { isAbsolute, join } from 'node:path';
import type { PipelineFault, PipelineView, StageView } from '../../schemas/protocol/pipelines.ts';
import type { PipelineProblem, Stage } from '../manifests/dvc/pipeline.ts';
import type { SurveyedPipelines } from './pipeline-workspace.ts';

/** What changes of a stage while its definition stays. */
export type StageNow = Pick<StageView, 'state' | 'reasons' | 'lastRun' | 'running'>;

/** A stage as views show it; `root`: absolute, of the pipelines. */
export function stageView(stage: Stage, root: string, needs: ReadonlySet<string>, now: StageNow): StageView {
  const { address, group, description, file, line, command, deps, outs } = stage;
  return {
    name: address,
    group,
    description,
    file: join(root, file),
    line,
    needs: [...needs],
    command: [command].flat().join('\n'),
    deps: deps.map(({ location }) => location),
    outs: outs.map(({ location }) => location),
    ...now,
  };
}

export function faultOf({ file, line, column, message }: PipelineProblem, root: string): PipelineFault {
  return { file: isAbsolute(file) ? file : join(root, file), line, column, message };
}

/** What can be read of a folder's pipelines without looking at what their stages read and write. */
export function unjudgedView({ root, files, order, needs, problems }: SurveyedPipelines): PipelineView {
  const now: StageNow = { state: 'unknown', reasons: [], lastRun: null, running: null };
  return {
    files: files.map((file) => join(root, file)),
    stages: order.map((stage) => stageView(stage, root, needs.get(stage.address) ?? new Set(), now)),
    faults: problems.map((problem) => faultOf(problem, root)),
  };
}
