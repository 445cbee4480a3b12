import * as vscode from 'vscode';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { Host } from '../../host/host.ts';
import { passedRuns, type RunRef } from '../../host/run-ref.ts';

const offered = 100;
/** Sweeps are kept with the folder, whatever tracker its views read. */
const ownTracker = 'local';

/**
 * The sweep that a menu or page passed, else the one that a person picks, the latest first.
 * @throws CancellationError where they pick none.
 */
export async function sweepFor(host: Host, args: unknown[], title: string): Promise<RunRef> {
  const [passed] = passedRuns(args);
  if (passed) return passed;
  const lists = host.runners.all.map(async (runner) => {
    const folder = runner.folder.uri.toString();
    const { ids } = await runner.request('runs/query', {
      tracker: ownTracker,
      experimentIds: [],
      filter: `tags.\`${runTags.sweep}\` IS NOT NULL`,
      orderBy: ['attributes.start_time DESC'],
      view: 'ACTIVE_ONLY',
    });
    const { runs } = await runner.request('runs/get', { tracker: ownTracker, ids: ids.slice(0, offered) });
    return runs.map(({ info }) => ({
      label: info.runName,
      description: info.startTime === null ? '' : new Date(info.startTime).toLocaleString(),
      ref: { folder, tracker: ownTracker, runId: info.runId },
    }));
  });
  const items = (await Promise.all(lists)).flat();
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: there is no sweep yet.', title));
    throw new vscode.CancellationError();
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a sweep'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.ref;
}
