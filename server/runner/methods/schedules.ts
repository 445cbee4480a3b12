import type { ScheduleRequests } from '../../../schemas/protocol/schedules.ts';
import type { Scheduler } from '../../schedules/scheduler.ts';
import type { MethodsOf } from '../session.ts';

/** `reload` reads slipway.yaml as it is now: whoever has just saved it asks about that. */
export function scheduleMethods(
  scheduler: Scheduler,
  reload: () => Promise<void>,
): MethodsOf<ScheduleRequests> {
  return {
    'schedules/list': async () => {
      await reload();
      return { schedules: scheduler.list() };
    },
    'schedules/arm': async ({ name, consent, context }) => {
      await reload();
      return { schedule: await scheduler.arm(name, consent, context) };
    },
    'schedules/disarm': async ({ name }) => {
      await reload();
      return { schedule: scheduler.disarm(name) };
    },
    'schedules/run': async ({ name, firing, context }) => {
      await reload();
      return { operation: scheduler.runNow(name, firing, context) };
    },
  };
}
