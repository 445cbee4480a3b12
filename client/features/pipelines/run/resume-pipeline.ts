import * as vscode from 'vscode';
import { passedRuns, type RunRef } from '../../../host/run-ref.ts';
import { passedStage } from '../../../host/stage-ref.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { localTracker } from '../local-tracker.ts';
import type { Pipelines } from '../pipelines.ts';
import { startAndFollow } from './follow-run.ts';
import { pickPipelineRun, pipelineRuns, unfinished } from './pick-pipeline-run.ts';
import { saveInputs } from './save-inputs.ts';

/**
 * Goes on with a run that was stopped or failed: the one that the Runs view passed; the last one of the folder whose
 * stage or dvc.yaml was passed; otherwise one that is picked. What it had done stays done.
 */
export async function resumePipeline(pipelines: Pipelines, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Resume Pipeline');
  const { folder, runId } =
    passedRuns(args)[0] ??
    (await lastUnfinished(pipelines, args)) ??
    (await pickPipelineRun(pipelines, title, unfinished));
  const runner = pipelines.host.runners.expect(folder);
  await saveInputs(runner.folder);
  const { uri } = runner.folder;
  await startAndFollow(pipelines, runner, title, async () =>
    runner.request('pipelines/resume', {
      ...(await startContext(uri, uri.fsPath)),
      runId,
      force: false,
      jobs: null,
      keepGoing: false,
    }),
  );
}

/** Null where no folder was passed, or none of its runs is left to go on with. */
async function lastUnfinished(pipelines: Pipelines, args: unknown[]): Promise<RunRef | null> {
  const folder = passedStage(args[0])?.folder;
  if (folder === undefined) return null;
  const [last] = await pipelineRuns(pipelines.host.runners.expect(folder), unfinished);
  return last ? { folder, tracker: localTracker, runId: last.info.runId } : null;
}
