import { reportExpressions } from '../../model/expression-problems.ts';
import type { Rule } from '../rule.ts';

export const unknownMetric: Rule = {
  code: 'SW150',
  name: 'unknown-metric',
  severity: 'warning',
  summary: 'No run has logged a metric that a gate names.',
  description:
    'Unless the evaluation logs it from now on, the gate is unknown and blocks the release. Nothing is said before the first run.',
  kinds: ['model'],
  check: (context) => reportExpressions(context, ['metric']),
  examples: {
    wrong: [
      {
        title: 'A misspelt metric',
        facts: { metrics: ['auc', 'val/loss'] },
        files: {
          'fraud.model.yaml': `gates:
  - {name: quality, expr: acu >= 0.92}
#                         ^^^ no run has logged a metric "acu"; did you mean "auc"?
  - {name: loss, expr: 'metrics["val/los"] <= 0.31'}
#                               ^^^^^^^^^ did you mean "val/loss"?
`,
        },
        fixed: {
          'fraud.model.yaml': `gates:
  - {name: quality, expr: auc >= 0.92}
  - {name: loss, expr: 'metrics["val/loss"] <= 0.31'}
`,
        },
      },
    ],
    right: [
      {
        title: 'Before the first run',
        facts: { metrics: [] },
        files: { 'fraud.model.yaml': 'gates:\n  - {name: quality, expr: acu >= 0.92}\n' },
      },
    ],
  },
};
