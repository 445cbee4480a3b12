import { reportExpressions } from '../../model/expression-problems.ts';
import type { Rule } from '../rule.ts';

export const celSyntax: Rule = {
  code: 'SW144',
  name: 'cel-syntax',
  severity: 'error',
  summary: 'An expression cannot be read.',
  description:
    'Gates, the rollback of a canary, alerts and retraining are expressions of CEL, the Common Expression Language. One that cannot be read is unknown, and unknown blocks a release.',
  kinds: ['model'],
  check: (context) => reportExpressions(context, ['syntax']),
  examples: {
    wrong: [
      {
        title: "Python's words",
        files: {
          'fraud.model.yaml': `gates:
  - {name: quality, expr: auc >= 0.92 and f1 >= 0.8}
#                                     ^^^ "and" is written "&&" here
`,
        },
        fixed: {
          'fraud.model.yaml': 'gates:\n  - {name: quality, expr: auc >= 0.92 && f1 >= 0.8}\n',
        },
      },
      {
        title: 'A bracket that is never closed, in a folded text',
        files: {
          'fraud.model.yaml': `gates:
  - name: quality
    expr: >-
      auc >= 0.92
      && (f1 >= 0.8
#                 ^ a "(" is never closed
`,
        },
      },
      {
        title: 'A percentage',
        files: {
          'fraud.model.yaml': `retrain:
  when: drift.share >= 30%
#                      ^^^ a share is a number from 0 to 1
`,
        },
        fixed: { 'fraud.model.yaml': 'retrain:\n  when: drift.share >= 0.3\n' },
      },
    ],
    right: [
      {
        title: 'Conditions that can be read',
        files: {
          'fraud.model.yaml': `gates:
  - {name: loss, expr: 'metrics["val/loss"] <= 0.31'}
  - name: both
    expr: "auc >= 0.92 && f1 >= 0.8"
`,
        },
      },
    ],
  },
};
