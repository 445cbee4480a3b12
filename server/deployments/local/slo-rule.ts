import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { RevisionMeasurement } from '../../../schemas/protocol/inference.ts';
import type { Fact } from '../../gates/facts.ts';
import { judgeText } from '../../gates/judge-text.ts';

type Values = Readonly<Record<string, number>>;

const noEvaluation = { unknown: 'a rule to go back looks at traffic alone' } as const;

/**
 * Whether the manifest's rule to go back holds for what a candidate was seen to do. Without `deploy.rollback.when` it is the SLO that
 * a candidate must keep.
 */
export function goesBack(
  { deploy, slo = {} }: ModelFile,
  candidate: RevisionMeasurement,
  stable: RevisionMeasurement | null,
): boolean | null {
  if (candidate.requests === 0) return null;
  const rule = deploy?.rollback?.when;
  if (rule !== undefined) return judged(rule, slo, valuesOf(candidate), stable ? valuesOf(stable) : {});
  const { error_rate = Number.POSITIVE_INFINITY, p99_ms = Number.POSITIVE_INFINITY } = valuesOf(candidate);
  return (
    error_rate > (slo.error_rate ?? Number.POSITIVE_INFINITY) ||
    p99_ms > (slo.p99_ms ?? Number.POSITIVE_INFINITY)
  );
}

/** Null where it cannot be told: a value is missing or not finite, or the rule cannot be evaluated. */
function judged(rule: string, slo: Values, canary: Values, stable: Values): boolean | null {
  const facts = new Map(
    Object.entries({ canary, stable }).flatMap(([group, values]) =>
      Object.entries(values).map(([name, value]): [string, Fact] => [`${group}.${name}`, { value }]),
    ),
  );
  const judgement = judgeText(rule, 'rollback', {
    candidate: noEvaluation,
    champion: noEvaluation,
    slo,
    others: facts,
  });
  return 'holds' in judgement ? judgement.holds : null;
}

function valuesOf({ requests, errors, p50Ms, p95Ms, p99Ms }: RevisionMeasurement): Values {
  const values: Record<string, number> = { requests };
  if (requests > 0) values.error_rate = errors / requests;
  if (p50Ms !== null) values.p50_ms = p50Ms;
  if (p95Ms !== null) values.p95_ms = p95Ms;
  if (p99Ms !== null) values.p99_ms = p99Ms;
  return values;
}
