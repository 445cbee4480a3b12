import '../shared/parallel/parallel-coordinates.ts';
import '../shared/table/virtual-table.ts';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, LitElement, nothing } from 'lit';
import type { SweepView } from '../../schemas/protocol/sweeps.ts';
import type { SweepContract, SweepState, SweepStrings } from '../../schemas/protocol/views/sweep.ts';
import { cssom } from '../shared/cssom.ts';
import { formatNumber } from '../shared/format.ts';
import type { Host } from '../shared/host.ts';
import type { Brush } from '../shared/parallel/parallel-axis.ts';
import { fullPage, icon, sharedStyles } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { SweepModel } from './sweep-model.ts';
import { sweepPageStyles } from './sweep-page-styles.ts';
import { sweepAxes } from './trial-order.ts';
import { trialsTable } from './trials-table.ts';

/** A search over params: how far it is, which params matter, and its trials. */
export class SweepPage extends LitElement {
  static override styles = [...sharedStyles, fullPage, sweepPageStyles];

  private readonly host: Host<SweepContract>;
  private readonly strings: SweepStrings;
  private readonly model: SweepModel;
  private state: SweepState;
  private brushes: ReadonlyMap<string, Brush> = new Map();

  constructor(host: Host<SweepContract>, state: SweepState, strings: SweepStrings) {
    super();
    this.host = host;
    this.state = state;
    this.strings = strings;
    this.model = new SweepModel(host, state.target.runId, () => this.requestUpdate());
    host.save({ state });
  }

  show(state: SweepState): void {
    this.state = state;
    this.host.save({ state });
    void this.model.read();
  }

  protected override render() {
    const { strings, model } = this;
    const { view, error } = model;
    if (error !== null)
      return html`<div class="message error" role="alert">
        ${icon('error')}
        <h2>${strings.errorTitle}</h2>
        <div>${error.message} ${error.hint ?? ''}</div>
        <button class="tool" @click=${() => void model.read()}>${icon('refresh')}${strings.retry}</button>
      </div>`;
    if (view === null) return nothing;
    if (view.trials.length === 0)
      return html`${this.renderHeader(view)}
        <div class="message">
          ${icon('telescope')}
          <h2>${strings.emptyTitle}</h2>
          <div class="muted">${strings.emptyText}</div>
        </div>`;
    return html`${this.renderHeader(view)}
      <main>
        <section class="findings">
          ${this.renderImportance(view)}
          <div class="axes">
            <h2>${strings.parallel}</h2>
            ${this.renderParallel(view)}
          </div>
        </section>
        ${trialsTable(view, strings, model.revision, (runId) => this.host.act({ kind: 'open', runId }))}
      </main>`;
  }

  private renderHeader(view: SweepView) {
    const { strings } = this;
    const done = view.trials.filter(({ state }) => state !== 'running' && state !== 'stopped').length;
    const isLive = view.trials.some(({ state }) => state === 'running');
    const goal = fill(view.goal === 'maximize' ? strings.maximize : strings.minimize, view.metric);
    const best = view.trials.find(({ runId }) => runId === view.best);
    return html`<header>
        <h1>${fill(strings.subject, view.stage, strings.methods[view.method], goal)}</h1>
        <span class="number" role="status">${fill(strings.progress, done, view.total)}</span>
        <span class="best number"
          >${best?.metric == null ? strings.noBest : html`${icon('star-full')}${strings.best} ${formatNumber(best.metric)}`}</span
        >
        <span class="actions">
          ${
            best
              ? html`<button class="tool" @click=${() => this.host.act({ kind: 'open', runId: best.runId })}>
                ${icon('go-to-file')}${strings.openBest}
              </button>`
              : nothing
          }
          <button
            class="tool"
            ?disabled=${view.trials.length < 2}
            @click=${() => this.host.act({ kind: 'compare', runIds: view.trials.map(({ runId }) => runId) })}
          >
            ${icon('git-compare')}${strings.compare}
          </button>
          ${this.renderControl(isLive, done < view.total)}
        </span>
      </header>
      ${isLive ? html`<vscode-progress-bar .value=${(100 * done) / view.total} aria-label=${strings.title}></vscode-progress-bar>` : nothing}`;
  }

  private renderControl(isLive: boolean, isShort: boolean) {
    const { strings } = this;
    if (!this.state.canRun) return nothing;
    if (isLive)
      return html`<button class="tool" @click=${() => this.host.act({ kind: 'stop' })}>
        ${icon('debug-stop')}${strings.stop}
      </button>`;
    if (!isShort) return nothing;
    return html`<button class="tool" @click=${() => this.host.act({ kind: 'resume' })}>
      ${icon('debug-continue')}${strings.resume}
    </button>`;
  }

  private renderImportance({ importance, params }: SweepView) {
    const { strings } = this;
    const ranked = params
      .map((name) => ({ name, share: importance[name] ?? 0 }))
      .sort((a, b) => b.share - a.share);
    const isKnown = ranked.some(({ share }) => share > 0);
    return html`<div class="importance">
      <h2 title=${strings.importanceHelp}>${strings.importance}</h2>
      ${
        isKnown
          ? html`<dl>
            ${ranked.map(
              ({ name, share }) => html`<dt title=${name}>${name}</dt>
                <dd>
                  <span class="bar" ${cssom({ '--share': String(share) })}></span>
                  <span class="number">${(100 * share).toFixed(0)} %</span>
                </dd>`,
            )}
          </dl>`
          : html`<div class="muted">${strings.importanceSoon}</div>`
      }
    </div>`;
  }

  private renderParallel(view: SweepView) {
    const axes = sweepAxes(view);
    return html`<slipway-parallel
      .axes=${axes}
      .runCount=${view.trials.length}
      .colourBy=${axes.find(({ id }) => id === 'metric') ?? null}
      .strings=${this.strings}
      .brushes=${this.brushes}
      @brushes-changed=${(event: CustomEvent<ReadonlyMap<string, Brush>>) => {
        this.brushes = event.detail;
        this.requestUpdate();
      }}
    ></slipway-parallel>`;
  }
}
customElements.define('slipway-sweep', SweepPage);
