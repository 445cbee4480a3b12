import { decodeMetricValue, type LatestMetric, type Run } from '../../schemas/protocol/tracking.ts';

/** The metric that stands for a run: the named one, else the one logged last, system metrics aside. */
export function headlineMetric(run: Run, preferred: string): LatestMetric | null {
  if (preferred) return run.metrics.find(({ key }) => key === preferred) ?? null;
  let last: LatestMetric | null = null;
  for (const metric of run.metrics) {
    if (!isSystemMetric(metric.key) && (!last || metric.timestamp > last.timestamp)) last = metric;
  }
  return last;
}

/** CPU, memory and the like, under the prefix that MLflow gives them. */
export function isSystemMetric(key: string): boolean {
  return key.startsWith('system/');
}

/** Five significant digits, as few characters as they need; NaN and infinities by name. */
export function formatMetric(metric: LatestMetric): string {
  const value = decodeMetricValue(metric.value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}
