import type { ModelReportState, ReportCell } from '../../../../schemas/protocol/views/model-report.ts';

const plain = (text: string): ReportCell => ({ text, tone: 'plain' });
const code = (text: string): ReportCell => ({ text, tone: 'plain', code: true });

/** A report of gates with a verdict of each tone, and the tables of what was measured beside metrics. */
export function fakeReport(): ModelReportState {
  return {
    target: { folder: 'file:///projects/churn', tracker: '', kind: 'gates', model: 'fraud', version: '2' },
    problem: null,
    report: {
      title: 'Gates of fraud 2',
      verdict: { text: 'Refused · 2 of 4 passed · 1 failed · 1 unknown', tone: 'bad', icon: 'error' },
      facts: [
        { name: 'Manifest', value: 'fraud.model.yaml' },
        { name: 'Judged', value: 'Nov 27, 09:41 AM' },
        { name: 'Champion', value: 'version 1' },
        { name: 'Measured', value: 'Nov 27, 09:41 AM' },
        { name: 'Model’s sha256', value: 'df94e8ac6bfe' },
      ],
      buttons: [
        { id: 'evaluate', label: 'Evaluate Anew', icon: 'refresh' },
        { id: 'manifest', label: 'Open Manifest', icon: 'go-to-file' },
        { id: 'run', label: 'Open Evaluation Run', icon: 'beaker' },
      ],
      nothing: 'There are no gates.',
      tables: [
        {
          title: '',
          folded: false,
          stacks: true,
          columns: ['Verdict', 'Gate', 'Must hold', 'Values', 'Why'],
          rows: [
            [
              { text: 'failed', tone: 'bad', icon: 'error' },
              plain('latency'),
              code('latency.p99_ms <= slo.p99_ms'),
              code('latency.p99_ms = 23.1\nslo.p99_ms = 20'),
              plain('latency.p99_ms is 23.1, and at most slo.p99_ms (20) is asked'),
            ],
            [
              { text: 'unknown', tone: 'warning', icon: 'question' },
              plain('recall'),
              code('recall >= 0.5'),
              code('recall = missing'),
              plain('recall is not known: the evaluation gave no metric "recall"; known: auc, loss'),
            ],
            [
              { text: 'passed', tone: 'good', icon: 'pass' },
              plain('no-regression'),
              code('auc >= champion.auc - 0.005\nwhen champion.exists'),
              code('champion.exists = true\nauc = 0.879332\nchampion.auc = 0.876765'),
              { text: 'auc is 0.879332: at least champion.auc - 0.005 (0.871765) is asked', tone: 'muted' },
            ],
            [
              { text: 'does not count', tone: 'muted', icon: 'circle-slash' },
              plain('fairness'),
              code('fairness.gap <= 0.1\nwhen has(fairness.gap)'),
              code('fairness.gap = missing'),
              plain('it does not count: has(fairness.gap) is false'),
            ],
          ],
        },
        {
          title: 'Benchmark of version 2: 2,000 requests of one row over HTTP, 8 connections, on 2 cores',
          folded: false,
          stacks: false,
          columns: ['Name', 'Value'],
          rows: [
            [plain('latency.p50_ms'), code('4.12')],
            [plain('latency.p99_ms'), code('23.1')],
            [plain('throughput.qps'), code('1704')],
          ],
        },
        {
          title: 'Data contract: transactions.data.yaml, 10,000 rows of data/test.parquet',
          folded: false,
          stacks: false,
          columns: ['Name', 'Value'],
          rows: [[plain('data.valid'), code('true')]],
        },
        {
          title: 'What the evaluation measured (2)',
          folded: true,
          stacks: false,
          columns: ['Metric', 'Value'],
          rows: [[code('auc'), code('0.93')]],
        },
      ],
    },
  };
}
