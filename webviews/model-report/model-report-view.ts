import { html, LitElement, nothing } from 'lit';
import type {
  ModelReport,
  ModelReportContract,
  ModelReportState,
  ReportCell,
  ReportTable,
} from '../../schemas/protocol/views/model-report.ts';
import type { Host } from '../shared/host.ts';
import { icon, sharedStyles } from '../shared/styles.ts';
import { reportStyles } from './report-styles.ts';

/** A page of tables about models; its words come from the panel. */
export class ModelReportView extends LitElement {
  static override styles = [...sharedStyles, reportStyles];

  private readonly host: Host<ModelReportContract>;
  private state: ModelReportState | null = null;

  constructor(host: Host<ModelReportContract>) {
    super();
    this.host = host;
  }

  show(state: ModelReportState): void {
    this.state = state;
    this.requestUpdate();
  }

  protected override render() {
    if (this.state === null) return nothing;
    const { report, problem } = this.state;
    if (report === null)
      return html`<div class="message error" role="alert">
        ${icon('error')}
        <div>${problem}</div>
      </div>`;
    const tables = report.tables.filter(({ rows }) => rows.length > 0);
    return html`${this.renderHead(report)}
      <main>
        ${tables.map((table) => (table.folded ? foldedTable(table) : openTable(table)))}
        ${tables.every(({ folded }) => folded) ? html`<p class="muted">${report.nothing}</p>` : nothing}
      </main>`;
  }

  private renderHead({ title, verdict, facts, buttons }: ModelReport) {
    return html`<header>
      <div class="line">
        <h1>${title}</h1>
        ${verdict === null ? nothing : html`<span class="verdict">${cellContent(verdict)}</span>`}
        <span class="buttons">
          ${buttons.map(
            ({ id, label, icon: name }) =>
              html`<button class="tool bordered" @click=${() => this.host.act({ kind: 'press', id })}>
                ${icon(name)}${label}
              </button>`,
          )}
        </span>
      </div>
      <dl>
        ${facts.map(
          ({ name, value }) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </header>`;
  }
}

function openTable(table: ReportTable) {
  return html`<section>
    ${table.title === '' ? nothing : html`<h2>${table.title}</h2>`} ${rowsOf(table)}
  </section>`;
}

function foldedTable(table: ReportTable) {
  return html`<details>
    <summary>${table.title}</summary>
    ${rowsOf(table)}
  </details>`;
}

function rowsOf({ title, columns, rows, stacks }: ReportTable) {
  return html`<div class="scroll">
    <table aria-label=${title} class=${stacks ? 'stacks' : ''}>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td data-column=${columns[index] ?? ''}>${cellContent(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cellContent({ text, tone, icon: name, code }: ReportCell) {
  return html`<span class=${`${tone}${code ? ' code' : ''}`}
    >${name === undefined ? nothing : icon(name)}${text}</span
  >`;
}

customElements.define('slipway-model-report', ModelReportView);
