import type { StageRun, StageView, StageViewState } from '../../../schemas/protocol/pipelines.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';

/** What is known of one stage alone. */
export interface StageFacts {
  stage: Stage;
  needs: ReadonlySet<string>;
  /** Why it must run by itself; null where that cannot be said, or not yet: `unknown` says why. */
  reasons: string[] | null;
  unknown: string[];
  isPending: boolean;
  running: StageView['running'];
  lastRun: StageRun | null;
  /** Its last run failed, and it has not been fresh since: why, where that is known. */
  failure: string[] | null;
}

/** State and reasons of each stage, in execution order: what needs a stale stage is stale, what needs a failed one is blocked. */
export function stageStates(
  stages: readonly StageFacts[],
): Map<string, { state: StageViewState; reasons: string[] }> {
  const known = new Map<string, { state: StageViewState; reasons: string[]; isStale: boolean }>();
  for (const facts of stages) {
    const upstream = facts.stage.frozen ? [] : [...facts.needs];
    const stale = upstream.filter((name) => known.get(name)?.isStale);
    const failed = upstream.filter((name) => isBad(known.get(name)?.state));
    const reasons = [
      ...(facts.reasons ?? facts.unknown),
      ...stale.map((name) => `it needs ${name}, which is stale`),
    ];
    const state = stateOf(facts, reasons.length > 0, failed.length > 0);
    known.set(facts.stage.address, {
      state,
      reasons:
        state === 'failed'
          ? [...(facts.failure ?? []), ...reasons]
          : state === 'blocked'
            ? failed.map((name) => `it needs ${name}, which failed`)
            : reasons,
      isStale: facts.reasons !== null && reasons.length > 0,
    });
  }
  return new Map([...known].map(([name, { state, reasons }]) => [name, { state, reasons }]));
}

function stateOf(facts: StageFacts, isStale: boolean, needsFailed: boolean): StageViewState {
  if (facts.running) return 'running';
  if (facts.isPending) return 'queued';
  if (facts.reasons === null) return 'unknown';
  if (facts.stage.frozen) return 'frozen';
  if (!isStale) return 'fresh';
  if (facts.failure) return 'failed';
  return needsFailed ? 'blocked' : 'stale';
}

function isBad(state: StageViewState | undefined): boolean {
  return state === 'failed' || state === 'blocked';
}
