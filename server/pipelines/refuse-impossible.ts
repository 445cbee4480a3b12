import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { Executor } from './executors/executor.ts';
import { type Forcing, isForced } from './forcing.ts';
import { pipelineStatus } from './pipeline-status.ts';
import type { PipelineWorkspace } from './pipeline-workspace.ts';
import type { StageJudge } from './stage-judge.ts';

export interface IntendedRun {
  stages: readonly Stage[];
  needs: PipelineWorkspace['needs'];
  force: Forcing;
  executor: Executor;
  judge: StageJudge;
}

/**
 * A stage that asks for more than there ever is, where it would run.
 * @throws UserError `SLW-RESOURCES-LACKING` with the line of each
 */
export async function refuseImpossible({
  stages,
  needs,
  force,
  executor,
  judge,
}: IntendedRun): Promise<void> {
  const impossible = await executor.findImpossible(stages.filter(({ frozen }) => !frozen));
  if (impossible.length === 0) return;
  const status = await pipelineStatus(stages, needs, judge);
  const stale = new Set(status.filter(({ state }) => state === 'stale').map(({ name }) => name));
  const lines = impossible
    .filter(({ stage }) => isForced(force, stage) || stale.has(stage.address))
    .map(({ stage, why }) => `${stage.file}:${stage.line}:${stage.column}: "${stage.address}": ${why}`);
  if (lines.length > 0)
    throw new UserError(
      'SLW-RESOURCES-LACKING',
      lines.join('\n'),
      'Nothing was run. Ask for less under meta.slipway.resources, or say under executors.local of slipway.yaml what there is.',
    );
}
