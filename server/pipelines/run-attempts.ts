import { UserError } from '../core/user-error.ts';
import type { Admission, StageEnd, StageOrder } from './executors/executor.ts';

export interface Attempts {
  /** The last one. */
  end: StageEnd;
  /** Why the earlier ones failed, for a person. */
  failures: string[];
}

/**
 * Runs a stage's command, and again after a failure as often as the stage allows. `clear` makes an attempt's place
 * clean for the next. What a person has stopped is not tried again.
 */
export async function runAttempts(
  admission: Admission,
  order: Omit<StageOrder, 'attempt'>,
  signal: AbortSignal,
  clear: () => Promise<void>,
): Promise<Attempts> {
  const most = order.stage.settings.retries + 1;
  const failures: string[] = [];
  for (let attempt = 1; ; attempt++) {
    const end = await admission.run({ ...order, attempt: most > 1 ? attempt : null }, signal);
    if (end.failure === null || end.stopped || attempt === most || signal.aborted) return { end, failures };
    failures.push(`attempt ${attempt} of ${most} failed: ${end.failure}`);
    await clear();
  }
}

/** Why the last attempt failed, after those before it. */
export function attemptsFailed({ end, failures }: Attempts): UserError | null {
  if (end.failure === null) return null;
  const last = failures.length === 0 ? end.failure : `then: ${end.failure}`;
  return new UserError('SLW-STAGE-FAILED', [...failures, last].join('; '));
}
