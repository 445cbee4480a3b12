import { adviseName } from '../core/nearest-name.ts';

/** What is known under one name, or why nothing is. `because`: of a verdict, how it came about, for a person. */
export type Fact = { value: number | boolean | string; because?: string } | { unknown: string };

/** Metrics of one evaluation by name, or why there are none. */
export type Measured = { metrics: ReadonlyMap<string, number> } | { unknown: string };

/** The version that is live; `unknown` where it cannot be said whether there is one. */
export type Champion =
  | { exists: true; version: string; measured: Measured; others: ReadonlyMap<string, Fact> }
  | { exists: false }
  | { unknown: string };

/** All that the gates of one version may be judged by. */
export interface GateFacts {
  candidate: Measured;
  champion: Champion;
  /** What the manifest promises. */
  slo: Readonly<Record<string, number>>;
  /** What is found otherwise than by the evaluation, by its whole name (`signature.compatible`) or for all of a group (`latency`). */
  others: ReadonlyMap<string, Fact>;
}

/** How an expression names a value: `['auc']`, `['metrics', 'val/loss']`, `['champion', 'metrics', 'auc']`. */
export type NamePath = readonly string[];

/** Groups of names of the live version that its evaluation does not measure. */
export const championGroups: ReadonlySet<string> = new Set(['latency', 'throughput', 'size']);

const candidates = 'the evaluation';
const champions = "the champion's evaluation";
const noChampion = 'no version is live to compare with; a gate asks for one first with when: champion.exists';

/** A number that is not finite is unknown, as is what nobody measured. */
export function factOf({ candidate, champion, slo, others }: GateFacts, path: NamePath): Fact {
  const [group = '', member] = path;
  if (group === 'metrics') return metricOf(candidate, member ?? '', candidates);
  if (group === 'fairness') return metricOf(candidate, path.join('.'), candidates);
  if (group === 'champion') return championFact(champion, path.slice(1));
  if (member === undefined) return metricOf(candidate, group, candidates);
  if (group === 'slo') {
    const value = Object.hasOwn(slo, member) ? slo[member] : undefined;
    return value === undefined ? { unknown: `the manifest gives no "${member}" under slo` } : finite(value);
  }
  return otherFact(others, path);
}

function otherFact(others: ReadonlyMap<string, Fact>, path: NamePath): Fact {
  const found = others.get(path.join('.')) ?? others.get(path[0] ?? '') ?? { unknown: 'nobody measured it' };
  return 'value' in found && typeof found.value === 'number' ? finite(found.value) : found;
}

/** Whether there is such a metric, be it finite or not; `unknown` where nothing was measured that could hold it. */
export function presenceOf(facts: GateFacts, path: NamePath): Fact {
  const [group = '', ...rest] = path;
  const { champion, candidate } = facts;
  if (group === 'metrics') return isIn(candidate, rest[0] ?? '');
  if (group === 'fairness') return isIn(candidate, path.join('.'));
  if (group === 'champion' && rest[0] !== 'exists') {
    if ('unknown' in champion) return champion;
    if (!champion.exists) return { value: false };
    if (rest[0] === 'version') return { value: true };
    if (championGroups.has(rest[0] ?? '') && rest.length > 1) return isKnown(factOf(facts, path));
    return isIn(champion.measured, (rest[0] === 'metrics' ? rest[1] : rest[0]) ?? '');
  }
  return isKnown(factOf(facts, path));
}

function isKnown(fact: Fact): Fact {
  return 'unknown' in fact ? fact : { value: true };
}

/** All metrics at once, where each of them is finite. */
export function allMetrics(
  facts: GateFacts,
  path: NamePath,
): { metrics: ReadonlyMap<string, number> } | { unknown: string } {
  const { champion, candidate } = facts;
  const measured =
    path[0] === 'metrics'
      ? candidate
      : 'unknown' in champion
        ? champion
        : champion.exists
          ? champion.measured
          : { unknown: noChampion };
  if ('unknown' in measured) return measured;
  for (const [name, value] of measured.metrics)
    if (!Number.isFinite(value)) return { unknown: `its "${name}" is ${value}` };
  return measured;
}

function championFact(champion: Champion, [name = '', metric]: NamePath): Fact {
  if ('unknown' in champion) return champion;
  if (name === 'exists') return { value: champion.exists };
  if (!champion.exists) return { unknown: noChampion };
  if (name === 'version') return { value: champion.version };
  if (championGroups.has(name) && metric !== undefined) return otherFact(champion.others, [name, metric]);
  return metricOf(champion.measured, name === 'metrics' ? (metric ?? '') : name, champions);
}

function metricOf(measured: Measured, name: string, whose: string): Fact {
  if ('unknown' in measured) return measured;
  const value = measured.metrics.get(name);
  if (value !== undefined) return finite(value);
  const known = [...measured.metrics.keys()];
  const advice = known.length === 0 ? '' : `; ${adviseName(name, known)}`;
  return { unknown: `${whose} gave no metric "${name}"${advice}` };
}

function isIn(measured: Measured, name: string): Fact {
  return 'unknown' in measured ? measured : { value: measured.metrics.has(name) };
}

function finite(value: number): Fact {
  return Number.isFinite(value) ? { value } : { unknown: `it is ${value}` };
}
