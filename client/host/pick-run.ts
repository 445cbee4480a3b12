import * as vscode from 'vscode';
import type { RunnerConnection } from './runner/connection.ts';

const offered = 200;

/**
 * One of the last runs of the folder's own tracker that have ended: only of what ran here is it known what it read and wrote.
 * @throws CancellationError where none is picked
 */
export async function pickRun(
  runner: RunnerConnection,
  { title, placeHolder }: { title: string; placeHolder: string },
): Promise<string> {
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
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return picked.runId;
}
