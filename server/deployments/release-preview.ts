import type { GateReport } from '../../schemas/protocol/gates.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { formatDuration } from '../core/quantities.ts';
import type { RolloutPlan } from './rollout/plan.ts';

/** What a release does, step by step. `judged`: there is something live to compare with. */
export function stepsOf({ manifest }: Candidate, plan: RolloutPlan, judged: boolean): string[] {
  const { deploy } = manifest.value;
  const steps = ['Load it beside what is live, and check its signature.'];
  steps.push(`Send it ${deploy?.warmup?.requests ?? 10} requests to warm up.`);
  if (judged && plan.shadow)
    steps.push(
      `Shadow: copies of ${plan.shadow.sample * 100} % of the requests for ${formatDuration(plan.shadow.durationMs)}; ${plan.shadow.agreement * 100} % of the answers must agree.`,
    );
  if (judged)
    for (const { weight, durationMs } of plan.steps)
      steps.push(`Canary: ${weight} % of the traffic for ${formatDuration(durationMs)}.`);
  if (judged && plan.bakeMs > 0)
    steps.push(`Bake: all of the traffic for ${formatDuration(plan.bakeMs)}, still judged.`);
  steps.push(
    deploy?.alias === undefined ? 'Make it live.' : `Make it live, and move the alias ${deploy.alias} to it.`,
  );
  if (judged) steps.push(keptInWords(plan.keepLoaded));
  return steps;
}

function keptInWords(keepLoaded: number): string {
  if (keepLoaded === 0)
    return 'Unload what was live before: a rollback loads it again first (deploy.rollback.keep_loaded).';
  const what =
    keepLoaded === 1 ? 'what was live before' : `the last ${keepLoaded} revisions that were live before`;
  return `Keep ${what} loaded, so that a rollback takes effect at once. The target’s page shows the memory that this takes.`;
}

/** Why a version may not be released by its gates; null where it may. */
export function gateRefusal(report: GateReport | null): string | null {
  if (report === null || report.verdict === 'passed') return null;
  const blocking = report.gates.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown');
  return blocking
    .map(
      ({ name, verdict, reason }) =>
        `gate ${name} ${verdict === 'failed' ? 'failed' : 'is unknown'}: ${reason}`,
    )
    .join('; ');
}
