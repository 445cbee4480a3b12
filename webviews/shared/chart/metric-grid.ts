import './line-chart.ts';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChartStrings, SaveFileAction } from '../../../schemas/protocol/views/charts.ts';
import { icon, sharedStyles } from '../styles.ts';
import type { CurvesModel } from './curves-model.ts';
import type { ChartEvents, ChartLine } from './line-chart.ts';

type ChartEvent<N extends keyof ChartEvents> = CustomEvent<ChartEvents[N]>;

/** Charts of many metrics, one each. A chart is read and drawn when it comes into sight, and let go after. */
export class MetricGrid extends LitElement {
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        display: block;
      }
      h2 {
        align-items: center;
        display: flex;
        gap: 6px;
        margin: 18px 0 8px;
      }
      .grid {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fill, minmax(min(380px, 100%), 1fr));
      }
      .cell {
        display: grid;
        height: 250px;
        min-width: 0;
      }
    `,
  ];
  static override properties = {
    model: { attribute: false },
    keys: { attribute: false },
    hiddenRuns: { attribute: false },
    tables: { attribute: false },
    strings: { attribute: false },
    revision: { attribute: false },
    inSight: { state: true },
  };

  declare model: CurvesModel;
  declare strings: ChartStrings & { systemMetrics: string };
  keys: readonly string[] = [];
  hiddenRuns: ReadonlySet<string> = new Set();
  /** Metrics shown as tables. */
  tables: ReadonlySet<string> = new Set();
  revision = 0;
  inSight: ReadonlySet<string> = new Set();

  private readonly lineCache = new Map<string, { revision: number; lines: ChartLine[] }>();
  private readonly observed = new WeakSet<Element>();
  private readonly sight = new IntersectionObserver((entries) => this.onSight(entries), {
    rootMargin: '300px',
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sight.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('hiddenRuns')) this.lineCache.clear();
  }

  protected override updated(): void {
    for (const cell of this.renderRoot.querySelectorAll('.cell')) {
      if (this.observed.has(cell)) continue;
      this.observed.add(cell);
      this.sight.observe(cell);
    }
  }

  protected override render() {
    const isSystem = (key: string) => key.startsWith('system/');
    const system = this.keys.filter(isSystem);
    return html`${this.renderGrid(this.keys.filter((key) => !isSystem(key)))}
      ${
        system.length === 0
          ? nothing
          : html`<h2>${icon('server-process')}${this.strings.systemMetrics}</h2>
            ${this.renderGrid(system)}`
      }`;
  }

  private renderGrid(keys: readonly string[]) {
    return html`<div class="grid">
      ${repeat(
        keys,
        (key) => key,
        (key) =>
          html`<div class="cell" data-key=${key}>${this.inSight.has(key) ? this.renderChart(key) : nothing}</div>`,
      )}
    </div>`;
  }

  private renderChart(key: string) {
    const { model } = this;
    const { revision, zoom, loading } = model.chart(key);
    return html`<slipway-line-chart
      heading=${key}
      .lines=${this.linesOf(key, revision)}
      .settings=${model.settings}
      .zoom=${zoom}
      .strings=${this.strings}
      .revision=${revision}
      .loading=${loading}
      .asTable=${this.tables.has(key)}
      @chart-zoom=${(event: ChartEvent<'chart-zoom'>) => model.zoom(key, event.detail)}
      @chart-save=${(event: ChartEvent<'chart-save'>) =>
        this.dispatchEvent(
          new CustomEvent<SaveFileAction>('grid-save', { detail: { kind: 'save', ...event.detail } }),
        )}
      @chart-table=${(event: ChartEvent<'chart-table'>) => this.showTable(key, event.detail.shown)}
    ></slipway-line-chart>`;
  }

  /** The same array for the same revision, so that a chart is drawn only when it has changed. */
  private linesOf(key: string, revision: number): ChartLine[] {
    const known = this.lineCache.get(key);
    if (known?.revision === revision) return known.lines;
    const lines = this.model.lines(key, this.hiddenRuns);
    this.lineCache.set(key, { revision, lines });
    return lines;
  }

  private showTable(key: string, shown: boolean): void {
    const tables = new Set(this.tables);
    if (shown) tables.add(key);
    else tables.delete(key);
    this.dispatchEvent(new CustomEvent('grid-tables', { detail: tables }));
  }

  private onSight(entries: IntersectionObserverEntry[]): void {
    const inSight = new Set(this.inSight);
    for (const { target, isIntersecting } of entries) {
      const key = (target as HTMLElement).dataset.key ?? '';
      if (isIntersecting) {
        inSight.add(key);
        this.model.look(key);
      } else {
        inSight.delete(key);
      }
    }
    this.inSight = inSight;
  }
}
customElements.define('slipway-metric-grid', MetricGrid);
