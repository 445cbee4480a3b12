/** The part of MLflow's JSON form of a run that the demo shows. */
export type MlflowRun = {
  info: { run_id: string; run_name: string; status: string };
  data: { metrics?: { key: string; value: number; step: number }[] };
};

/** A table of the latest values of a run's metrics, those of the machine last, under a line that names the run. */
export function metricsTable({ info, data }: MlflowRun): string {
  const isSystem = (key: string) => Number(key.startsWith('system/'));
  const metrics = (data.metrics ?? []).toSorted(
    (a, b) => isSystem(a.key) - isSystem(b.key) || a.key.localeCompare(b.key),
  );
  const rows = metrics.map(({ key, value, step }) => [key, value.toPrecision(5), String(step)]);
  const table = [['metric', 'latest', 'step'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  return [`Run ${info.run_name}: ${info.status}`, '', ...lines.map((cells) => cells.join('  '))].join('\n');
}
