import type uPlot from 'uplot';
import { formatNumber, shortDuration } from '../format.ts';
import { lineStyle, type Palette } from '../theme.ts';
import type { XAxis } from './points.ts';

export interface DrawnLine {
  label: string;
  /** Index into the theme's line styles. */
  style: number;
  /** Raw values behind a smoothed line. */
  faint: boolean;
}

interface PlotGiven {
  width: number;
  height: number;
  axis: XAxis;
  log: boolean;
  lines: readonly DrawnLine[];
  palette: Palette;
  onSelect(min: number, max: number): void;
  onReset(): void;
  onCursor(plot: uPlot): void;
}

/** Distances of ticks, in milliseconds: of 1, 2 or 5 up to a second, then as clocks count. */
const durationSteps = [
  ...[1, 10, 100].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240, 480].map((hours) => hours * 3_600_000),
];

/** uPlot's options for metric curves in the theme's colours. */
export function plotOptions(given: PlotGiven): uPlot.Options {
  const { palette, axis, lines } = given;
  const grid = { stroke: palette.grid, width: 0.5 };
  const axes = { stroke: palette.muted, font: palette.font, grid, ticks: { ...grid, size: 4 }, gap: 4 };
  return {
    width: given.width,
    height: given.height,
    ms: 1,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      // The values of a line at the cursor are those of its nearest point, where lines have points of their own.
      dataIdx: (plot, line, at) => nearestPoint(plot.data[line], at),
      bind: {
        dblclick: () => () => {
          given.onReset();
          return null;
        },
      },
    },
    scales: {
      x: { time: axis === 'time' },
      y: given.log ? { distr: 3, log: 10 } : {},
    },
    axes: [
      {
        ...axes,
        // Times have their date below them.
        size: axis === 'time' ? 40 : 26,
        // Durations are wider than numbers, and not decimal.
        ...(axis === 'relative' && { space: 72, incrs: durationSteps }),
        ...(axis !== 'time' && {
          values: (_plot: uPlot, splits: number[]) =>
            splits.map((split) => (axis === 'relative' ? shortDuration(split) : formatNumber(split))),
        }),
      },
      {
        ...axes,
        size: axisWidth,
        values: (_plot, splits) => splits.map((split) => (split === null ? null : formatNumber(split))),
      },
    ],
    series: [{}, ...lines.map((line) => seriesOptions(line, palette))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          given.onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        },
      ],
      setCursor: [given.onCursor],
    },
  };
}

function seriesOptions(line: DrawnLine, palette: Palette): uPlot.Series {
  const { colour, dash } = lineStyle(palette, line.style);
  return {
    label: line.label,
    stroke: colour,
    width: line.faint ? 1 : 1.5,
    alpha: line.faint ? 0.3 : 1,
    points: { size: 4, fill: colour },
    ...(dash.length > 0 && { dash: [...dash] }),
  };
}

/** As wide as its widest label; uPlot asks again until it fits. */
function axisWidth(plot: uPlot, values: string[] | null, axis: number, cycle: number): number {
  const current = plot.axes[axis] as (uPlot.Axis & { _size?: number }) | undefined;
  if (cycle > 1) return current?._size ?? 50;
  const longest = (values ?? []).reduce((most, value) => Math.max(most, value?.length ?? 0), 0);
  return Math.max(38, longest * 6.6 + 14);
}

function nearestPoint(column: ArrayLike<number | null | undefined> | undefined, at: number): number {
  if (column === undefined || column[at] != null) return at;
  for (let away = 1; away < column.length; away++) {
    if (column[at - away] != null) return at - away;
    if (column[at + away] != null) return at + away;
  }
  return at;
}
