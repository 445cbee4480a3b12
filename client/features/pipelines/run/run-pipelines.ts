import * as vscode from 'vscode';
import type { StageReach } from '../../../../schemas/protocol/pipelines.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { StageRef } from '../../../host/stage-ref.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Pipelines } from '../pipelines.ts';
import { startAndFollow } from './follow-run.ts';
import { stagesFor } from './pick-stage.ts';
import { saveInputs } from './save-inputs.ts';
import { targetFor } from './target.ts';

/** What a run is asked for, besides its stages. */
export interface RunChoice {
  title: string;
  reach: StageReach;
  force: boolean;
}

/** Runs a dvc.yaml that a menu passed or the active editor shows, else all pipelines of a folder. */
export async function runPipeline(pipelines: Pipelines, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Run Pipeline');
  const { runner, stages } = await targetFor(pipelines, passed, title);
  await runStages(pipelines, runner, stages, { title, reach: 'upstream', force: false });
}

/** Runs the stages that a tree, lens or graph passed, else one that a person picks. */
export async function runChosen(pipelines: Pipelines, args: unknown[], choice: RunChoice): Promise<void> {
  refuseUntrusted();
  const refs = await stagesFor(pipelines, args, choice.title);
  for (const [folder, ofFolder] of Map.groupBy(refs, (ref: StageRef) => ref.folder)) {
    const stages = ofFolder.map(({ stage }) => stage);
    await runStages(pipelines, pipelines.host.runners.expect(folder), stages, choice);
  }
}

/** No stages: all of the folder. Comes back when the run has ended. */
async function runStages(
  pipelines: Pipelines,
  runner: RunnerConnection,
  stages: string[],
  { title, reach, force }: RunChoice,
): Promise<void> {
  await saveInputs(runner.folder);
  const { uri } = runner.folder;
  await startAndFollow(
    pipelines,
    runner,
    stages.length > 0 ? `${title}: ${stages.join(', ')}` : title,
    async () =>
      runner.request('pipelines/run', {
        ...(await startContext(uri, uri.fsPath)),
        stages,
        reach,
        force,
        jobs: null,
        keepGoing: false,
      }),
  );
}
