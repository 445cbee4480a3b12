import type { ScheduleView } from '../../../../schemas/protocol/schedules.ts';
import { UserError } from '../../../core/user-error.ts';
import type { RunnerClient } from '../../../discovery/connect.ts';
import { UsageError } from '../../command.ts';

/** The only word of a command. @throws UsageError */
export function onlyName(positionals: string[]): string {
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) throw new UsageError('Name one schedule.');
  return name;
}

/** @throws UserError `SLW-SCHEDULE-UNKNOWN` */
export async function scheduleNamed(client: RunnerClient, name: string): Promise<ScheduleView> {
  const { schedules } = await client.request('schedules/list', {});
  const found = schedules.find((schedule) => schedule.name === name);
  if (found) return found;
  throw new UserError(
    'SLW-SCHEDULE-UNKNOWN',
    `slipway.yaml names no schedule "${name}"${schedules.length > 0 ? `; it names ${schedules.map((schedule) => schedule.name).join(', ')}` : ''}.`,
    'Add it under "schedules", or mend what slipway.yaml says of it.',
  );
}
