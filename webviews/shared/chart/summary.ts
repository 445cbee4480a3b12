import type { ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import { formatNumber } from '../format.ts';
import { fill } from '../text.ts';
import type { Columns } from './points.ts';

/** First, last, least and greatest finite value; null where there is none. */
export function extent(y: Float64Array): { first: number; last: number; min: number; max: number } | null {
  const finite = y.filter(Number.isFinite);
  const first = finite[0];
  const last = finite.at(-1);
  if (first === undefined || last === undefined) return null;
  let min = first;
  let max = first;
  for (const value of finite) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { first, last, min, max };
}

const toldLines = 8;

/** What a person who cannot see the canvas needs to know of it. */
export function summarize(
  title: string,
  lines: readonly { label: string; columns: Columns }[],
  strings: ChartStrings,
): string {
  const told = lines.slice(0, toldLines).map(({ label, columns }) => {
    const range = extent(columns.y);
    if (range === null) return fill(strings.summaryNone, label);
    const { first, last, min, max } = range;
    return fill(strings.summaryLine, label, ...[first, last, min, max].map(formatNumber));
  });
  const more = lines.length - told.length;
  return [title, ...told, ...(more > 0 ? [fill(strings.summaryMore, more)] : [])].join('. ');
}
