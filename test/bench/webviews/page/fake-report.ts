import type { ModelReportState } from '../../../../schemas/protocol/views/model-report.ts';

/** A report of gates with a verdict of each tone. */
export function fakeReport(): ModelReportState {
  return {
    target: { folder: 'file:///projects/churn', tracker: '', kind: 'gates', model: 'fraud', version: '2' },
    problem: null,
    report: {
      title: 'Gates of fraud 2',
      verdict: { text: 'Blocked', tone: 'bad', icon: 'error' },
      facts: [
        { name: 'Evaluated', value: 'a minute ago' },
        { name: 'Champion', value: 'version 1' },
      ],
      buttons: [{ id: 'evaluate', label: 'Evaluate Again', icon: 'refresh' }],
      nothing: 'There are no gates.',
      tables: [
        {
          title: 'Gates',
          folded: false,
          stacks: true,
          columns: ['Gate', 'Verdict', 'Why'],
          rows: [
            [
              { text: 'auc', tone: 'plain' },
              { text: 'Passed', tone: 'good', icon: 'pass' },
              { text: 'metrics.auc >= 0.9', tone: 'muted', code: true },
            ],
            [
              { text: 'latency', tone: 'plain' },
              { text: 'Failed', tone: 'bad', icon: 'error' },
              { text: 'latency.p99 < 5.0', tone: 'muted', code: true },
            ],
            [
              { text: 'drift', tone: 'plain' },
              { text: 'Unknown', tone: 'warning', icon: 'question' },
              { text: 'nothing was measured', tone: 'plain' },
            ],
          ],
        },
        {
          title: 'Evidence',
          folded: true,
          stacks: false,
          columns: ['Name', 'Value'],
          rows: [
            [
              { text: 'metrics.auc', tone: 'plain', code: true },
              { text: '0.93', tone: 'plain', code: true },
            ],
          ],
        },
      ],
    },
  };
}
