import { html, nothing, type TemplateResult } from 'lit';
import type uPlot from 'uplot';
import { cssom } from '../cssom.ts';
import { formatDuration, formatNumber, formatTime } from '../format.ts';
import { lineStyle, type Palette } from '../theme.ts';
import type { DrawnLine } from './plot-options.ts';
import type { XAxis } from './points.ts';

export interface Hover {
  x: number;
  /** CSS pixels within the plot. */
  left: number;
  top: number;
  width: number;
  values: { label: string; style: number; value: number }[];
  /** Lines at the cursor beyond those listed. */
  more: number;
}

const listed = 10;

/** What lies under the cursor: the values of the lines nearest to it, nearest first cut, then highest first. */
export function hoverAt(plot: uPlot, lines: readonly DrawnLine[]): Hover | null {
  const { idx, left = -1, top = -1, idxs } = plot.cursor;
  if (idx == null || left < 0) return null;
  const x = plot.data[0][idx];
  if (x === undefined) return null;
  const pointer = plot.posToVal(top, 'y');
  const values = lines.flatMap((line, index) => {
    const at = idxs?.[index + 1];
    const value = at == null ? null : plot.data[index + 1]?.[at];
    return line.faint || value == null ? [] : [{ label: line.label, style: line.style, value }];
  });
  const nearest = [...values]
    .sort((a, b) => Math.abs(a.value - pointer) - Math.abs(b.value - pointer))
    .slice(0, listed)
    .sort((a, b) => b.value - a.value);
  return {
    x,
    left: left + plot.over.offsetLeft,
    top: top + plot.over.offsetTop,
    width: plot.width,
    values: nearest,
    more: values.length - nearest.length,
  };
}

export function formatX(axis: XAxis, x: number): string {
  if (axis === 'time') return formatTime(x);
  return axis === 'relative' ? formatDuration(x) : formatNumber(x);
}

export function renderHover(
  hover: Hover | null,
  given: { axis: XAxis; axisTitle: string; palette: Palette; more: (count: number) => string },
): TemplateResult | typeof nothing {
  if (hover === null || hover.values.length === 0) return nothing;
  const right = hover.left > hover.width / 2;
  const place: Record<string, string> = {
    top: `${Math.max(0, hover.top - 20)}px`,
    ...(right ? { right: `${hover.width - hover.left + 14}px` } : { left: `${hover.left + 14}px` }),
  };
  return html`<div class="hover" ${cssom(place)}>
    <div class="muted">${given.axisTitle} ${formatX(given.axis, hover.x)}</div>
    ${hover.values.map(
      ({ label, style, value }) =>
        html`<div class="hover-line">
          <span class="swatch" ${cssom({ background: lineStyle(given.palette, style).colour })}></span>
          <span class="hover-label">${label}</span><span class="number">${formatNumber(value)}</span>
        </div>`,
    )}
    ${hover.more > 0 ? html`<div class="muted">${given.more(hover.more)}</div>` : nothing}
  </div>`;
}
