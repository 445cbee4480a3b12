import { css, html, LitElement } from 'lit';
import type { ParallelStrings } from '../../../schemas/protocol/views/parallel.ts';
import { sharedStyles } from '../styles.ts';
import { fill } from '../text.ts';
import { readPalette, ThemeController } from '../theme.ts';
import { type Brush, type ParallelAxis, withinBrushes } from './parallel-axis.ts';
import { drawParallel, type ParallelPlan, parallelPlan } from './parallel-drawing.ts';

const keyboardStep = 0.05;

/** Every run a line over upright axes. Dragging along an axis keeps the runs that pass there. */
export class ParallelCoordinates extends LitElement {
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 260px;
        overflow: auto hidden;
        position: relative;
      }
      .box {
        flex: 1;
        min-height: 0;
        position: relative;
      }
      canvas {
        cursor: crosshair;
        inset: 0;
        position: absolute;
        touch-action: none;
      }
    `,
  ];
  static override properties = {
    axes: { attribute: false },
    runCount: { attribute: false },
    colourBy: { attribute: false },
    strings: { attribute: false },
    brushes: { attribute: false },
  };

  axes: readonly ParallelAxis[] = [];
  runCount = 0;
  /** Axis by whose position lines are coloured; null for one colour. */
  colourBy: ParallelAxis | null = null;
  declare strings: ParallelStrings;
  brushes: ReadonlyMap<string, Brush> = new Map();

  private plan: ParallelPlan | undefined;
  private focusedAxis = 0;
  private readonly sizes = new ResizeObserver(() => this.draw());

  constructor() {
    super();
    new ThemeController(this, () => this.draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override render() {
    const { strings } = this;
    if (this.axes.length === 0) return html`<div class="message muted">${strings.noAxes}</div>`;
    const kept = withinBrushes(this.axes, this.brushes, this.runCount).reduce((sum, one) => sum + one, 0);
    const names = this.axes.map((axis) => axis.title).join(', ');
    return html`<div class="box">
      <canvas
        role="img"
        tabindex="0"
        aria-label=${fill(strings.parallelSummary, this.runCount, names, kept)}
        aria-description=${strings.parallelHelp}
        @pointerdown=${this.onPointer}
        @keydown=${this.onKey}
      ></canvas>
    </div>`;
  }

  protected override updated(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.box');
    if (box !== null) this.sizes.observe(box);
    this.draw();
  }

  private draw(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.box');
    const canvas = this.renderRoot.querySelector('canvas');
    if (box === null || canvas === null || box.clientHeight === 0) return;
    box.style.minWidth = `${this.axes.length * 110 + 40}px`;
    this.plan = parallelPlan(this.axes.length, box.clientWidth, box.clientHeight);
    drawParallel(canvas, this.plan, {
      axes: this.axes,
      runCount: this.runCount,
      colourBy: this.colourBy,
      brushes: this.brushes,
      palette: readPalette(this),
      focusedAxis: this.matches(':focus-within') ? this.focusedAxis : null,
    });
  }

  private readonly onPointer = (event: PointerEvent): void => {
    const { plan } = this;
    const canvas = event.currentTarget as HTMLCanvasElement;
    if (plan === undefined) return;
    const index = plan.axisAt(event.offsetX);
    const axis = this.axes[index];
    if (axis === undefined) return;
    this.focusedAxis = index;
    const start = plan.positionAt(event.offsetY);
    canvas.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => {
      const end = plan.positionAt(moved.offsetY);
      const isClick = Math.abs(end - start) < 0.01;
      this.brush(axis, isClick ? null : { from: Math.min(start, end), to: Math.max(start, end) });
    };
    const end = (last: PointerEvent) => {
      canvas.removeEventListener('pointermove', move);
      canvas.removeEventListener('pointerup', end);
      move(last);
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', end);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const last = this.axes.length - 1;
    const axis = this.axes[this.focusedAxis];
    if (event.key === 'ArrowRight') this.focusedAxis = Math.min(last, this.focusedAxis + 1);
    else if (event.key === 'ArrowLeft') this.focusedAxis = Math.max(0, this.focusedAxis - 1);
    else if (event.key === 'Escape' && axis !== undefined) this.brush(axis, null);
    else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && axis !== undefined)
      this.moveBrush(axis, event.key === 'ArrowUp' ? keyboardStep : -keyboardStep, event.shiftKey);
    else return;
    event.preventDefault();
    this.draw();
  };

  /** Arrows move the lower end of the range, with Shift the upper one. */
  private moveBrush(axis: ParallelAxis, by: number, isUpper: boolean): void {
    const { from, to } = this.brushes.get(axis.id) ?? { from: 0, to: 1 };
    const clamp = (value: number) => Math.max(0, Math.min(1, value));
    this.brush(
      axis,
      isUpper ? { from, to: Math.max(from, clamp(to + by)) } : { from: Math.min(to, clamp(from + by)), to },
    );
  }

  private brush(axis: ParallelAxis, brush: Brush | null): void {
    const brushes = new Map(this.brushes);
    if (brush === null) brushes.delete(axis.id);
    else brushes.set(axis.id, brush);
    this.dispatchEvent(new CustomEvent('brushes-changed', { detail: brushes }));
  }
}
customElements.define('slipway-parallel', ParallelCoordinates);
