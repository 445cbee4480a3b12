import * as vscode from 'vscode';
import type { ScheduleView } from '../../../schemas/protocol/schedules.ts';
import { ClientError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { scheduleInWords } from './in-words.ts';
import { isNode } from './nodes.ts';
import type { Schedules } from './schedules.ts';

export interface ChosenSchedule {
  runner: RunnerConnection;
  schedule: ScheduleView;
}

interface Choice {
  title: string;
  placeHolder: string;
  /** Which of them it makes sense for. */
  offers: (schedule: ScheduleView) => boolean;
}

/**
 * The schedule that a row passed, or that a person picks.
 * @throws ClientError `SLW-CLIENT-NO-SCHEDULE` where there is none to pick; CancellationError where none is picked
 */
export async function chooseSchedule(
  host: Host,
  schedules: Schedules,
  passed: unknown,
  { title, placeHolder, offers }: Choice,
): Promise<ChosenSchedule> {
  if (isNode(passed) && passed.kind === 'schedule')
    return { runner: host.runners.expect(passed.folder), schedule: passed.schedule };
  const items = schedules.runners.flatMap((runner) =>
    schedules
      .of(runner)
      .filter(offers)
      .map((schedule) => ({
        label: schedule.name,
        description: scheduleInWords(schedule, Date.now()),
        runner,
        schedule,
      })),
  );
  if (items.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-SCHEDULE',
      vscode.l10n.t('slipway.yaml has no schedule for which that makes sense now.'),
      vscode.l10n.t('The Schedules view shows them all.'),
    );
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!picked) throw new vscode.CancellationError();
  return picked;
}
