import { bool, type Names, number, type OtherNames, object } from './name-type.ts';

/** When an expression of a model manifest is looked at: what it may name depends on that. */
export type ExpressionMoment = 'gate' | 'rollback' | 'alert' | 'retrain';

export const moments: readonly ExpressionMoment[] = ['gate', 'rollback', 'alert', 'retrain'];

/** Where the expressions of a moment stand in a model manifest. */
export const placesOfMoments: Record<ExpressionMoment, string> = {
  gate: 'gates',
  rollback: 'deploy.rollback.when',
  alert: 'alert of a monitor',
  retrain: 'retrain.when',
};

/** The top-level names of a moment. `others`: whether metrics stand beside them by their bare names. */
export interface MomentNames {
  names: Names;
  others: OtherNames;
}

/** Keys of `slo` in a model manifest. */
const objectives: Names = {
  p99_ms: number('Highest 99th percentile of latency, in milliseconds.'),
  qps: number('Requests a second that must be served.'),
  error_rate: number('Highest share of requests that fail, from 0 to 1.'),
};

const latencies: Names = {
  mean_ms: number('Mean latency in milliseconds.'),
  p50_ms: number('Median latency in milliseconds.'),
  p90_ms: number('90th percentile of latency in milliseconds.'),
  p95_ms: number('95th percentile of latency in milliseconds.'),
  p99_ms: number('99th percentile of latency in milliseconds.'),
  p999_ms: number('99.9th percentile of latency in milliseconds.'),
  max_ms: number('The longest latency in milliseconds.'),
};

const traffic: Names = {
  ...latencies,
  error_rate: number('Share of requests that failed, from 0 to 1.'),
  qps: number('Requests a second.'),
  requests: number('Requests that were answered.'),
};

const slo = object('What the manifest promises, under `slo`.', objectives);
const data = object('The data contract of the manifest.', {
  valid: bool('The evaluation data keeps the contract.'),
});
const drift = object('How live inference data differs from the reference.', {
  share: number('Share of columns that drift, from 0 to 1.'),
});
const performance = object('Quality of the live model.', {
  estimated: object('Estimated without labels, from the confidence of the answers.', {}, 'any-number'),
});

const benchmarked = {
  latency: object('Of its benchmark: one request after another, on rows of the evaluation data.', latencies),
  throughput: object('Of its benchmark.', {
    qps: number('Most requests a second within the latency that `slo.p99_ms` allows, where there is one.'),
  }),
  size: object('Of the files of its artifact.', {
    bytes: number('Bytes of all files together.'),
    mib: number('Mebibytes of all files together.'),
  }),
} satisfies Names;

const gate: Names = {
  metrics: {
    kind: 'numbers',
    doc: 'Every metric of the candidate\'s evaluation, also those whose names are no words: `metrics["val/loss"]`.',
  },
  champion: object(
    'The version that is live now. Missing before the first release: ask `when: champion.exists`.',
    {
      exists: bool('There is a version to compare with.'),
      version: { kind: 'string', doc: 'Its number in the registry.' },
      metrics: { kind: 'numbers', doc: 'Every metric of its evaluation.' },
      ...benchmarked,
    },
    'metrics',
  ),
  ...benchmarked,
  slo,
  signature: object("The candidate's inputs and outputs.", {
    compatible: bool('They are those that the manifest declares, and the live version takes.'),
  }),
  data,
  drift,
  fairness: object("Of the candidate's evaluation by groups.", {}, 'any-number'),
};

const byMoment: Record<ExpressionMoment, MomentNames> = {
  gate: { names: gate, others: 'metrics' },
  rollback: {
    names: {
      canary: object('The new revision, since its step began.', traffic),
      stable: object('The revision that serves beside it, in the same time.', traffic),
      slo,
    },
    others: 'none',
  },
  alert: { names: { drift, performance, data, slo }, others: 'none' },
  retrain: { names: { drift, performance, data, slo }, others: 'none' },
};

export function namesAt(moment: ExpressionMoment): MomentNames {
  return byMoment[moment];
}
