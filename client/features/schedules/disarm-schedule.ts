import * as vscode from 'vscode';
import type { Host } from '../../host/host.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { chooseSchedule } from './choose-schedule.ts';
import type { Schedules } from './schedules.ts';

/** What waits is given up; what runs goes on. */
export async function disarmSchedule(host: Host, schedules: Schedules, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, schedule } = await chooseSchedule(host, schedules, passed, {
    title: vscode.l10n.t('Disarm Schedule'),
    placeHolder: vscode.l10n.t('The schedule that may not start by itself any more'),
    offers: ({ armedAt }) => armedAt !== null,
  });
  await runner.request('schedules/disarm', { name: schedule.name });
  schedules.refresh(runner);
}
