import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunsTableStrings } from '../../schemas/protocol/views/runs-table.ts';
import { icon, sharedStyles } from '../shared/styles.ts';
import type { TableColumn } from '../shared/table/column.ts';
import { type ColumnChoices, defaultChoices, moveColumn, setHidden, setPinned } from './columns.ts';

/** Chooses, pins and moves columns, by mouse or keyboard alike. Tells each change by `choices-changed`. */
export class ColumnPicker extends LitElement {
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        background: var(--vscode-editorWidget-background);
        border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
        border-radius: 6px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        color: var(--vscode-editorWidget-foreground);
        display: flex;
        flex-direction: column;
        max-height: min(70vh, 560px);
        width: min(380px, calc(100vw - 24px));
      }
      .top {
        border-bottom: 1px solid var(--vscode-editorWidget-border, transparent);
        display: flex;
        flex-direction: column;
        gap: 6px;
        padding: 10px;
      }
      .top vscode-textfield {
        width: 100%;
      }
      .all {
        display: flex;
        gap: 4px;
      }
      .all .grow {
        flex: 1;
      }
      ul {
        list-style: none;
        margin: 0;
        min-height: 120px;
        overflow: auto;
        padding: 4px 6px 8px;
      }
      li {
        align-items: center;
        border-radius: 4px;
        content-visibility: auto;
        contain-intrinsic-height: 26px;
        display: flex;
        height: 26px;
        padding: 0 4px;
      }
      li:hover {
        background: var(--vscode-list-hoverBackground);
      }
      li vscode-checkbox {
        flex: 1;
        min-width: 0;
      }
      li .tool {
        height: 22px;
        opacity: 0;
        padding: 0 3px;
      }
      li:hover .tool,
      li:focus-within .tool,
      li .tool[aria-pressed='true'] {
        opacity: 1;
      }
      li .group {
        color: var(--vscode-descriptionForeground);
        font-size: 0.85em;
        margin-left: 6px;
      }
    `,
  ];
  static override properties = {
    columns: { attribute: false },
    choices: { attribute: false },
    strings: { attribute: false },
    search: { state: true },
  };

  declare strings: RunsTableStrings;
  columns: readonly TableColumn[] = [];
  choices: ColumnChoices = defaultChoices;
  search = '';

  protected override render() {
    const { strings } = this;
    const wanted = this.search.toLowerCase();
    const shown = this.columns.filter((column) =>
      `${column.group} ${column.title}`.toLowerCase().includes(wanted),
    );
    const ids = shown.map((column) => column.id);
    return html`<div class="top">
        <vscode-textfield
          placeholder=${strings.columnsSearch}
          .label=${strings.columnsSearch}
          .value=${this.search}
          @input=${(event: Event) => {
            this.search = (event.target as HTMLInputElement).value;
          }}
        ></vscode-textfield>
        <div class="all">
          <button class="tool" @click=${() => this.change(setHidden(this.choices, ids, false))}>${strings.showAll}</button>
          <button class="tool" @click=${() => this.change(setHidden(this.choices, ids, true))}>${strings.hideAll}</button>
          <button class="tool" @click=${() => this.change(defaultChoices)}>${strings.resetColumns}</button>
          <span class="grow"></span>
          <button class="tool" @click=${() => this.dispatchEvent(new Event('done'))}>${strings.done}</button>
        </div>
      </div>
      <ul aria-label=${strings.columns}>
        ${repeat(
          shown,
          (column) => column.id,
          (column) => this.renderColumn(column),
        )}
        ${shown.length === 0 ? html`<li class="muted">${strings.columnsNone}</li>` : nothing}
      </ul>`;
  }

  private renderColumn(column: TableColumn) {
    const { strings, choices } = this;
    const pinned = choices.pinned.includes(column.id);
    const at = this.columns.indexOf(column);
    const left = this.columns[at - 1];
    const right = this.columns[at + 1];
    const move = (before: string | null) => this.change(moveColumn(choices, this.columns, column.id, before));
    return html`<li>
      <vscode-checkbox
        .checked=${!choices.hidden.has(column.id)}
        @change=${(event: Event) =>
          this.change(setHidden(choices, [column.id], !(event.target as HTMLInputElement).checked))}
        >${column.title}<span class="group">${column.group}</span></vscode-checkbox
      >
      ${tool('arrow-left', strings.moveLeft, left?.pinned !== column.pinned, () => move(left?.id ?? null))}
      ${tool('arrow-right', strings.moveRight, right?.pinned !== column.pinned, () => move(this.columns[at + 2]?.id ?? null))}
      <button
        class="tool"
        title=${pinned ? strings.unpin : strings.pin}
        aria-label=${pinned ? strings.unpin : strings.pin}
        aria-pressed=${pinned}
        @click=${() => this.change(setPinned(choices, column.id, !pinned))}
      >
        ${icon(pinned ? 'pinned' : 'pin')}
      </button>
    </li>`;
  }

  private change(choices: ColumnChoices): void {
    this.dispatchEvent(new CustomEvent('choices-changed', { detail: choices }));
  }
}
customElements.define('slipway-column-picker', ColumnPicker);

function tool(name: string, label: string, disabled: boolean, onClick: () => void) {
  return html`<button class="tool" title=${label} aria-label=${label} ?disabled=${disabled} @click=${onClick}>
    ${icon(name)}
  </button>`;
}
