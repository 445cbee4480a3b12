import './test-request.ts';
import './traffic-charts.ts';
import { html, LitElement, nothing } from 'lit';
import type { RevisionTraffic, TargetView } from '../../schemas/protocol/deployments.ts';
import type { SaveFileAction } from '../../schemas/protocol/views/charts.ts';
import type {
  DeploymentContract,
  DeploymentState,
  DeploymentStrings,
} from '../../schemas/protocol/views/deployment.ts';
import type { Host } from '../shared/host.ts';
import { fullPage, icon, sharedStyles } from '../shared/styles.ts';
import { readPalette, ThemeController } from '../shared/theme.ts';
import { deploymentPageStyles } from './deployment-page-styles.ts';
import { revisionCards } from './revision-cards.ts';
import { revisionTable } from './revision-table.ts';
import { rolloutStepper } from './rollout-stepper.ts';
import type { TestRequest, TestRequestEvents, TypedRequest } from './test-request.ts';
import { byShare, TrafficHistory } from './traffic-history.ts';

const elapsedMs = 1_000;
const stateIcons: Record<TargetView['state'], string> = {
  serving: 'circle-filled',
  offline: 'circle-large-outline',
  asleep: 'moon',
  unreachable: 'debug-disconnect',
};

type Requested<N extends keyof TestRequestEvents> = CustomEvent<TestRequestEvents[N]>;

/** One target, live: what answers and how well, the rollout under way, a test request, and what was deployed before. */
export class DeploymentPage extends LitElement {
  static override styles = [...sharedStyles, fullPage, deploymentPageStyles];

  private readonly host: Host<DeploymentContract>;
  private readonly strings: DeploymentStrings;
  private readonly traffic = new TrafficHistory();
  private state: DeploymentState;
  private typed: TypedRequest;
  private samples = 0;
  private focused: number;
  private timer = 0;

  constructor(host: Host<DeploymentContract>, state: DeploymentState, strings: DeploymentStrings) {
    super();
    this.host = host;
    this.strings = strings;
    this.state = state;
    const saved = host.saved();
    this.typed = { tensors: saved.tensors ?? [], raw: saved.raw ?? null };
    // A page that comes back keeps its place; a new one goes where it was asked to.
    this.focused = saved.state === undefined ? 0 : state.focusRequest;
    host.on('deployments/traffic', (sample) => {
      if (sample.target !== this.state.target.name) return;
      this.traffic.add(sample);
      this.samples++;
      this.requestUpdate();
    });
    new ThemeController(this, () => this.requestUpdate());
    this.save();
  }

  show(state: DeploymentState): void {
    this.state = state;
    this.save();
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => {
      if (this.state.view?.rollout) this.requestUpdate();
    }, elapsedMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected override updated(): void {
    if (this.focused === this.state.focusRequest) return;
    const form = this.renderRoot.querySelector<TestRequest>('slipway-test-request');
    if (form === null) return;
    this.focused = this.state.focusRequest;
    void form.updateComplete.then(() => {
      form.scrollIntoView({ block: 'start' });
      form.focus();
    });
  }

  protected override render() {
    const { state, strings } = this;
    const { view } = state;
    if (view === null)
      return html`<div class="message error" role="alert">
        ${icon('error')}
        <h2>${state.target.name}</h2>
        <div>${state.problem ?? strings.gone}</div>
        <button class="tool bordered" @click=${() => this.host.act({ kind: 'retry' })}>
          ${icon('refresh')}${strings.retry}
        </button>
      </div>`;
    return html`${this.renderHeader(view)}
      <main>
        ${view.problem === null ? nothing : this.renderProblem(view, view.problem)}
        ${view.alert === null ? nothing : this.renderNotice('shield', view.alert.message)}
        ${view.rollout === null ? nothing : rolloutStepper(view, view.rollout, Date.now() - state.at, strings)}
        ${view.live === null && view.rollout === null ? this.renderOffline() : this.renderTraffic(view)}
        ${this.renderTest(view)}
        ${
          view.revisions.length === 0
            ? nothing
            : html`<section>
              <h2>${strings.history}</h2>
              ${revisionTable(view, strings, state.canRun ? (to) => this.host.act({ kind: 'roll-back', to }) : undefined)}
            </section>`
        }
      </main>`;
  }

  private renderHeader(view: TargetView) {
    const { strings, state } = this;
    const live = view.revisions.find(({ number }) => number === view.live);
    return html`<header class="page">
      <h1>${view.name}</h1>
      <span class="state ${view.state}" role="status">
        ${icon(stateIcons[view.state])}${strings.states[view.state]}${live === undefined ? '' : html`: <strong>${live.model} ${live.version}</strong>`}
      </span>
      ${
        view.url === null
          ? nothing
          : html`<button class="tool mono url" title=${strings.copyUrl} @click=${() => this.host.act({ kind: 'copy-url' })}>
            ${view.url}${icon('copy')}
          </button>`
      }
      <span class="actions">
        <button class="tool" @click=${() => this.host.act({ kind: 'audit' })}>${icon('history')}${strings.audit}</button>
        ${state.canRun ? this.renderActions(view) : nothing}
      </span>
    </header>`;
  }

  private renderActions(view: TargetView) {
    const { strings } = this;
    const goesOffline = view.rollback !== null && view.rollback.to === null;
    return html`${
      view.rollout === null
        ? html`<button
          class="tool bordered"
          ?disabled=${view.line === null}
          @click=${() => this.host.act({ kind: 'deploy' })}
        >
          ${icon('cloud-upload')}${strings.deploy}
        </button>`
        : html`<button class="tool bordered" @click=${() => this.host.act({ kind: 'abort' })}>
          ${icon('debug-stop')}${strings.abort}
        </button>`
    }
      <button
        class="tool bordered"
        ?disabled=${view.rollback === null}
        @click=${() => this.host.act({ kind: 'roll-back', to: null })}
      >
        ${icon('discard')}${goesOffline ? strings.takeOffline : strings.rollBack}
      </button>`;
  }

  private renderProblem({ state }: TargetView, problem: string) {
    if (state !== 'unreachable') return this.renderNotice('warning', problem);
    return html`<div class="problem" role="alert">
      ${icon('error')}<span><strong>${this.strings.unreachableTitle}</strong> ${problem}</span>
    </div>`;
  }

  /** It serves, and a person should know this. */
  private renderNotice(name: string, text: string) {
    return html`<div class="problem notice" role="status">${icon(name)}<span>${text}</span></div>`;
  }

  private renderOffline() {
    const { strings } = this;
    return html`<div class="message">
      ${icon('rocket')}
      <h2>${strings.offlineTitle}</h2>
      <div class="muted">${strings.offlineText}</div>
    </div>`;
  }

  private renderTraffic(view: TargetView) {
    const { strings, traffic } = this;
    if (view.state === 'asleep')
      return html`<div class="muted waiting">${icon('moon')}${strings.asleepText}</div>`;
    if (view.state === 'unreachable') return nothing;
    const latest: readonly RevisionTraffic[] | null =
      traffic.latest && byShare(traffic.latest.revisions, view.live);
    const names = new Map(
      view.revisions.map(({ number, model, version }) => [number, `${model} ${version} (${number})`]),
    );
    return html`<section>
      ${revisionCards(view, latest, readPalette(this), strings)}
      ${
        latest === null
          ? nothing
          : html`<slipway-traffic-charts
            .history=${traffic}
            .strings=${strings}
            .names=${names}
            .revision=${this.samples}
            @charts-save=${(event: CustomEvent<Omit<SaveFileAction, 'kind'>>) =>
              this.host.act({ kind: 'save', ...event.detail } as SaveFileAction)}
          ></slipway-traffic-charts>`
      }
    </section>`;
  }

  private renderTest(view: TargetView) {
    const { strings, state } = this;
    if (view.live === null || view.state === 'unreachable') return nothing;
    return html`<section>
      <h2>${strings.test}</h2>
      ${
        state.signature === null
          ? html`<div class="muted">${state.signatureProblem}</div>`
          : html`<slipway-test-request
            .signature=${state.signature}
            .strings=${strings}
            .typed=${this.typed}
            .sending=${state.sending}
            .answer=${state.answer}
            .canSend=${state.canRun}
            @request-typed=${(event: Requested<'request-typed'>) => {
              this.typed = event.detail;
              this.save();
              this.requestUpdate();
            }}
            @request-send=${(event: Requested<'request-send'>) => this.host.act({ kind: 'send', ...event.detail })}
            @request-copy=${(event: Requested<'request-copy'>) => this.host.act(event.detail)}
          ></slipway-test-request>`
      }
    </section>`;
  }

  private save(): void {
    this.host.save({ state: this.state, ...this.typed });
  }
}
customElements.define('slipway-deployment', DeploymentPage);
