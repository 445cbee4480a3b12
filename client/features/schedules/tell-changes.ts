import * as vscode from 'vscode';
import { executeCommand } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import type { ScheduleNode } from './nodes.ts';
import type { Schedules } from './schedules.ts';

const toldMissedKey = 'slipway.toldMissedSchedules';
const mostTold = 50;

/** Tells a person once what would otherwise be found too late: a schedule that needs consent again, or was missed. */
export function tellChanges({ context }: Host, schedules: Schedules): vscode.Disposable {
  const told = new Set<string>();
  return schedules.onDidChange((change) => {
    for (const schedule of change.now) {
      const folder = change.runner.folder.uri.toString();
      if (schedule.state === 'changed' && isNew(told, `${folder}#${schedule.name}#${schedule.consent}`))
        void tellChanged({ kind: 'schedule', folder, schedule });
      const [latest] = schedule.firings;
      if (latest?.state !== 'missed' || schedule.state !== 'armed') continue;
      const missed = `${folder}#${schedule.name}#${latest.id}`;
      if (context.workspaceState.get(toldMissedKey, [] as string[]).includes(missed)) continue;
      void rememberMissed(context.workspaceState, missed);
      void tellMissed({ kind: 'schedule', folder, schedule });
    }
  });
}

async function tellChanged(node: ScheduleNode): Promise<void> {
  const look = vscode.l10n.t('Look and Arm…');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'What the schedule "{0}" runs has changed since you armed it. It does not start until you have looked at it again.',
      node.schedule.name,
    ),
    look,
  );
  if (choice === look) await executeCommand('slipway.armSchedule', node);
}

async function tellMissed(node: ScheduleNode): Promise<void> {
  const { name, firings } = node.schedule;
  const run = vscode.l10n.t('Run Now');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The schedule "{0}" was missed ({1} times): Slipway’s runner did not run then.',
      name,
      firings[0]?.standsFor ?? 1,
    ),
    run,
  );
  if (choice === run) await executeCommand('slipway.runSchedule', node);
}

/** Also over a reload of the window. */
async function rememberMissed(state: vscode.Memento, missed: string): Promise<void> {
  await state.update(toldMissedKey, [...state.get(toldMissedKey, [] as string[]), missed].slice(-mostTold));
}

function isNew(told: Set<string>, key: string): boolean {
  if (told.has(key)) return false;
  told.add(key);
  return true;
}
