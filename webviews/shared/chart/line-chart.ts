import '../table/virtual-table.ts';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import type { ChartSettings, ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import { sharedStyles } from '../styles.ts';
import { fill } from '../text.ts';
import { type Palette, readPalette, ThemeController } from '../theme.ts';
import { renderChartHeader } from './chart-header.ts';
import { chartNotes } from './chart-notes.ts';
import { chartPng } from './chart-png.ts';
import { chartStyles } from './chart-styles.ts';
import { chartCsv, chartTable, type NamedColumns } from './chart-table.ts';
import { turnToDraw } from './frame-queue.ts';
import { type Hover, hoverAt, renderHover } from './hover.ts';
import { type DrawnLine, plotOptions } from './plot-options.ts';
import type { Points } from './points.ts';
import { prepareLines } from './prepare-lines.ts';
import { summarize } from './summary.ts';

export interface ChartLine {
  id: string;
  label: string;
  /** Index into the theme's line styles. */
  style: number;
  points: Points;
  /** Points of the zoomed range in more detail, once they are here. */
  detail?: Points;
  /** Milliseconds since 1970 that a relative axis counts from. */
  origin: number;
}

export interface ZoomRange {
  min: number;
  max: number;
}

export interface ChartEvents {
  /** Null: back to everything. */
  'chart-zoom': ZoomRange | null;
  'chart-save': { fileName: string; content: 'base64' | 'text'; data: string };
  'chart-table': { shown: boolean };
}

/**
 * Curves of one metric. Draws at most once a frame, whatever arrives; `revision` says that points have been
 * appended. The drawing has a summary in words and a table as its twin.
 */
export class LineChart extends LitElement {
  static override styles = [...sharedStyles, ...chartStyles];
  static override properties = {
    heading: {},
    lines: { attribute: false },
    settings: { attribute: false },
    zoom: { attribute: false },
    strings: { attribute: false },
    revision: { attribute: false },
    asTable: { attribute: false },
    loading: { attribute: false },
    hover: { state: true },
    hiddenByLog: { state: true },
  };

  heading = '';
  lines: readonly ChartLine[] = [];
  settings: ChartSettings = { axis: 'step', log: false, smoothing: 0 };
  zoom: ZoomRange | null = null;
  declare strings: ChartStrings;
  revision = 0;
  asTable = false;
  /** The history is on its way. */
  loading = false;
  hover: Hover | null = null;
  /** Values that the drawing leaves out; known once it is drawn. */
  hiddenByLog = 0;

  private plot: uPlot | undefined;
  private palette: Palette | undefined;
  private drawn: DrawnLine[] = [];
  private columns: NamedColumns[] = [];
  private layout = '';
  private readonly sizes = new ResizeObserver(() => this.resize());

  constructor() {
    super();
    new ThemeController(this, () => {
      this.palette = undefined;
      this.layout = '';
      this.requestUpdate('revision', -1);
    });
  }

  /** Charts take turns, so that many live ones leave every frame short. */
  protected override async scheduleUpdate(): Promise<void> {
    await turnToDraw(this.plot === undefined ? 'first' : 'again');
    await super.scheduleUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
    this.layout = '';
  }

  private toPng(): string {
    const { drawn, heading, lines, settings, hiddenByLog, strings } = this;
    if (this.plot === undefined) return '';
    return chartPng({
      drawing: this.plot.ctx.canvas,
      heading,
      notes: chartNotes(lines, settings, hiddenByLog, strings),
      lines: drawn.filter(({ faint }) => !faint),
      palette: this.colours(),
      more: (count) => fill(strings.moreRuns, count),
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isOfHeader(changed)) return;
    this.columns = this.lines.map(({ label, points, detail, origin }) => ({
      label,
      ...(this.zoom === null ? points : (detail ?? points)).columns(this.settings.axis, origin),
    }));
  }

  protected override render() {
    const { strings, settings, columns } = this;
    const empty = columns.every((line) => line.x.length === 0);
    return html`${renderChartHeader({
      heading: this.heading,
      strings,
      zoomed: this.zoom !== null,
      asTable: this.asTable,
      notes: chartNotes(this.lines, settings, this.hiddenByLog, strings),
      onReset: () => this.tell('chart-zoom', null),
      onTable: () => this.tell('chart-table', { shown: !this.asTable }),
      onPng: () => this.save('png', 'base64', this.toPng()),
      onCsv: () => this.save('csv', 'text', chartCsv(columns, settings.axis)),
    })}
      ${
        this.asTable
          ? html`<div class="plot">${chartTable(this.heading, columns, settings.axis, strings)}</div>`
          : html`<div
            class="plot"
            role="img"
            tabindex="0"
            aria-label=${summarize(
              this.heading,
              columns.map((line) => ({ label: line.label, columns: line })),
              strings,
            )}
            aria-description=${strings.chartHelp}
            @keydown=${this.onKey}
          >
            <div class="canvas"></div>
            ${empty ? html`<div class="none">${this.loading ? strings.loading : strings.noPoints}</div>` : nothing}
            ${renderHover(this.hover, {
              axis: settings.axis,
              axisTitle: strings[settings.axis],
              palette: this.colours(),
              more: (count) => fill(strings.moreRuns, count),
            })}
          </div>
          <div class="visually-hidden" aria-live="polite">${this.spoken()}</div>`
      }`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (isOfHeader(changed)) return;
    if (this.asTable) {
      this.plot?.destroy();
      this.plot = undefined;
      this.layout = '';
    } else {
      this.draw();
    }
  }

  private draw(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.canvas');
    if (box === null || box.clientWidth === 0) {
      if (box !== null) this.sizes.observe(box);
      return;
    }
    const data = this.prepare(box.clientWidth);
    const { axis, log } = this.settings;
    const layout = JSON.stringify([axis, log, this.drawn]);
    if (this.plot === undefined || layout !== this.layout) {
      this.plot?.destroy();
      this.layout = layout;
      this.plot = new uPlot(this.options(box), data, box);
      this.sizes.observe(box);
      if (this.zoom !== null) this.plot.setScale('x', this.zoom);
      return;
    }
    const { plot, zoom } = this;
    if (zoom === null) plot.setData(data);
    else
      plot.batch(() => {
        plot.setData(data, false);
        plot.setScale('x', zoom);
      });
  }

  private prepare(width: number): uPlot.AlignedData {
    const pixels = Math.ceil(width * devicePixelRatio);
    const { data, drawn, hiddenByLog } = prepareLines(this.columns, this.lines, this.settings, pixels);
    this.drawn = drawn;
    this.hiddenByLog = hiddenByLog;
    return data as uPlot.AlignedData;
  }

  private options(box: HTMLElement): uPlot.Options {
    return plotOptions({
      width: box.clientWidth,
      height: box.clientHeight,
      axis: this.settings.axis,
      log: this.settings.log,
      lines: this.drawn,
      palette: this.colours(),
      onSelect: (min, max) => {
        this.plot?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        this.tell('chart-zoom', { min, max });
      },
      onReset: () => this.tell('chart-zoom', null),
      onCursor: (plot) => {
        this.hover = hoverAt(plot, this.drawn);
      },
    });
  }

  private colours(): Palette {
    this.palette ??= readPalette(this);
    return this.palette;
  }

  private resize(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.canvas');
    if (box === null || box.clientWidth === 0) return;
    if (this.plot === undefined) this.draw();
    else if (this.plot.width !== box.clientWidth || this.plot.height !== box.clientHeight)
      this.plot.setSize({ width: box.clientWidth, height: box.clientHeight });
  }

  private spoken(): string {
    if (this.hover === null || !this.matches(':focus-within')) return '';
    return this.hover.values.map(({ label, value }) => `${label} ${value}`).join(', ');
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { plot } = this;
    if (plot === undefined) return;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const last = plot.data[0].length - 1;
      const at = Math.max(0, Math.min(last, (plot.cursor.idx ?? -step) + step));
      plot.setCursor({ left: plot.valToPos(plot.data[0][at] ?? 0, 'x'), top: plot.over.clientHeight / 2 });
    } else if (event.key === '+' || event.key === '-') {
      this.zoomBy(plot, event.key === '+' ? 0.5 : 2);
    } else if (event.key === 'Escape' && this.zoom !== null) {
      this.tell('chart-zoom', null);
    }
  };

  private zoomBy(plot: uPlot, factor: number): void {
    const { min = 0, max = 0 } = plot.scales.x ?? {};
    const middle = plot.data[0][plot.cursor.idx ?? -1] ?? (min + max) / 2;
    const half = ((max - min) * factor) / 2;
    this.tell('chart-zoom', { min: middle - half, max: middle + half });
  }

  private save(extension: string, content: 'base64' | 'text', data: string): void {
    const name = this.heading.replace(/[^\w.-]+/g, '-');
    this.tell('chart-save', { fileName: `${name}.${extension}`, content, data });
  }

  private tell<N extends keyof ChartEvents>(name: N, detail: ChartEvents[N]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
/** What has changed stands around the drawing and not in it. */
function isOfHeader(changed: PropertyValues<LineChart>): boolean {
  return changed.size > 0 && [...changed.keys()].every((key) => key === 'hover' || key === 'hiddenByLog');
}
customElements.define('slipway-line-chart', LineChart);
