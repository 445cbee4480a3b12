import * as vscode from 'vscode';
import type { ApplySummary } from '../../../../schemas/protocol/pipelines.ts';
import { runTags } from '../../../../schemas/protocol/tracking.ts';
import { ClientError } from '../../../host/errors.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import { passedRuns } from '../../../host/run-ref.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Pipelines } from '../pipelines.ts';
import { askParams } from './ask-params.ts';
import { startAndFollow } from './follow-run.ts';
import { pickPipelineRun } from './pick-pipeline-run.ts';
import { saveInputs } from './save-inputs.ts';
import { targetFor } from './target.ts';

/** Runs with other params for once, in a private copy: files stay as they are, and editing goes on meanwhile. */
export async function runWithParams(pipelines: Pipelines, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Run with Params');
  const { runner, stages } = await targetFor(pipelines, passed, title);
  await saveInputs(runner.folder);
  const { params } = await runner.request('pipelines/params', { stages, reach: 'upstream' });
  if (params.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-PARAMS',
      vscode.l10n.t('These stages name no params.'),
      vscode.l10n.t('Name what they read under params in the dvc.yaml.'),
    );
  const set = await askParams(params, title);
  await runApart(pipelines, runner, `${title}: ${set.join(', ')}`, { stages, set });
}

/** Runs with the exact code, params and data of a past run, in a private copy. */
export async function rerunPastInputs(pipelines: Pipelines, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Rerun with Past Inputs');
  const { folder, runId } = passedRuns(args)[0] ?? (await pickPipelineRun(pipelines, title, ''));
  const runner = pipelines.host.runners.expect(folder);
  await runApart(pipelines, runner, title, { stages: [], inputsOf: runId });
}

/** Brings what a run made into the workspace; params that were changed since are overwritten only when confirmed. */
export async function applyRun(pipelines: Pipelines, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Apply Run to Workspace');
  const isPrivate = ` AND tags.\`${runTags.copy}\` != ''`;
  const { folder, runId } = passedRuns(args)[0] ?? (await pickPipelineRun(pipelines, title, isPrivate));
  const runner = pipelines.host.runners.expect(folder);
  await saveInputs(runner.folder);
  const apply = (confirmed: boolean) =>
    followOperation(pipelines.host, runner, {
      kind: 'apply',
      title: vscode.l10n.t('Applying the run to the workspace'),
      start: () => runner.request('pipelines/apply', { runId, confirmed }),
    });
  let summary = await apply(false);
  if (!summary.applied) {
    const overwrite = vscode.l10n.t('Overwrite');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Params were changed since this run began. Overwrite them?'),
      { modal: true, detail: summary.overwrites.join('\n') },
      overwrite,
    );
    if (answer !== overwrite) throw new vscode.CancellationError();
    summary = await apply(true);
  }
  tellApplied(pipelines, summary);
}

async function runApart(
  pipelines: Pipelines,
  runner: RunnerConnection,
  title: string,
  what: { stages: string[]; set?: string[]; inputsOf?: string },
): Promise<void> {
  const { uri } = runner.folder;
  await startAndFollow(pipelines, runner, title, async () =>
    runner.request('pipelines/run', {
      ...(await startContext(uri, uri.fsPath)),
      ...what,
      reach: 'upstream',
      force: false,
      jobs: null,
      keepGoing: false,
    }),
  );
}

function tellApplied({ host }: Pipelines, { changes, stale }: ApplySummary): void {
  for (const line of changes) host.log.info(`Applied: ${line}`);
  for (const line of stale) host.log.warn(`Not up to date all the same: ${line}`);
  const words =
    changes.length > 0
      ? vscode.l10n.t('Applied to the workspace: {0}', changes.join(', '))
      : vscode.l10n.t('The workspace has it all already.');
  if (stale.length === 0) void vscode.window.showInformationMessage(words);
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} Not up to date all the same: {1}', words, stale.join(', ')),
    );
}
