import * as vscode from 'vscode';
import type { Run } from '../../../../schemas/protocol/tracking.ts';
import { runTags } from '../../../../schemas/protocol/tracking.ts';
import type { RunRef } from '../../../host/run-ref.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { localTracker } from '../local-tracker.ts';
import type { Pipelines } from '../pipelines.ts';

const offered = 100;

/** Runs of pipelines that are over and have not done all that they were asked for. */
export const unfinished = " AND attributes.status != 'FINISHED' AND attributes.status != 'RUNNING'";

/**
 * The run of a pipeline that a person picks, newest first.
 * @throws CancellationError where there is none, which is said, or none is picked
 */
export async function pickPipelineRun(pipelines: Pipelines, title: string, filter: string): Promise<RunRef> {
  const lists = pipelines.all.map(async ({ runner }) =>
    (await pipelineRuns(runner, filter)).map(({ info }) => ({
      label: info.runName,
      description: [stateInWords(info.status), timeOf(info.startTime)].filter(Boolean).join(' · '),
      ref: { folder: runner.folder.uri.toString(), tracker: localTracker, runId: info.runId },
    })),
  );
  const items = (await Promise.all(lists)).flat();
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: no run fits.', title));
    throw new vscode.CancellationError();
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a run'),
    matchOnDescription: true,
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.ref;
}

/** The newest of them; `filter` begins with ` AND `, or is empty. */
export async function pipelineRuns(runner: RunnerConnection, filter: string): Promise<Run[]> {
  const { ids } = await runner.request('runs/query', {
    tracker: localTracker,
    experimentIds: [],
    filter: `tags.\`${runTags.pipeline}\` = 'true'${filter}`,
    orderBy: ['attributes.start_time DESC'],
    view: 'ACTIVE_ONLY',
  });
  const { runs } = await runner.request('runs/get', { tracker: localTracker, ids: ids.slice(0, offered) });
  return runs;
}

function stateInWords(status: string): string {
  if (status === 'FAILED') return vscode.l10n.t('failed');
  return status === 'KILLED' ? vscode.l10n.t('stopped') : '';
}

function timeOf(startTime: number | null): string {
  return startTime === null ? '' : new Date(startTime).toLocaleString();
}
