import '../shared/table/virtual-table.ts';
import './artifact-browser.ts';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { RunAction, RunContract, RunState, RunStrings } from '../../schemas/protocol/views/run.ts';
import { formatMetric, formatNumber } from '../shared/format.ts';
import type { Host } from '../shared/host.ts';
import { icon, sharedStyles } from '../shared/styles.ts';
import { renderFacts } from './facts.ts';
import { plainOutput } from './plain-output.ts';
import { RunModel } from './run-model.ts';
import { runViewStyles } from './run-view-styles.ts';
import { statusBadge } from './status-badge.ts';
import { textCell, valueTable } from './value-table.ts';

/** Everything about one run on one page, what went wrong first. */
export class RunView extends LitElement {
  static override styles = [...sharedStyles, runViewStyles];

  private readonly host: Host<RunContract>;
  private readonly model: RunModel;
  private readonly strings: RunStrings;
  private restored = false;

  constructor(host: Host<RunContract>, state: RunState, strings: RunStrings) {
    super();
    this.host = host;
    this.strings = strings;
    this.model = new RunModel(host, state, () => this.requestUpdate());
    const shown = host.saved().preview ?? null;
    if (shown !== null && state.preview === null) host.act({ kind: 'preview', path: shown });
    window.addEventListener('scrollend', () => this.save());
  }

  show(state: RunState): void {
    this.model.show(state);
    this.save();
  }

  private save(): void {
    const { state } = this.model;
    this.host.save({ state, preview: state.preview?.path ?? null, scrollTop: window.scrollY });
  }

  private readonly act = (action: RunAction): void => this.host.act(action);

  protected override updated(): void {
    const tail = this.renderRoot.querySelector('.output');
    if (tail !== null && !tail.matches(':hover, :focus')) tail.scrollTop = tail.scrollHeight;
    if (this.restored || this.model.run === null) return;
    this.restored = true;
    const top = this.host.saved().scrollTop ?? 0;
    requestAnimationFrame(() => window.scrollTo(0, top));
    this.save();
  }

  protected override render() {
    const { strings, model } = this;
    const { run, error } = model;
    const problem =
      error === null
        ? nothing
        : html`<div class="banner bad" role="alert">${icon('error')}<div><b>${strings.errorTitle}</b> ${error.message} ${error.hint ?? ''}</div></div>`;
    if (run === null) return problem;
    return html`${problem}${this.renderHeader(run)}${this.renderBanners(run)}
      <main>
      <div class="columns">
        <div>${this.renderMetrics(run)}${this.renderParams(run)}${this.renderInputs(run)}</div>
        <div>
          ${section(strings.provenance, renderFacts(run, strings, this.act))}${this.renderNote(run)}${this.renderTags(run)}
        </div>
      </div>
      ${section(
        strings.artifacts,
        html`<slipway-artifacts
          .strings=${strings}
          .preview=${model.state.preview}
          .list=${this.list}
          .revision=${model.revision}
          @artifact-action=${(event: CustomEvent<RunAction>) => this.act(event.detail)}
        ></slipway-artifacts>`,
      )}
      ${this.renderOutput()}
      </main>`;
  }

  private readonly list = (path: string) => this.model.list(path);

  private renderHeader({ info, tags }: Run) {
    const { strings, act } = this;
    const { canChange } = this.model.state;
    const starred = tags[runTags.star] !== undefined;
    const live = info.status === 'RUNNING';
    const deleted = info.lifecycleStage === 'deleted';
    return html`<header>
      <h1>${info.runName}</h1>
      ${statusBadge(info.status, strings)}
      ${deleted ? html`<span class="badge">${strings.deleted}</span>` : nothing}
      <div class="actions">
        ${tool('graph-line', strings.charts, () => act({ kind: 'charts' }))}
        ${live && canChange ? tool('debug-stop', strings.stop, () => act({ kind: 'stop' })) : nothing}
        ${
          tags[runTags.execution] !== undefined && canChange && !live
            ? tool('debug-rerun', strings.rerun, () => act({ kind: 'rerun' }))
            : nothing
        }
        ${
          canChange && !deleted
            ? html`${tool(starred ? 'star-full' : 'star-empty', starred ? strings.unstar : strings.star, () =>
                act({ kind: 'star', starred: !starred }),
              )}
              ${tool('edit', strings.rename, () => act({ kind: 'rename' }))}
              ${tool('trash', strings.remove, () => act({ kind: 'delete' }))}`
            : nothing
        }
        ${deleted && canChange ? tool('discard', strings.restore, () => act({ kind: 'restore' })) : nothing}
      </div>
    </header>`;
  }

  private renderBanners({ info, tags }: Run) {
    const reason = tags[runTags.reason];
    const warning = tags[runTags.warning];
    const failed = info.status === 'FAILED' || info.status === 'KILLED';
    return html`${
      failed && reason !== undefined
        ? html`<div class="banner bad" role="alert">${icon('error')}<div><b>${this.strings.failure}</b> ${reason}</div></div>`
        : nothing
    }${
      warning === undefined
        ? nothing
        : html`<div class="banner warn" role="status">${icon('warning')}<div><b>${this.strings.warning}</b> ${warning}</div></div>`
    }`;
  }

  private renderMetrics({ metrics }: Run) {
    const { strings } = this;
    if (metrics.length === 0) return section(strings.metrics, muted(strings.noMetrics));
    const rank = (key: string) => (key.startsWith('system/') ? 1 : 0);
    const sorted = [...metrics].sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key));
    const rows = sorted.map(({ key, value, step }) => [
      textCell(key),
      { text: formatMetric(value), hint: String(value) },
      { text: formatNumber(step), hint: String(step), tone: 'muted' as const },
    ]);
    const columns = [
      { title: strings.name, width: 230, align: 'start' as const },
      { title: strings.value, width: 110, align: 'end' as const },
      { title: strings.step, width: 90, align: 'end' as const },
    ];
    return section(strings.metrics, valueTable(strings.metrics, columns, rows, strings), metrics.length);
  }

  private renderParams({ params }: Run) {
    const { strings } = this;
    const rows = Object.entries(params)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, value]) => [textCell(key), textCell(value)]);
    if (rows.length === 0) return section(strings.params, muted(strings.noParams));
    const columns = [
      { title: strings.name, width: 230, align: 'start' as const },
      { title: strings.value, width: 200, align: 'start' as const },
    ];
    return section(strings.params, valueTable(strings.params, columns, rows, strings), rows.length);
  }

  private renderInputs({ inputs }: Run) {
    if (inputs.length === 0) return nothing;
    return section(
      this.strings.inputs,
      html`<ul class="plain">
        ${inputs.map((input) => html`<li>${icon('database')} ${input.name} <span class="muted mono">${input.digest}</span></li>`)}
      </ul>`,
    );
  }

  private renderNote({ tags }: Run) {
    const { strings } = this;
    const note = tags[runTags.note] ?? '';
    return section(
      strings.note,
      html`<div class="note">${note === '' ? muted(strings.noNote) : note}</div>
        ${this.model.state.canChange ? tool('edit', strings.editNote, () => this.act({ kind: 'note' })) : nothing}`,
    );
  }

  private renderTags({ tags }: Run) {
    const { strings } = this;
    const own = Object.entries(tags).filter(([key]) => !/^(mlflow|slipway)\./.test(key));
    return section(
      strings.tags,
      html`<div class="tags">
        ${own.map(([key, value]) => html`<span class="tag" title=${`${key}: ${value}`}><b>${key}</b> ${value}</span>`)}
        ${this.model.state.canChange ? tool('add', strings.addTag, () => this.act({ kind: 'tag' })) : nothing}
      </div>`,
    );
  }

  private renderOutput() {
    const { strings } = this;
    const { output } = this.model;
    if (output === null) return nothing;
    return section(
      strings.output,
      html`${output.truncated ? muted(strings.outputTruncated) : nothing}
        <pre class="output mono" tabindex="0" aria-label=${strings.output}>${plainOutput(output.text) || strings.noOutput}</pre>
        ${tool('output', strings.showOutput, () => this.act({ kind: 'output' }))}`,
    );
  }
}
customElements.define('slipway-run', RunView);

function section(title: string, body: TemplateResult | typeof nothing, count?: number): TemplateResult {
  return html`<section aria-label=${title}>
    <h2>${title}${count === undefined ? nothing : html` <span class="muted number">${count}</span>`}</h2>
    ${body}
  </section>`;
}

function muted(text: string): TemplateResult {
  return html`<div class="muted">${text}</div>`;
}

function tool(name: string, label: string, onClick: () => void): TemplateResult {
  return html`<button class="tool" @click=${onClick}>${icon(name)}${label}</button>`;
}
