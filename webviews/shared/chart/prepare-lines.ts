import type { ChartSettings } from '../../../schemas/protocol/views/charts.ts';
import { alignLines } from './align.ts';
import { decimateMinMax } from './decimate.ts';
import type { DrawnLine } from './plot-options.ts';
import type { Columns } from './points.ts';
import { exponentialMovingAverage } from './smoothing.ts';

/** With more lines than these, what was smoothed is not drawn faintly behind its average. */
const faintLines = 12;

export interface PreparedLines {
  /** x, then y of each of `drawn`. */
  data: ReturnType<typeof alignLines>;
  drawn: DrawnLine[];
  /** Values that a logarithmic axis cannot show. */
  hiddenByLog: number;
}

/** Thins, smooths and aligns; `pixels`: of the drawing's width, for of what falls on one only the extremes show. */
export function prepareLines(
  columns: readonly Columns[],
  looks: readonly { label: string; style: number }[],
  { smoothing, log }: Pick<ChartSettings, 'smoothing' | 'log'>,
  pixels: number,
): PreparedLines {
  const faint = smoothing > 0 && columns.length <= faintLines;
  const raw: Columns[] = [];
  const smooth: Columns[] = [];
  const alone = columns.length === 1 && smoothing === 0;
  let hiddenByLog = 0;
  for (const line of columns) {
    if (log) hiddenByLog += line.y.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0);
    const shown = log ? withoutNonPositive(line) : line;
    const average = smoothing > 0 ? { x: shown.x, y: exponentialMovingAverage(shown.y, smoothing) } : shown;
    // uPlot thins a single line by itself, pixel by pixel.
    const thin = (thick: Columns) => (alone ? thick : decimateMinMax(thick, pixels));
    if (faint) raw.push(thin(shown));
    smooth.push(thin(average));
  }
  const described = (isFaint: boolean) => looks.map(({ label, style }) => ({ label, style, faint: isFaint }));
  return {
    data: alignLines([...raw, ...smooth]),
    drawn: [...(faint ? described(true) : []), ...described(false)],
    hiddenByLog,
  };
}

function withoutNonPositive({ x, y }: Columns): Columns {
  return { x, y: y.map((value) => (value > 0 ? value : Number.NaN)) };
}
