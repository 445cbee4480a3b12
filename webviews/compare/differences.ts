import type { MetricValue, RunRow } from '../../schemas/protocol/tracking.ts';
import { formatNumber } from '../shared/format.ts';

/** One parameter or metric over all runs. */
export interface ComparedKey {
  /** `params.x` or `metrics.x`. */
  id: string;
  kind: 'param' | 'metric';
  key: string;
  /** By the order of the runs; null where a run has none. */
  values: (string | MetricValue | null)[];
  /** Not the same in all runs; a missing value is a difference. */
  differs: boolean;
}

/** Parameters first, then metrics, each in order of name; system metrics last. */
export function compareRows(rows: readonly RunRow[], columns: readonly string[]): ComparedKey[] {
  return columns.map((id, index) => {
    const values = rows.map((row) => row.cells[index] ?? null);
    const first = values[0];
    return {
      id,
      kind: id.startsWith('params.') ? 'param' : 'metric',
      key: id.slice(id.indexOf('.') + 1),
      values,
      differs: values.some((value) => value !== first),
    };
  });
}

/** All values in few words: the one they share, how many there are, or from where to where they go. */
export function summarizeValues(compared: ComparedKey, distinct: (count: number) => string): string {
  const present = compared.values.filter((value) => value !== null);
  const [first] = present;
  if (first === undefined) return '';
  const show = (value: string | number) =>
    compared.kind === 'metric' ? formatNumber(Number(value)) : String(value);
  if (!compared.differs) return show(first);
  const numbers = present.map(Number).filter(Number.isFinite);
  const isNumeric =
    numbers.length > 0 &&
    (compared.kind === 'metric' || present.every((value) => value !== '' && Number.isFinite(Number(value))));
  if (!isNumeric) return distinct(new Set(present).size);
  const [low, high] = numbers.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return low === high ? formatNumber(low) : `${formatNumber(low)} … ${formatNumber(high)}`;
}
