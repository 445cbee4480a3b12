import '../shared/chart/line-chart.ts';
import { css, html, LitElement } from 'lit';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import type { ChartEvents, ChartLine, ZoomRange } from '../shared/chart/line-chart.ts';
import { sharedStyles } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { styleOf, type TrafficFigure, type TrafficHistory } from './traffic-history.ts';

const settings = { axis: 'relative', log: false, smoothing: 0 } as const;
const figures: readonly TrafficFigure[] = ['requestsPerSecond', 'p99Ms', 'errorsPerSecond'];

/** Requests, latency and errors of the last minutes, a line for each revision. `revision` says that a sample came. */
export class TrafficCharts extends LitElement {
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
      }
      .cell {
        display: grid;
        height: 190px;
        min-width: 0;
      }
    `,
  ];
  static override properties = {
    history: { attribute: false },
    strings: { attribute: false },
    names: { attribute: false },
    revision: { attribute: false },
    zoom: { state: true },
    tables: { state: true },
  };

  declare history: TrafficHistory;
  declare strings: DeploymentStrings;
  /** `fraud 7`, by revision. */
  names: ReadonlyMap<number, string> = new Map();
  revision = 0;
  private zoom: ZoomRange | null = null;
  private tables: ReadonlySet<TrafficFigure> = new Set();

  protected override render() {
    const headings: Record<TrafficFigure, string> = {
      requestsPerSecond: this.strings.requestsChart,
      p99Ms: this.strings.latencyChart,
      errorsPerSecond: this.strings.errorsChart,
    };
    return figures.map(
      (figure) => html`<div class="cell">
        <slipway-line-chart
          heading=${headings[figure]}
          .lines=${this.lines(figure)}
          .settings=${settings}
          .zoom=${this.zoom}
          .strings=${this.strings}
          .revision=${this.revision}
          .asTable=${this.tables.has(figure)}
          @chart-zoom=${(event: CustomEvent<ChartEvents['chart-zoom']>) => {
            this.zoom = event.detail;
          }}
          @chart-table=${(event: CustomEvent<ChartEvents['chart-table']>) => this.showTable(figure, event.detail.shown)}
          @chart-save=${(event: CustomEvent<ChartEvents['chart-save']>) =>
            this.dispatchEvent(new CustomEvent('charts-save', { detail: event.detail }))}
        ></slipway-line-chart>
      </div>`,
    );
  }

  private lines(figure: TrafficFigure): ChartLine[] {
    return this.history.revisions().map((revision) => ({
      id: String(revision),
      label: this.names.get(revision) ?? fill(this.strings.revision, revision, '', ''),
      style: styleOf(revision),
      points: this.history.points(revision, figure),
      // Time is told as how long ago it was.
      origin: this.history.latest?.at ?? 0,
    }));
  }

  private showTable(figure: TrafficFigure, shown: boolean): void {
    const tables = new Set(this.tables);
    if (shown) tables.add(figure);
    else tables.delete(figure);
    this.tables = tables;
  }
}
customElements.define('slipway-traffic-charts', TrafficCharts);
