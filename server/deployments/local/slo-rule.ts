import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { RevisionMeasurement } from '../../../schemas/protocol/inference.ts';
import type { Fact } from '../../gates/facts.ts';
import { judgeText } from '../../gates/judge-text.ts';
import type { Observation } from '../rollout/events.ts';

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
): Pick<Observation, 'goBack' | 'why'> {
  if (candidate.requests === 0) return { goBack: null, why: 'it answered no request' };
  const rule = deploy?.rollback?.when;
  if (rule !== undefined) return judged(rule, slo, valuesOf(candidate), stable ? valuesOf(stable) : {});
  const seen = valuesOf(candidate);
  const broken = (['error_rate', 'p99_ms'] as const).flatMap((name) => {
    const [is, asked] = [seen[name], slo[name]];
    return is !== undefined && asked !== undefined && is > asked
      ? [`${name} is ${shortNumber(is)}, and slo.${name} is ${asked}`]
      : [];
  });
  return { goBack: broken.length > 0, why: broken.join('; ') };
}

/** Null where it cannot be told: a value is missing or not finite, or the rule cannot be evaluated. */
function judged(
  rule: string,
  slo: Values,
  canary: Values,
  stable: Values,
): Pick<Observation, 'goBack' | 'why'> {
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
  return 'holds' in judgement
    ? { goBack: judgement.holds, why: withValues(rule, { canary, stable, slo }) }
    : { goBack: null, why: `${rule} cannot be told: ${judgement.unknown}` };
}

/** `canary.p99_ms > slo.p99_ms (canary.p99_ms 23.1, slo.p99_ms 20)`. */
function withValues(rule: string, groups: Readonly<Record<string, Values>>): string {
  const names = new Set([...rule.matchAll(/\b(canary|stable|slo)\.(\w+)/g)].map(([name]) => name));
  const said = [...names].map((name) => {
    const [group = '', key = ''] = name.split('.');
    const value = groups[group]?.[key];
    return `${name} ${value === undefined ? 'missing' : shortNumber(value)}`;
  });
  return `${rule} (${said.join(', ')})`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function valuesOf({ requests, errors, p50Ms, p95Ms, p99Ms }: RevisionMeasurement): Values {
  const values: Record<string, number> = { requests };
  if (requests > 0) values.error_rate = errors / requests;
  if (p50Ms !== null) values.p50_ms = p50Ms;
  if (p95Ms !== null) values.p95_ms = p95Ms;
  if (p99Ms !== null) values.p99_ms = p99Ms;
  return values;
}
