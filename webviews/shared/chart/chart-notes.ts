import type { ChartSettings, ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import { fill } from '../text.ts';
import type { Points } from './points.ts';

/** What a reader must know of how the lines are drawn. */
export function chartNotes(
  lines: readonly { points: Points }[],
  { smoothing, log }: Pick<ChartSettings, 'smoothing' | 'log'>,
  hiddenByLog: number,
  strings: ChartStrings,
): string[] {
  const notes: string[] = [];
  const total = lines.reduce((sum, { points }) => sum + points.total, 0);
  const held = lines.reduce((sum, { points }) => sum + points.length, 0);
  const factor = smoothing.toFixed(2);
  if (smoothing > 0)
    notes.push(
      held < total
        ? fill(strings.smoothedOf, factor, held.toLocaleString(), total.toLocaleString())
        : fill(strings.smoothed, factor),
    );
  if (log && hiddenByLog > 0) notes.push(fill(strings.logHides, hiddenByLog));
  return notes;
}
