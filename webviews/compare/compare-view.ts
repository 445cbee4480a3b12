import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '../shared/chart/metric-grid.ts';
import '../shared/table/virtual-table.ts';
import '../shared/parallel/parallel-coordinates.ts';
import { html, LitElement, nothing } from 'lit';
import type { SaveFileAction } from '../../schemas/protocol/views/charts.ts';
import type {
  CompareContract,
  CompareState,
  CompareStrings,
  CompareTab,
} from '../../schemas/protocol/views/compare.ts';
import { chartControls } from '../shared/chart/chart-controls.ts';
import { CurvesModel } from '../shared/chart/curves-model.ts';
import { runLegend } from '../shared/chart/run-legend.ts';
import type { Host } from '../shared/host.ts';
import {
  type Brush,
  type ParallelAxis,
  parallelAxis,
  withinBrushes,
} from '../shared/parallel/parallel-axis.ts';
import { fullPage, icon, sharedStyles } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { CompareModel } from './compare-model.ts';
import { compareViewStyles } from './compare-view-styles.ts';
import { differencesTable } from './differences-table.ts';

const tabs: CompareTab[] = ['differences', 'curves', 'parallel'];
const mostAxes = 24;

/** Runs side by side: what differs, their curves, and all of them over parallel axes. */
export class CompareView extends LitElement {
  static override styles = [...sharedStyles, fullPage, ...compareViewStyles];

  private readonly host: Host<CompareContract>;
  private readonly strings: CompareStrings;
  private readonly model: CompareModel;
  private state: CompareState;
  private curves: CurvesModel | undefined;
  private tab: CompareTab;
  private showAll: boolean;
  private search: string;
  private tables: ReadonlySet<string>;
  private colourBy: string | null;
  private brushes: ReadonlyMap<string, Brush> = new Map();
  private hiddenRuns: ReadonlySet<string> = new Set();
  private revision = 0;

  constructor(host: Host<CompareContract>, state: CompareState, strings: CompareStrings) {
    super();
    this.host = host;
    this.state = state;
    this.strings = strings;
    const saved = host.saved();
    this.tab = saved.tab ?? 'differences';
    this.showAll = saved.showAll ?? false;
    this.search = saved.search ?? '';
    this.tables = new Set(saved.tables);
    this.colourBy = saved.colourBy ?? null;
    this.model = new CompareModel(host, state.target.runIds, () => this.changed());
  }

  show(state: CompareState): void {
    this.state = state;
    this.model.show(state.target.runIds);
    this.curves?.show(state.target.runIds);
  }

  private changed(): void {
    this.revision++;
    this.requestUpdate();
    this.host.save({
      state: this.state,
      tab: this.tab,
      showAll: this.showAll,
      search: this.search,
      settings: this.curves?.settings ??
        this.host.saved().settings ?? { axis: 'step', log: false, smoothing: 0 },
      tables: [...this.tables],
      colourBy: this.colourBy,
    });
  }

  protected override render() {
    const { strings, model } = this;
    return html`<header>
        <div role="tablist" aria-label=${strings.title} @keydown=${this.onTabKey}>
          ${tabs.map(
            (tab) => html`<button
              role="tab"
              id=${`tab-${tab}`}
              aria-selected=${tab === this.tab}
              tabindex=${tab === this.tab ? 0 : -1}
              @click=${() => this.open(tab)}
            >
              ${strings[tab]}
            </button>`,
          )}
        </div>
        ${this.renderControls()}
        <span class="count number" role="status">${fill(strings.runCount, this.state.target.runIds.length.toLocaleString())}</span>
      </header>
      ${
        model.error === null
          ? html`<main><div class="panel" role="tabpanel" aria-labelledby=${`tab-${this.tab}`}>${this.renderTab()}</div></main>`
          : html`<div class="message error" role="alert">
            ${icon('error')}
            <h2>${strings.errorTitle}</h2>
            <div>${model.error.message} ${model.error.hint ?? ''}</div>
            <button class="tool" @click=${() => this.show(this.state)}>${icon('refresh')}${strings.retry}</button>
          </div>`
      }`;
  }

  private renderControls() {
    const { strings } = this;
    if (this.tab === 'parallel') return this.renderParallelControls();
    return html`<vscode-textfield
        .label=${strings.search}
        placeholder=${strings.search}
        .value=${this.search}
        @input=${(event: Event) => {
          this.search = (event.target as HTMLInputElement).value;
          this.changed();
        }}
        ><span slot="content-before" class="codicon codicon-search" aria-hidden="true"></span
      ></vscode-textfield>
      ${
        this.tab === 'curves' && this.curves !== undefined
          ? chartControls(this.curves.settings, strings, (settings) => this.curves?.change(settings))
          : html`<button
            class="tool bordered"
            aria-pressed=${this.showAll}
            @click=${() => {
              this.showAll = !this.showAll;
              this.changed();
            }}
          >
            ${strings.showAll}
          </button>`
      }`;
  }

  private renderTab() {
    if (this.model.phase === 'loading') return nothing;
    if (this.tab === 'curves') return this.renderCurves();
    return this.tab === 'parallel' ? this.renderParallel() : this.renderDifferences();
  }

  private renderDifferences() {
    const { strings, model } = this;
    const wanted = this.search.toLowerCase();
    const shown = model.compared.filter(
      ({ key, differs }) => (differs || this.showAll) && key.toLowerCase().includes(wanted),
    );
    if (shown.length === 0)
      return html`<div class="message">
        ${icon('check-all')}
        <h2>${strings.noDifferenceTitle}</h2>
        <div class="muted">${strings.noDifferenceText}</div>
      </div>`;
    return differencesTable(model.rows, shown, strings, (runId) => this.host.act({ kind: 'open', runId }));
  }

  private renderCurves() {
    const { strings, curves } = this;
    if (curves === undefined) return nothing;
    const wanted = this.search.toLowerCase();
    const keys = curves.metricKeys().filter((key) => key.toLowerCase().includes(wanted));
    return html`${
      curves.isAggregated
        ? html`<div class="muted pad">${fill(strings.aggregated, curves.runs.length.toLocaleString())}</div>`
        : runLegend({
            runs: curves.runs,
            hidden: this.hiddenRuns,
            strings,
            onToggle: (runId) => this.toggleRun(runId),
            onOpen: (runId) => this.host.act({ kind: 'open', runId }),
          })
    }
      <div class="scroll">
        <slipway-metric-grid
          .model=${curves}
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
      </div>`;
  }

  private renderParallel() {
    const axes = this.axes();
    return html`<slipway-parallel
      .axes=${axes}
      .runCount=${this.model.rows.length}
      .colourBy=${axes.find((axis) => axis.id === this.colourBy) ?? null}
      .strings=${this.strings}
      .brushes=${this.brushes}
      @brushes-changed=${(event: CustomEvent<ReadonlyMap<string, Brush>>) => {
        this.brushes = event.detail;
        this.requestUpdate();
      }}
    ></slipway-parallel>`;
  }

  private renderParallelControls() {
    const { strings } = this;
    const axes = this.axes();
    const kept = withinBrushes(axes, this.brushes, this.model.rows.length).reduce((sum, one) => sum + one, 0);
    return html`<label class="choice"
        >${strings.colourBy}
        <vscode-single-select
          .label=${strings.colourBy}
          @change=${(event: Event) => {
            this.colourBy = (event.target as HTMLSelectElement).value || null;
            this.changed();
          }}
        >
          <vscode-option value="" ?selected=${this.colourBy === null}>${strings.nothing}</vscode-option>
          ${axes.map(
            ({ id, title }) =>
              html`<vscode-option value=${id} ?selected=${id === this.colourBy}>${title}</vscode-option>`,
          )}
        </vscode-single-select></label
      >
      ${
        this.brushes.size === 0
          ? nothing
          : html`<span class="muted" role="status">${fill(strings.brushed, kept)}</span>
            <button
              class="tool"
              @click=${() => {
                this.brushes = new Map();
                this.requestUpdate();
              }}
            >
              ${icon('clear-all')}${strings.clearBrushes}
            </button>`
      }`;
  }

  /** What differs, parameters first: an axis on which all runs stand at one place tells nothing. */
  private axes(): ParallelAxis[] {
    return this.model.compared
      .filter(({ differs, key }) => differs && !key.startsWith('system/'))
      .slice(0, mostAxes)
      .flatMap((compared) => parallelAxis(compared) ?? []);
  }

  private open(tab: CompareTab): void {
    this.tab = tab;
    if (tab === 'curves' && this.curves === undefined)
      this.curves = new CurvesModel(this.host, this.state.target.runIds, this.host.saved().settings, () =>
        this.changed(),
      );
    this.changed();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.open(this.tab);
  }

  private toggleRun(runId: string): void {
    const hidden = new Set(this.hiddenRuns);
    if (!hidden.delete(runId)) hidden.add(runId);
    this.hiddenRuns = hidden;
    this.requestUpdate();
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = tabs[(tabs.indexOf(this.tab) + by + tabs.length) % tabs.length] ?? this.tab;
    this.open(next);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  };
}
customElements.define('slipway-compare', CompareView);
