import { reportExpressions } from '../../model/expression-problems.ts';
import type { Rule } from '../rule.ts';

export const celType: Rule = {
  code: 'SW145',
  name: 'cel-type',
  severity: 'error',
  summary: 'An expression names what is not there, or mixes what cannot be mixed.',
  description:
    'It can never be evaluated, so it is unknown, and unknown blocks a release. In a gate stand the metrics of the evaluation by their names (`auc`, `metrics["val/loss"]`), `champion`, `latency`, `throughput`, `size`, `slo`, `signature`, `data`, `drift` and `fairness`; under `deploy.rollback.when` stand `canary`, `stable` and `slo`; in alerts and under `retrain.when` stand `drift`, `performance`, `data` and `slo`. CEL does not convert whole numbers to decimal ones in arithmetic: write `1.0`.',
  kinds: ['model'],
  check: (context) => reportExpressions(context, ['name', 'type']),
  examples: {
    wrong: [
      {
        title: 'A misspelt member',
        files: {
          'fraud.model.yaml': `slo: {p99_ms: 20.0}
gates:
  - {name: latency, expr: latency.p99ms <= slo.p99_ms}
#                                 ^^^^^ "latency" has no "p99ms"; did you mean "p99_ms"?
`,
        },
        fixed: {
          'fraud.model.yaml':
            'slo: {p99_ms: 20.0}\ngates:\n  - {name: latency, expr: latency.p99_ms <= slo.p99_ms}\n',
        },
      },
      {
        title: 'A whole number among decimal ones',
        files: {
          'fraud.model.yaml': `gates:
  - {name: progress, when: champion.exists, expr: champion.auc - 1 < auc}
#                                                                ^ write 1.0
`,
        },
        fixed: {
          'fraud.model.yaml':
            'gates:\n  - {name: progress, when: champion.exists, expr: champion.auc - 1.0 < auc}\n',
        },
      },
      {
        title: 'An objective that the manifest does not give, and names of another place',
        files: {
          'fraud.model.yaml': `slo: {p99_ms: 20.0}
gates:
  - {name: errors, expr: canary.error_rate < slo.error_rate}
#                        ^^^^^^ "canary" is known only in deploy.rollback.when
#                                                ^^^^^^^^^^ gives no "error_rate" under slo
`,
        },
      },
      {
        title: 'What is neither true nor false',
        files: {
          'fraud.model.yaml': `gates:
  - name: quality
    expr: auc
#         ^^^ expected what is true or false
`,
        },
      },
    ],
    right: [
      {
        title: 'Metrics that no run has logged yet',
        files: { 'fraud.model.yaml': 'gates:\n  - {name: quality, expr: auc >= 0.92}\n' },
      },
    ],
  },
};
