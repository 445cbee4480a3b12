import * as vscode from 'vscode';
import type { ScheduleView } from '../../../schemas/protocol/schedules.ts';
import { ClientError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import { startContext } from '../../host/start/start-context.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { chooseSchedule } from './choose-schedule.ts';
import { timeInWords, triggerInWords } from './in-words.ts';
import type { Schedules } from './schedules.ts';

/** Shows what a schedule would run and lets it start by itself, once a person has said yes. */
export async function armSchedule(host: Host, schedules: Schedules, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, schedule } = await chooseSchedule(host, schedules, passed, {
    title: vscode.l10n.t('Arm Schedule'),
    placeHolder: vscode.l10n.t('The schedule that may start by itself from now on'),
    offers: ({ state }) => state === 'unarmed' || state === 'changed',
  });
  if (schedule.problem !== null) throw new ClientError('SLW-CLIENT-SCHEDULE-BROKEN', schedule.problem);
  await confirm(schedule);
  const folder = runner.folder.uri;
  const { schedule: armed } = await runner.request('schedules/arm', {
    name: schedule.name,
    consent: schedule.consent,
    context: await startContext(folder, folder.fsPath),
  });
  schedules.refresh(runner);
  if (armed.nextAt !== null)
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('{0} starts next: {1}', armed.name, timeInWords(armed.nextAt, Date.now())),
      5_000,
    );
}

/** @throws CancellationError unless a person says yes */
async function confirm(schedule: ScheduleView): Promise<void> {
  const commands = schedule.commands.map(({ stage, folder, command, env }) =>
    [
      folder === '.' ? `${stage}:` : vscode.l10n.t('{0} (in {1}):', stage, folder),
      ...Object.entries(env).map(([name, value]) => `    ${name}=${value}`),
      ...command.split('\n').map((line) => `    ${line}`),
    ].join('\n'),
  );
  const arm = vscode.l10n.t('Arm');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Let "{0}" start by itself ({1})?', schedule.name, triggerInWords(schedule)),
    {
      modal: true,
      detail: [
        schedule.set.length === 0
          ? vscode.l10n.t('It runs:')
          : vscode.l10n.t('In a private copy, with {0}, it runs:', schedule.set.join(', ')),
        ...commands,
        vscode.l10n.t(
          'Where one of these commands, the schedule or its pipeline changes, it is not run until you have armed it again. What the commands themselves read and run is not looked at.',
        ),
      ].join('\n\n'),
    },
    arm,
  );
  if (answer !== arm) throw new vscode.CancellationError();
}
