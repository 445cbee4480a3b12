import type { PipelineSummary, StageReport } from '../../schemas/protocol/pipelines.ts';
import { textTable } from './text-table.ts';

/** Stages with their state and why, for a person. */
export function stageTable(reports: StageReport[]): string {
  return textTable(
    ['STAGE', 'STATE', 'SECONDS', 'WHY'],
    reports.map(({ name, state, durationMs, reasons }) => [
      name,
      state,
      (durationMs / 1_000).toFixed(1),
      reasons.join('; '),
    ]),
  );
}

/** As scripts read it. */
export function stageJson(reports: StageReport[]): string {
  const summary: PipelineSummary = { stages: reports.map(({ lastRun: _, ...report }) => report) };
  return JSON.stringify(summary);
}

/** The last lines of each stage whose command failed; empty where none did. */
export function failedOutputs(reports: StageReport[]): string {
  return reports
    .flatMap(({ name, lastRun }) =>
      lastRun?.outputTail ? [`\nLast lines of ${name}:\n${lastRun.outputTail.replace(/^/gm, '  ')}`] : [],
    )
    .join('\n');
}
