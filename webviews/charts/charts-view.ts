import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '../shared/chart/metric-grid.ts';
import { html, LitElement, nothing } from 'lit';
import type {
  ChartsContract,
  ChartsState,
  ChartsStrings,
  SaveFileAction,
} from '../../schemas/protocol/views/charts.ts';
import { chartControls } from '../shared/chart/chart-controls.ts';
import { CurvesModel } from '../shared/chart/curves-model.ts';
import { runLegend } from '../shared/chart/run-legend.ts';
import type { Host } from '../shared/host.ts';
import { fullPage, icon, sharedStyles } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { ThemeController } from '../shared/theme.ts';
import { chartsViewStyles } from './charts-view-styles.ts';

/** Live charts of one or more runs, one a metric, with how they are drawn chosen for all at once. */
export class ChartsView extends LitElement {
  static override styles = [...sharedStyles, fullPage, ...chartsViewStyles];

  private readonly host: Host<ChartsContract>;
  private readonly model: CurvesModel;
  private readonly strings: ChartsStrings;
  private state: ChartsState;
  private search: string;
  private hiddenRuns: ReadonlySet<string>;
  private tables: ReadonlySet<string>;
  private saveTimer = 0;
  private restored = false;
  private revision = 0;

  constructor(host: Host<ChartsContract>, state: ChartsState, strings: ChartsStrings) {
    super();
    this.host = host;
    this.strings = strings;
    const saved = host.saved();
    this.search = saved.search ?? '';
    this.hiddenRuns = new Set(saved.hiddenRuns);
    this.tables = new Set(saved.tables);
    this.state = state;
    this.model = new CurvesModel(host, state.target.runIds, saved.settings, () => this.changed());
    new ThemeController(this, () => this.requestUpdate());
  }

  show(state: ChartsState): void {
    this.state = state;
    this.model.show(state.target.runIds);
  }

  private changed(): void {
    this.revision++;
    this.requestUpdate();
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), 200);
  }

  private save(): void {
    this.host.save({
      state: this.state,
      settings: this.model.settings,
      search: this.search,
      hiddenRuns: [...this.hiddenRuns],
      tables: [...this.tables],
      scrollTop: this.renderRoot.querySelector('main')?.scrollTop ?? 0,
    });
  }

  protected override updated(): void {
    if (!this.restored && this.model.phase === 'ready') {
      this.restored = true;
      this.renderRoot.querySelector('main')?.scrollTo(0, this.host.saved().scrollTop ?? 0);
    }
  }

  /** One frame's worth of updates at a time, whatever arrives. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await super.scheduleUpdate();
  }

  protected override render() {
    const { strings, model } = this;
    const wanted = this.search.toLowerCase();
    const keys = model.metricKeys().filter((key) => key.toLowerCase().includes(wanted));
    return html`<header>
        <vscode-textfield
          .label=${strings.search}
          placeholder=${strings.search}
          .value=${this.search}
          @input=${(event: Event) => {
            this.search = (event.target as HTMLInputElement).value;
            this.changed();
          }}
          ><span slot="content-before" class="codicon codicon-search" aria-hidden="true"></span
        ></vscode-textfield>
        ${chartControls(model.settings, strings, (settings) => model.change(settings))}
        <span class="count number" role="status">${fill(strings.metricCount, keys.length)}</span>
      </header>
      ${runLegend({
        runs: model.runs,
        hidden: this.hiddenRuns,
        strings,
        onToggle: (runId) => this.toggleRun(runId),
        onOpen: (runId) => this.host.act({ kind: 'open', runId }),
      })}
      <main @scroll=${() => this.changed()}>
        ${this.renderMessage(keys.length)}
        <slipway-metric-grid
          .model=${model}
          .keys=${keys}
          .hiddenRuns=${this.hiddenRuns}
          .tables=${this.tables}
          .strings=${strings}
          .revision=${this.revision}
          @grid-save=${(event: CustomEvent<SaveFileAction>) => this.host.act(event.detail)}
          @grid-tables=${(event: CustomEvent<ReadonlySet<string>>) => {
            this.tables = event.detail;
            this.changed();
          }}
        ></slipway-metric-grid>
      </main>`;
  }

  private renderMessage(found: number) {
    const { strings, model } = this;
    if (model.error !== null)
      return html`<div class="message error" role="alert">
        ${icon('error')}
        <h2>${strings.errorTitle}</h2>
        <div>${model.error.message} ${model.error.hint ?? ''}</div>
        <button class="tool" @click=${() => this.show(this.state)}>${icon('refresh')}${strings.retry}</button>
      </div>`;
    if (model.phase === 'loading' || found > 0) return nothing;
    if (this.search !== '') return html`<div class="message">${icon('search')}${strings.noMatch}</div>`;
    return html`<div class="message">
      ${icon('graph-line')}
      <h2>${strings.noMetricsTitle}</h2>
      <div class="muted">${strings.noMetricsText}</div>
    </div>`;
  }

  private toggleRun(runId: string): void {
    const hidden = new Set(this.hiddenRuns);
    if (!hidden.delete(runId)) hidden.add(runId);
    this.hiddenRuns = hidden;
    this.changed();
  }
}
customElements.define('slipway-charts', ChartsView);
