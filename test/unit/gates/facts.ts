import type { GateFacts } from '../../../server/gates/facts.ts';

/** A candidate and a champion with one metric each, and an SLO. */
export function factsFor(metrics: Record<string, number>, change: Partial<GateFacts> = {}): GateFacts {
  return {
    candidate: { metrics: new Map(Object.entries(metrics)) },
    champion: {
      exists: true,
      version: '2',
      measured: { metrics: new Map([['auc', 0.9]]) },
      others: new Map([
        ['latency.p99_ms', { value: 4 }],
        ['size.mib', { value: 2 }],
      ]),
    },
    slo: { p99_ms: 20 },
    others: new Map([
      ['latency', { unknown: 'no benchmark of this version was made' }],
      ['signature.compatible', { value: true }],
      ['data', { unknown: 'the evaluation data was not held against its contract' }],
    ]),
    ...change,
  };
}

export const noChampion: Partial<GateFacts> = { champion: { exists: false } };
