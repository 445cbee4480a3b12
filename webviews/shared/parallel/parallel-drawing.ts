import { formatNumber } from '../format.ts';
import type { Palette } from '../theme.ts';
import { type Brush, type ParallelAxis, withinBrushes } from './parallel-axis.ts';

const margin = { top: 34, bottom: 18, side: 64 };
const colourSteps = 24;

/** Where things stand, in CSS pixels. */
export interface ParallelPlan {
  width: number;
  height: number;
  x(axis: number): number;
  y(position: number): number;
  /** Nearest axis to an offset from the left. */
  axisAt(x: number): number;
  /** 0 (bottom) to 1 (top). */
  positionAt(y: number): number;
}

export function parallelPlan(axes: number, width: number, height: number): ParallelPlan {
  const gap = axes > 1 ? (width - 2 * margin.side) / (axes - 1) : 0;
  const tall = height - margin.top - margin.bottom;
  return {
    width,
    height,
    x: (axis) => margin.side + axis * gap,
    y: (position) => margin.top + (1 - position) * tall,
    axisAt: (x) => (gap === 0 ? 0 : Math.max(0, Math.min(axes - 1, Math.round((x - margin.side) / gap)))),
    positionAt: (y) => Math.max(0, Math.min(1, 1 - (y - margin.top) / tall)),
  };
}

interface Drawn {
  axes: readonly ParallelAxis[];
  runCount: number;
  colourBy: ParallelAxis | null;
  brushes: ReadonlyMap<string, Brush>;
  palette: Palette;
  focusedAxis: number | null;
}

export function drawParallel(canvas: HTMLCanvasElement, plan: ParallelPlan, drawn: Drawn): void {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(plan.width * ratio);
  canvas.height = Math.round(plan.height * ratio);
  canvas.style.width = `${plan.width}px`;
  canvas.style.height = `${plan.height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  drawLines(context, plan, drawn);
  drawn.axes.forEach((axis, index) => {
    drawAxis(context, plan, drawn, axis, index);
  });
}

/** Lines of one colour are one path: thousands of runs cost a few strokes. */
function drawLines(context: CanvasRenderingContext2D, plan: ParallelPlan, drawn: Drawn): void {
  const { axes, runCount, palette, colourBy, brushes } = drawn;
  const within = withinBrushes(axes, brushes, runCount);
  const dimmed = new Path2D();
  const bright = Array.from({ length: colourSteps + 1 }, () => new Path2D());
  let kept = 0;
  for (let run = 0; run < runCount; run++) {
    kept += within[run] ?? 0;
    const position = colourBy?.positions[run] ?? 0;
    const step = Number.isNaN(position) ? colourSteps : Math.floor(position * (colourSteps - 1));
    trace(within[run] === 1 ? (bright[step] ?? dimmed) : dimmed, plan, axes, run);
  }
  context.lineWidth = 1;
  context.strokeStyle = palette.muted;
  // Lines of one path still add up where they cross, so the more there are the fainter they must be.
  context.globalAlpha = Math.min(0.15, 10 / Math.max(1, runCount - kept));
  context.stroke(dimmed);
  context.globalAlpha = Math.max(0.12, Math.min(0.9, 60 / Math.max(1, kept)));
  bright.forEach((path, step) => {
    context.strokeStyle =
      step === colourSteps ? palette.muted : rampColour(palette, step / (colourSteps - 1));
    context.stroke(path);
  });
  context.globalAlpha = 1;
}

/** A line breaks where the run has no value, rather than pass through a made-up one. */
function trace(path: Path2D, plan: ParallelPlan, axes: readonly ParallelAxis[], run: number): void {
  let isDown = false;
  axes.forEach((axis, index) => {
    const position = axis.positions[run] ?? Number.NaN;
    if (Number.isNaN(position)) isDown = false;
    else if (isDown) path.lineTo(plan.x(index), plan.y(position));
    else path.moveTo(plan.x(index), plan.y(position));
    if (!Number.isNaN(position)) isDown = true;
  });
}

/** From the theme's first line colour (low) to its second (high). */
function rampColour({ lines, foreground }: Palette, at: number): string {
  const [low = foreground, high = foreground] = lines;
  return `color-mix(in oklab, ${low} ${Math.round((1 - at) * 100)}%, ${high})`;
}

function drawAxis(
  context: CanvasRenderingContext2D,
  plan: ParallelPlan,
  { palette, brushes, focusedAxis }: Drawn,
  axis: ParallelAxis,
  index: number,
): void {
  const x = plan.x(index);
  context.font = palette.font;
  context.strokeStyle = index === focusedAxis ? palette.focus : palette.muted;
  context.lineWidth = index === focusedAxis ? 2 : 1;
  context.beginPath();
  context.moveTo(x, plan.y(1));
  context.lineTo(x, plan.y(0));
  context.stroke();
  context.fillStyle = palette.foreground;
  context.textAlign = 'center';
  context.fillText(shortened(axis.title, 20), x, 14);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { at, value } of axis.ticks) {
    const text = typeof value === 'number' ? formatNumber(value) : shortened(value, 12);
    context.lineWidth = 3;
    context.strokeStyle = palette.background;
    context.strokeText(text, x + 6, plan.y(at));
    context.fillStyle = palette.muted;
    context.fillText(text, x + 6, plan.y(at));
  }
  context.textBaseline = 'alphabetic';
  const brush = brushes.get(axis.id);
  if (brush === undefined) return;
  const top = plan.y(brush.to);
  const height = Math.max(2, plan.y(brush.from) - top);
  context.globalAlpha = 0.4;
  context.fillStyle = palette.focus;
  context.fillRect(x - 7, top, 14, height);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = palette.focus;
  context.strokeRect(x - 7, top, 14, height);
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
