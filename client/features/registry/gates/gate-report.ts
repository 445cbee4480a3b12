import * as vscode from 'vscode';
import type { GateReport, GateResult, GateVerdict, Measurement } from '../../../../schemas/protocol/gates.ts';
import type { ModelReport, ReportCell, ReportTone } from '../../../../schemas/protocol/views/model-report.ts';
import { timeInWords } from '../words.ts';
import { reportInWords, valuesInWords, verdictInWords, verdictLooks } from './gate-words.ts';

const tones: Record<GateVerdict, ReportTone> = {
  passed: 'good',
  failed: 'bad',
  unknown: 'warning',
  skipped: 'muted',
};
const shownDigits = 12;

/** A gate report as a page: what blocks comes first. */
export function gateReportPage(report: GateReport): ModelReport {
  const { model, version, verdict, evidence, measurements } = report;
  const passed = verdict === 'passed';
  return {
    title: vscode.l10n.t('Gates of {0} {1}', model, version),
    verdict: {
      text: `${passed ? vscode.l10n.t('Passed') : vscode.l10n.t('Refused')} · ${reportInWords(report)}`,
      tone: passed ? 'good' : 'bad',
      icon: passed ? 'pass' : 'error',
    },
    facts: facts(report),
    buttons: [
      { id: 'evaluate', label: vscode.l10n.t('Evaluate Anew'), icon: 'refresh' },
      { id: 'manifest', label: vscode.l10n.t('Open Manifest'), icon: 'go-to-file' },
      ...(evidence ? [{ id: 'run', label: vscode.l10n.t('Open Evaluation Run'), icon: 'beaker' }] : []),
    ],
    tables: [
      {
        title: '',
        folded: false,
        stacks: true,
        columns: [
          vscode.l10n.t('Verdict'),
          vscode.l10n.t('Gate'),
          vscode.l10n.t('Must hold'),
          vscode.l10n.t('Values'),
          vscode.l10n.t('Why'),
        ],
        rows: blockingFirst(report.gates).map(rowOf),
      },
      ...measurements.map(measurementTable),
      {
        title: vscode.l10n.t(
          'What the evaluation measured ({0})',
          Object.keys(evidence?.metrics ?? {}).length,
        ),
        folded: true,
        stacks: false,
        columns: [vscode.l10n.t('Metric'), vscode.l10n.t('Value')],
        rows: Object.entries(evidence?.metrics ?? {}).map(([name, value]) => [
          { text: name, tone: 'plain' },
          { text: String(value), tone: 'plain', code: true },
        ]),
      },
    ],
    nothing: vscode.l10n.t('The manifest declares no gates.'),
  };
}

/** What was found beside metrics, under how it was found. */
function measurementTable({ kind, version, values, how }: Measurement): ModelReport['tables'][number] {
  const title =
    kind === 'benchmark'
      ? vscode.l10n.t('Benchmark of version {0}: {1}', version, how)
      : vscode.l10n.t('Data contract: {0}', how);
  return {
    title,
    folded: false,
    stacks: false,
    columns: [vscode.l10n.t('Name'), vscode.l10n.t('Value')],
    rows: Object.entries(values).map(([name, value]) => [
      { text: name, tone: 'plain' },
      { text: shortValue(value), tone: 'plain', code: true },
    ]),
  };
}

function shortValue(value: number | boolean): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}

function facts({ manifest, championVersion, evidence, evidenceProblem, evaluatedAt }: GateReport) {
  const list = [
    { name: vscode.l10n.t('Manifest'), value: manifest },
    { name: vscode.l10n.t('Judged'), value: timeInWords(evaluatedAt) },
    {
      name: vscode.l10n.t('Champion'),
      value:
        championVersion === null
          ? vscode.l10n.t('none is live')
          : vscode.l10n.t('version {0}', championVersion),
    },
  ];
  if (evidenceProblem !== null) list.push({ name: vscode.l10n.t('No evidence'), value: evidenceProblem });
  if (evidence === null) return list;
  const { digests, recordedAt } = evidence;
  const digest = (text: string) => text.slice(0, shownDigits);
  return [
    ...list,
    { name: vscode.l10n.t('Measured'), value: timeInWords(recordedAt) },
    { name: vscode.l10n.t('Model’s sha256'), value: digest(digests.model) },
    { name: vscode.l10n.t('Manifest’s sha256'), value: digest(digests.manifest) },
    ...(digests.data === null ? [] : [{ name: vscode.l10n.t('Data’s sha256'), value: digest(digests.data) }]),
  ];
}

function blockingFirst(gates: readonly GateResult[]): GateResult[] {
  const order: readonly GateVerdict[] = ['failed', 'unknown', 'passed', 'skipped'];
  return [...gates].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

function rowOf(gate: GateResult): ReportCell[] {
  const { name, expr, when, verdict, reason } = gate;
  const condition = when === null ? '' : `\n${vscode.l10n.t('when {0}', when)}`;
  return [
    { text: verdictInWords(verdict), tone: tones[verdict], icon: verdictLooks[verdict].icon },
    { text: name, tone: 'plain' },
    { text: expr + condition, tone: 'plain', code: true },
    { text: valuesInWords(gate, '\n'), tone: 'plain', code: true },
    { text: reason, tone: verdict === 'passed' ? 'muted' : 'plain' },
  ];
}
