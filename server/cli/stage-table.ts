import type { PipelineSummary, StageReport } from '../../schemas/protocol/pipelines.ts';
import { textTable } from './text-table.ts';

/** Stages with their state and why, for a person, and how many there are of each state. */
export function stageTable(reports: StageReport[]): string {
  const table = textTable(
    ['STAGE', 'STATE', 'SECONDS', 'WHY'],
    reports.map(({ name, state, durationMs, reasons }) => [
      name,
      state,
      (durationMs / 1_000).toFixed(1),
      reasons.join('; '),
    ]),
  );
  return `${table}\n\n${countsInWords(reports)}`;
}

function countsInWords(reports: StageReport[]): string {
  const counts = [...Map.groupBy(reports, ({ state }) => state)].map(
    ([state, those]) => `${those.length} ${state === 'fresh' ? 'up to date' : state}`,
  );
  const stages = `${reports.length} ${reports.length === 1 ? 'stage' : 'stages'}`;
  return counts.length === 0 ? 'No stages' : `${stages}: ${counts.join(', ')}`;
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
