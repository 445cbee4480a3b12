import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { RevisionMeasurement } from '../../../schemas/protocol/inference.ts';

type Values = Record<string, number>;

/** Evaluates CEL over maps of numbers; null where it cannot be told: a value is missing or NaN, or the answer is no boolean. */
export type Judge = (expression: string, values: Record<string, Values>) => boolean | null;

/**
 * Whether the manifest's rule to go back holds for what a candidate was seen to do. Without `deploy.rollback.when` it is the SLO that
 * a candidate must keep.
 */
export function goesBack(
  { deploy, slo = {} }: ModelFile,
  candidate: RevisionMeasurement,
  stable: RevisionMeasurement | null,
  judge: Judge,
): boolean | null {
  if (candidate.requests === 0) return null;
  const rule = deploy?.rollback?.when;
  if (rule !== undefined)
    return judge(rule, {
      canary: valuesOf(candidate),
      stable: stable ? valuesOf(stable) : {},
      slo: { ...slo },
    });
  const { error_rate = Number.POSITIVE_INFINITY, p99_ms = Number.POSITIVE_INFINITY } = valuesOf(candidate);
  return (
    error_rate > (slo.error_rate ?? Number.POSITIVE_INFINITY) ||
    p99_ms > (slo.p99_ms ?? Number.POSITIVE_INFINITY)
  );
}

function valuesOf({ requests, errors, p50Ms, p95Ms, p99Ms }: RevisionMeasurement): Values {
  const values: Values = { requests };
  if (requests > 0) values.error_rate = errors / requests;
  if (p50Ms !== null) values.p50_ms = p50Ms;
  if (p95Ms !== null) values.p95_ms = p95Ms;
  if (p99Ms !== null) values.p99_ms = p99Ms;
  return values;
}
