import * as vscode from 'vscode';
import type { Host } from '../../host/host.ts';
import { passedRuns } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { makeStage } from './make-stage.ts';
import type { StageChanges } from './stage-changes.ts';

const offered = 200;

/** Turns the run that a menu passed, or one that a person picks, into a stage. */
export async function stageFromRun(host: Host, changes: StageChanges, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Turn Run into Stage');
  const [passed] = passedRuns(args);
  const runner = passed ? host.runners.expect(passed.folder) : await chooseRunner(host.runners, title);
  const runId = passed?.runId ?? (await pickRun(runner, title));
  await makeStage(runner, changes, { kind: 'run', runId }, title);
}

/** Of those that ran here: only of them is it known what they read and wrote. */
async function pickRun(runner: RunnerConnection, title: string): Promise<string> {
  const where = { tracker: 'local' };
  const { ids } = await runner.request('runs/query', {
    ...where,
    experimentIds: [],
    filter: "attributes.status != 'RUNNING'",
    orderBy: ['attributes.start_time DESC'],
    view: 'ACTIVE_ONLY',
  });
  const { runs } = await runner.request('runs/get', { ...where, ids: ids.slice(0, offered) });
  const items = runs.map(({ info }) => ({
    label: info.runName,
    description: info.startTime === null ? '' : new Date(info.startTime).toLocaleString(),
    runId: info.runId,
  }));
  const placeHolder = vscode.l10n.t('The run whose command becomes a stage');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return picked.runId;
}
