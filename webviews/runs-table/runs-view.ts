import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '../shared/table/virtual-table.ts';
import './column-picker.ts';
import { html, LitElement, nothing } from 'lit';
import type { ViewType } from '../../schemas/protocol/tracking.ts';
import type {
  RunsTableContract,
  RunsTableState,
  RunsTableStrings,
} from '../../schemas/protocol/views/runs-table.ts';
import type { Host } from '../shared/host.ts';
import { fullPage, icon, sharedStyles } from '../shared/styles.ts';
import { nextSort, type TableColumn } from '../shared/table/column.ts';
import type { TableEvent } from '../shared/table/table-events.ts';
import type { VirtualTable } from '../shared/table/virtual-table.ts';
import { fill } from '../shared/text.ts';
import { allColumns, type ColumnChoices, moveColumn, visibleColumns } from './columns.ts';
import { runCell, starColumn } from './run-cells.ts';
import { RunsModel } from './runs-model.ts';
import { runsViewStyles } from './runs-view-styles.ts';
import { selectionActions } from './selection-actions.ts';

const views: ViewType[] = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'];
/** Beyond what is drawn: where a value that lacks has rows read, and how far they are read then. */
const rowsAround = { near: 30, far: 60 };
const columnsAround = { near: 6, far: 12 };

/** The runs table: a toolbar over a virtual table. What it shows is `RunsModel`'s. */
export class RunsView extends LitElement {
  static override styles = [...sharedStyles, fullPage, runsViewStyles];
  static override properties = { picking: { state: true } };

  picking = false;
  private readonly host: Host<RunsTableContract>;
  private readonly model: RunsModel;
  private readonly strings: RunsTableStrings;
  private columns: TableColumn[] = [];
  private shown: TableColumn[] = [];
  private columnsOf: unknown[] = [];
  private filterTimer = 0;
  private saveTimer = 0;
  private restoredScroll = false;

  constructor(host: Host<RunsTableContract>, state: RunsTableState, strings: RunsTableStrings) {
    super();
    this.host = host;
    this.strings = strings;
    this.model = new RunsModel(host, state, () => this.onModel());
    // A running run's duration grows without any message.
    window.setInterval(() => this.model.hasRunning() && this.model.touch(), 1000);
  }

  /** The panel has come back into sight, perhaps with another state: ask for everything again. */
  show(state: RunsTableState): void {
    this.model.show(state);
  }

  private get table(): VirtualTable | null {
    return this.renderRoot.querySelector<VirtualTable>('slipway-table');
  }

  private onModel(): void {
    this.requestUpdate();
    this.saveSoon();
  }

  private saveSoon(): void {
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), 200);
  }

  private save(): void {
    const { top, left } = this.table?.scrollPosition ?? { top: 0, left: 0 };
    this.host.save(this.model.snapshot(top, left));
  }

  protected override willUpdate(): void {
    const { available, choices } = this.model;
    if (this.columnsOf[0] === available && this.columnsOf[1] === choices) return;
    this.columnsOf = [available, choices];
    this.columns = allColumns(available, choices, this.strings);
    this.shown = visibleColumns(this.columns, choices);
  }

  protected override updated(): void {
    if (this.restoredScroll || this.model.phase !== 'ready' || this.table === null) return;
    this.restoredScroll = true;
    const { table } = this;
    const saved = this.host.saved();
    void table.updateComplete.then(() => table.scrollToPosition(saved.scrollTop ?? 0, saved.scrollLeft ?? 0));
  }

  protected override render() {
    return html`${this.renderToolbar()}
      ${this.model.busy ? html`<vscode-progress-bar class="progress"></vscode-progress-bar>` : nothing}
      <main>${this.renderMain()}</main>`;
  }

  private renderToolbar() {
    const { strings, model } = this;
    const selected = this.selected();
    return html`<header>
      <div class="filter">
        <vscode-textfield
          class="mono"
          .label=${strings.filterLabel}
          placeholder=${strings.filterPlaceholder}
          title=${strings.filterHelp}
          .value=${model.filter}
          .invalid=${model.filterError !== null}
          @input=${(event: Event) => this.onFilter((event.target as HTMLInputElement).value, 250)}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Enter') this.onFilter((event.currentTarget as HTMLInputElement).value, 0);
            if (event.key === 'Escape') this.onFilter('', 0);
          }}
        >
          <span slot="content-before" class="codicon codicon-filter" aria-hidden="true"></span>
        </vscode-textfield>
        ${
          model.filterError === null
            ? nothing
            : html`<div class="filter-error" role="alert">${model.filterError.message}${
                model.filterError.hint === null ? nothing : html`<br />${model.filterError.hint}`
              }</div>`
        }
      </div>
      <vscode-single-select
        .label=${strings.whichRuns}
        title=${strings.whichRuns}
        @change=${(event: Event) => model.setView((event.target as HTMLSelectElement).value as ViewType)}
      >
        ${views.map(
          (view, index) =>
            html`<vscode-option value=${view} ?selected=${model.view === view}>${
              [strings.active, strings.deleted, strings.all][index]
            }</vscode-option>`,
        )}
      </vscode-single-select>
      <div class="picker-anchor">
        <button class="tool" aria-expanded=${this.picking} @click=${() => this.togglePicker()}>
          ${icon('list-selection')}<span class="wide">${strings.columns}</span>
        </button>
        ${
          this.picking
            ? html`<slipway-column-picker
              .columns=${this.columns}
              .choices=${model.choices}
              .strings=${strings}
              @choices-changed=${(event: CustomEvent<ColumnChoices>) => model.setChoices(event.detail)}
              @done=${() => this.togglePicker()}
              @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.togglePicker()}
            ></slipway-column-picker>`
            : nothing
        }
      </div>
      <span class="separator" role="separator"></span>
      ${selectionActions({
        strings,
        selected,
        canChange: model.state.canChange,
        starred: selected.every((id) => (model.cache.get(id)?.cells.get(starColumn) ?? null) !== null),
        deleted: model.view === 'DELETED_ONLY',
        hasRuns: model.order.length > 0,
        act: (action) => this.host.act(action),
        query: model.query(),
        columns: this.shown.map((column) => column.id),
      })}
      <span class="count number" role="status">${fill(strings.runCount, model.order.length.toLocaleString())}${
        selected.length === 0
          ? nothing
          : html` · ${fill(strings.selectedCount, selected.length.toLocaleString())}`
      }</span>
    </header>`;
  }

  private renderMain() {
    const { strings, model } = this;
    if (model.error !== null)
      return html`<div class="message error" role="alert">
        ${icon('error')}
        <h2>${strings.errorTitle}</h2>
        <div>${model.error.message}${model.error.hint === null ? nothing : html`<br />${model.error.hint}`}</div>
        <button class="tool" @click=${() => model.refresh()}>${icon('refresh')}${strings.retry}</button>
      </div>`;
    if (model.phase === 'ready' && model.order.length === 0) return this.renderEmpty();
    const context = { strings, experimentNames: model.experimentNames, now: Date.now() };
    return html`<slipway-table
      .label=${strings.title}
      .strings=${strings}
      .columns=${this.shown}
      .order=${model.order}
      .selection=${model.selection}
      .sort=${model.sort}
      .revision=${model.revision}
      .cellOf=${(id: string, column: string) => {
        const run = model.cache.get(id);
        return run === undefined ? null : runCell(run, column, context);
      }}
      @table-window=${(event: TableEvent<'table-window'>) => this.onWindow(event.detail)}
      @table-select=${(event: TableEvent<'table-select'>) => model.select(event.detail)}
      @table-open=${(event: TableEvent<'table-open'>) => this.host.act({ kind: 'open', runId: event.detail.id })}
      @table-sort=${(event: TableEvent<'table-sort'>) => this.onSort(event.detail.column)}
      @table-resize=${({ detail }: TableEvent<'table-resize'>) =>
        model.setChoices({
          ...model.choices,
          widths: { ...model.choices.widths, [detail.column]: detail.width },
        })}
      @table-move=${({ detail }: TableEvent<'table-move'>) =>
        model.setChoices(moveColumn(model.choices, this.columns, detail.column, detail.before))}
    ></slipway-table>`;
  }

  private renderEmpty() {
    const { strings, model } = this;
    if (model.filter !== '' || model.view === 'DELETED_ONLY')
      return html`<div class="message">
        ${icon('search')}
        <h2>${strings.noMatchTitle}</h2>
        <div class="muted">${strings.noMatchText}</div>
        <button class="tool" @click=${() => model.clearFilter()}>${icon('clear-all')}${strings.clearFilter}</button>
      </div>`;
    return html`<div class="message">
      ${icon('beaker')}
      <h2>${strings.emptyTitle}</h2>
      <div class="muted">${strings.emptyText}</div>
      ${
        model.state.canChange
          ? html`<button class="tool" @click=${() => this.host.act({ kind: 'run' })}>${icon('play')}${strings.emptyRun}</button>`
          : nothing
      }
    </div>`;
  }

  /** In the table's order, whatever order they were chosen in. */
  private selected(): string[] {
    const { selection, order } = this.model;
    return selection.ids.size < 2 ? [...selection.ids] : order.filter((id) => selection.ids.has(id));
  }

  private togglePicker(): void {
    this.picking = !this.picking;
    if (!this.picking) this.renderRoot.querySelector<HTMLElement>('.picker-anchor > .tool')?.focus();
  }

  private onFilter(filter: string, delayMs: number): void {
    window.clearTimeout(this.filterTimer);
    this.filterTimer = window.setTimeout(() => this.model.setFilter(filter), delayMs);
  }

  private onSort(id: string): void {
    const column = this.shown.find((one) => one.id === id);
    if (column !== undefined) this.model.setSort(nextSort(this.model.sort, column));
  }

  private onWindow({ ids, columns }: { ids: string[]; columns: string[] }): void {
    const { order, cache } = this.model;
    const all = this.shown.map((column) => column.id);
    const valuesWithin = (margin: number) => {
      const values = new Set([...columns, ...around(all, columns, margin)].filter(isValue));
      return [...new Set([starColumn, ...values])];
    };
    cache.want({
      near: around(order, ids, rowsAround.near),
      around: around(order, ids, rowsAround.far),
      columns: valuesWithin(columnsAround.near),
      aroundColumns: valuesWithin(columnsAround.far),
    });
    this.saveSoon();
  }
}

function isValue(column: string): boolean {
  return !column.startsWith('attributes.');
}

/** The items of `all` that are drawn, which end with the last of `drawn`, and so many on either side. */
function around(all: readonly string[], drawn: readonly string[], margin: number): readonly string[] {
  const end = all.indexOf(drawn.at(-1) ?? '') + 1;
  return all.slice(Math.max(0, end - drawn.length - margin), end + margin);
}

customElements.define('slipway-runs', RunsView);
