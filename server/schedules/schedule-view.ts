import type { Firing, ScheduleState, ScheduleView } from '../../schemas/protocol/schedules.ts';
import { UserError } from '../core/user-error.ts';
import type { ScheduleDeclaration } from '../manifests/workspace/workspace-manifest.ts';
import type { Consent } from './consents.ts';
import type { FiringRecord } from './firing-table.ts';
import type { SchedulePlan } from './schedule-plan.ts';

const shownFiles = 20;

interface Known {
  /** Or what is wrong with its pipeline. */
  plan: SchedulePlan | UserError;
  consent: Consent | null;
  nextAt: number | null;
  firings: Firing[];
}

export function scheduleView(
  { name, line, pipeline, stages, set, trigger, offPeak }: ScheduleDeclaration,
  { plan, consent, nextAt, firings }: Known,
): ScheduleView {
  const state = stateOf(plan, consent);
  const isBroken = plan instanceof UserError;
  return {
    name,
    line,
    pipeline,
    stages,
    set,
    trigger,
    waitsForOffPeak: offPeak,
    state,
    problem: isBroken ? plan.message : null,
    commands: isBroken ? [] : plan.commands,
    consent: isBroken ? '' : plan.consent,
    armedAt: consent?.armedAt ?? null,
    nextAt: state === 'armed' ? nextAt : null,
    firings,
  };
}

export function firingView({ schedule: _, files, ...rest }: FiringRecord, operation: string | null): Firing {
  return { ...rest, files: files.slice(0, shownFiles), fileCount: files.length, operation };
}

function stateOf(plan: SchedulePlan | UserError, consent: Consent | null): ScheduleState {
  if (plan instanceof UserError) return 'broken';
  if (consent === null) return 'unarmed';
  return consent.consent === plan.consent ? 'armed' : 'changed';
}
