import * as vscode from 'vscode';
import type { PipelineOutcome, StageReport } from '../../../../schemas/protocol/pipelines.ts';
import { executeCommand, showFailure } from '../../../host/commands.ts';
import { describeError } from '../../../host/errors.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import type { RunRef } from '../../../host/run-ref.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { StageRef } from '../../../host/stage-ref.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { localTracker } from '../local-tracker.ts';
import type { Pipelines } from '../pipelines.ts';
import { summaryInWords } from './in-words.ts';
import { saveInputs } from './save-inputs.ts';

const storageKey = 'slipway.pipelineRuns';
const messageMs = 8_000;

/** A run of pipelines that was started in this workspace and has not been seen to end. */
interface StartedRun {
  folder: string;
  operation: string;
  title: string;
}

const followed = new Set<string>();

/** Starts a run, follows it to its end, and says how it went. `followAgain` goes on with it after a reload. */
export async function startAndFollow(
  pipelines: Pipelines,
  runner: RunnerConnection,
  title: string,
  start: () => Promise<{ operation: string }>,
): Promise<void> {
  let operation = '';
  try {
    const summary = await followOperation(pipelines.host, runner, {
      kind: 'pipeline',
      title,
      start: async () => {
        ({ operation } = await start());
        followed.add(operation);
        await remember(pipelines, { folder: runner.folder.uri.toString(), operation, title });
        return { operation };
      },
    });
    // A person may take hours to answer; what started the run need not wait.
    void tellOutcome(pipelines, runner, title, summary).catch((error: unknown) =>
      showFailure(pipelines.host, error),
    );
  } finally {
    followed.delete(operation);
    await forget(pipelines, operation);
  }
}

/** After a reload: goes on with what was being followed, and says how it ended where it has. */
export async function followAgain(pipelines: Pipelines, runner: RunnerConnection): Promise<void> {
  const folder = runner.folder.uri.toString();
  const mine = remembered(pipelines).filter((run) => run.folder === folder && !followed.has(run.operation));
  const follow = async ({ operation, title }: StartedRun) => {
    try {
      await startAndFollow(pipelines, runner, title, async () => ({ operation }));
    } catch (error) {
      // The runner has ended in between, and its memory with it.
      if (describeError(error).code !== 'SLW-OPERATION-UNKNOWN') await showFailure(pipelines.host, error);
    }
  };
  await Promise.all(mine.map(follow));
}

async function tellOutcome(
  pipelines: Pipelines,
  runner: RunnerConnection,
  title: string,
  { stages, runId, isPrivate }: PipelineOutcome,
): Promise<void> {
  const words = summaryInWords(stages);
  pipelines.host.log.info(`${title}: ${words}`);
  const failed = stages.filter(({ state }) => state === 'failed');
  for (const { name, reasons } of failed) pipelines.host.log.error(`${name}: ${reasons.join('; ')}`);
  const [first] = failed;
  const folder = runner.folder.uri.toString();
  if (first) {
    const answer = await tellFailure({ folder, stage: first.name }, first, failed.length);
    if (answer === 'resume') await resume(pipelines, runner, { stages, runId, isPrivate }, title);
  } else if (isPrivate && runId !== null) await offerToApply({ folder, tracker: localTracker, runId }, words);
  else vscode.window.setStatusBarMessage(`$(check) ${title}: ${words}`, messageMs);
}

/** What ran apart has left the workspace as it was. */
async function offerToApply(ref: RunRef, words: string): Promise<void> {
  const apply = vscode.l10n.t('Apply to Workspace');
  const showRun = vscode.l10n.t('Show Run');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Run in a private copy: {0}. The workspace is as it was.', words),
    apply,
    showRun,
  );
  if (choice === apply) await executeCommand('slipway.applyRun', ref);
  if (choice === showRun) await executeCommand('slipway.openRun', ref);
}

async function tellFailure(
  ref: StageRef,
  { name, reasons, lastRun }: StageReport,
  count: number,
): Promise<'resume' | null> {
  const showOutput = vscode.l10n.t('Show Output');
  const showRun = vscode.l10n.t('Show Run');
  const goToStage = vscode.l10n.t('Go to Stage');
  const goOn = vscode.l10n.t('Resume');
  const why = reasons[0] ?? '';
  const text =
    count === 1
      ? vscode.l10n.t('{0} failed: {1}', name, why)
      : vscode.l10n.t('{0} and {1} more failed: {2}', name, count - 1, why);
  // A stage may fail before its command begins: there is no run to show then.
  const run = lastRun && { folder: ref.folder, tracker: localTracker, runId: lastRun.runId };
  const offered = [...(run ? [showOutput, showRun] : []), goToStage, goOn];
  const choice = await vscode.window.showErrorMessage(text, ...offered);
  if (choice === showOutput) await executeCommand('slipway.showOutput', run);
  if (choice === showRun) await executeCommand('slipway.openRun', run);
  if (choice === goToStage) await executeCommand('slipway.goToStage', ref);
  return choice === goOn ? 'resume' : null;
}

/** What is done stays done: a private run goes on in its copy, one in the workspace with what it has not done. */
async function resume(
  pipelines: Pipelines,
  runner: RunnerConnection,
  { stages, runId, isPrivate }: PipelineOutcome,
  title: string,
): Promise<void> {
  await saveInputs(runner.folder);
  const { uri } = runner.folder;
  const how = { force: false, jobs: null, keepGoing: false };
  const left = stages.filter(({ state }) => state === 'failed' || state === 'blocked');
  await startAndFollow(pipelines, runner, title, async () => {
    const context = await startContext(uri, uri.fsPath);
    return isPrivate && runId !== null
      ? runner.request('pipelines/resume', { ...context, ...how, runId })
      : runner.request('pipelines/run', {
          ...context,
          ...how,
          stages: left.map(({ name }) => name),
          reach: 'only',
        });
  });
}

function remembered({ host }: Pipelines): StartedRun[] {
  return host.context.workspaceState.get<StartedRun[]>(storageKey, []);
}

async function remember(pipelines: Pipelines, run: StartedRun): Promise<void> {
  const others = remembered(pipelines).filter(({ operation }) => operation !== run.operation);
  await pipelines.host.context.workspaceState.update(storageKey, [...others, run]);
}

async function forget(pipelines: Pipelines, operation: string): Promise<void> {
  const rest = remembered(pipelines).filter((run) => run.operation !== operation);
  await pipelines.host.context.workspaceState.update(storageKey, rest);
}
