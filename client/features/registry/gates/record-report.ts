import * as vscode from 'vscode';
import type { GateReport, GateResult } from '../../../../schemas/protocol/gates.ts';
import { reportInWords, valuesInWords } from './gate-words.ts';

/** Writes a report's verdicts into a test run: unknown is an error, what does not count is skipped. */
export function recordReport(
  run: vscode.TestRun,
  wanted: readonly vscode.TestItem[],
  report: GateReport,
): void {
  const { model, version, gates, evidenceProblem } = report;
  const lines = [
    vscode.l10n.t('{0} version {1}: {2}', model, version, reportInWords(report)),
    ...(evidenceProblem === null ? [] : [evidenceProblem]),
  ];
  run.appendOutput(lines.map((line) => `${line.replaceAll('\n', '\r\n')}\r\n`).join(''));
  for (const item of wanted) {
    const gate = gates.find(({ name }) => name === item.label);
    if (gate) record(run, item, gate);
  }
}

function record(run: vscode.TestRun, item: vscode.TestItem, gate: GateResult): void {
  const { verdict } = gate;
  if (verdict === 'passed') run.passed(item);
  else if (verdict === 'skipped') run.skipped(item);
  else if (verdict === 'failed') run.failed(item, messageOf(item, gate));
  else run.errored(item, messageOf(item, gate));
}

function messageOf(item: vscode.TestItem, gate: GateResult): vscode.TestMessage {
  const text = [gate.reason, gate.expr, valuesInWords(gate, '\n')].filter(Boolean).join('\n');
  const message = new vscode.TestMessage(text);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}
