import * as vscode from 'vscode';
import type { Run, RunQuery } from '../../../schemas/protocol/tracking.ts';
import { passedRuns, type RunRef } from '../../host/run-ref.ts';
import type { Tracking } from './tracking.ts';

const offered = 200;

/** Which runs a command is for, where it was not given one. */
export interface RunChoice {
  title: string;
  many?: boolean;
  query?: Partial<Pick<RunQuery, 'filter' | 'view'>>;
  /** Of the runs that the query finds, those that the command can act on. */
  fits?: (run: Run) => boolean;
}

interface RunItem extends vscode.QuickPickItem {
  ref: RunRef;
}

/**
 * The runs that a menu passed (one, or the selection around it), else those that a person picks.
 * @throws CancellationError where they pick none.
 */
export async function runsFor(tracking: Tracking, args: unknown[], choice: RunChoice): Promise<RunRef[]> {
  const passed = passedRuns(args);
  if (passed.length > 0) return passed;
  const items = await runItems(tracking, choice);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: no run fits.', choice.title));
    throw new vscode.CancellationError();
  }
  const options = {
    title: choice.title,
    placeHolder: vscode.l10n.t('Choose a run'),
    matchOnDescription: true,
  };
  const picked = choice.many
    ? await vscode.window.showQuickPick(items, { ...options, canPickMany: true })
    : await vscode.window.showQuickPick(items, options).then((item) => item && [item]);
  if (!picked || picked.length === 0) throw new vscode.CancellationError();
  return picked.map(({ ref }) => ref);
}

/** As `runsFor`, for a command that takes one. */
export async function runFor(tracking: Tracking, args: unknown[], choice: RunChoice): Promise<RunRef> {
  const [ref] = await runsFor(tracking, args, choice);
  if (!ref) throw new vscode.CancellationError();
  return ref;
}

async function runItems(tracking: Tracking, { query, fits }: RunChoice): Promise<RunItem[]> {
  const lists = tracking.host.runners.all.map(async (runner): Promise<RunItem[]> => {
    const folder = runner.folder.uri.toString();
    const tracker = tracking.trackerOf(folder);
    const { ids } = await runner.request('runs/query', {
      tracker,
      experimentIds: [],
      filter: query?.filter ?? '',
      orderBy: ['attributes.start_time DESC'],
      view: query?.view ?? 'ACTIVE_ONLY',
    });
    const [{ runs }, { experiments }] = await Promise.all([
      runner.request('runs/get', { tracker, ids: ids.slice(0, offered) }),
      runner.request('experiments/list', { tracker, view: 'ALL' }),
    ]);
    const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]));
    return runs
      .filter((run) => fits?.(run) ?? true)
      .map(({ info }) => ({
        label: info.runName,
        description: names.get(info.experimentId) ?? '',
        detail: [
          info.startTime === null ? '' : new Date(info.startTime).toLocaleString(),
          tracking.host.runners.all.length > 1 ? runner.folder.name : '',
        ]
          .filter(Boolean)
          .join(' · '),
        ref: { folder, tracker, runId: info.runId },
      }));
  });
  return (await Promise.all(lists)).flat();
}
