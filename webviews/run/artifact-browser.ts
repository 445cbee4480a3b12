import '../shared/table/virtual-table.ts';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ArtifactEntry } from '../../schemas/protocol/tracking.ts';
import type { ArtifactPreview, RunAction, RunStrings } from '../../schemas/protocol/views/run.ts';
import { cssom } from '../shared/cssom.ts';
import { formatBytes } from '../shared/format.ts';
import { icon, sharedStyles } from '../shared/styles.ts';
import { parseCsv } from './csv.ts';
import { textCell, valueTable } from './value-table.ts';

/** The run's files as a tree, and what is chosen of them in place. Folders are listed when they are opened. */
export class ArtifactBrowser extends LitElement {
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        display: grid;
        gap: 0 12px;
        grid-template-columns: minmax(180px, 1fr) minmax(0, 3fr);
        min-height: 120px;
      }
      .tree {
        border-right: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        max-height: 460px;
        outline: none;
        overflow: auto;
      }
      .item {
        align-items: center;
        cursor: pointer;
        display: flex;
        gap: 5px;
        height: 22px;
        padding-right: 8px;
        white-space: nowrap;
      }
      .item:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .item[aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
      }
      .tree:focus .item[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-contrastActiveBorder, transparent));
        outline-offset: -1px;
      }
      .item .size {
        font-size: 0.9em;
        margin-left: auto;
        padding-left: 12px;
      }
      .item:not([aria-selected='true']) .size {
        color: var(--vscode-descriptionForeground);
      }
      .bar {
        align-items: center;
        display: flex;
        gap: 6px;
        min-height: 24px;
      }
      .bar span {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      img {
        background: var(--vscode-editor-background);
        display: block;
        max-height: 520px;
        max-width: 100%;
      }
      pre {
        background: var(--vscode-textCodeBlock-background);
        border-radius: 4px;
        margin: 0;
        max-height: 430px;
        overflow: auto;
        padding: 8px 10px;
      }
      @media (max-width: 620px) {
        :host {
          grid-template-columns: 1fr;
        }
        .tree {
          border-right: none;
          max-height: 200px;
        }
      }
    `,
  ];
  static override properties = {
    strings: { attribute: false },
    preview: { attribute: false },
    list: { attribute: false },
    revision: { attribute: false },
    folders: { state: true },
    selected: { state: true },
  };

  declare strings: RunStrings;
  preview: ArtifactPreview | null = null;
  list: (path: string) => Promise<ArtifactEntry[]> = () => Promise.resolve([]);
  /** Raised when the files may have changed. */
  revision = 0;
  /** Opened folders by path; the root is the empty one. */
  folders: ReadonlyMap<string, ArtifactEntry[]> = new Map();
  selected = '';

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('revision')) return;
    for (const path of this.folders.size === 0 ? [''] : this.folders.keys()) void this.open(path);
    if (this.selected === '' && this.preview !== null) this.selected = this.preview.path;
  }

  protected override render() {
    const items = this.items('', 0);
    if (this.folders.has('') && items.length === 0)
      return html`<div class="muted">${this.strings.noArtifacts}</div>`;
    return html`<div
        class="tree"
        role="tree"
        tabindex="0"
        aria-label=${this.strings.artifacts}
        aria-activedescendant=${`item-${items.findIndex(({ entry }) => entry.path === this.selected)}`}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, items)}
      >
        ${items.map(({ entry, depth }, index) => this.renderItem(entry, depth, index))}
      </div>
      <div>${this.preview === null ? html`<span class="muted">${this.strings.chooseArtifact}</span>` : this.renderPreview(this.preview)}</div>`;
  }

  private items(path: string, depth: number): { entry: ArtifactEntry; depth: number }[] {
    return (this.folders.get(path) ?? []).flatMap((entry) => [
      { entry, depth },
      ...(entry.isDir ? this.items(entry.path, depth + 1) : []),
    ]);
  }

  private renderItem(entry: ArtifactEntry, depth: number, index: number): TemplateResult {
    const opened = this.folders.has(entry.path);
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    return html`<div
      class="item"
      id="item-${index}"
      role="treeitem"
      aria-level=${depth + 1}
      aria-expanded=${entry.isDir ? opened : nothing}
      aria-selected=${entry.path === this.selected}
      ${cssom({ 'padding-left': `${4 + depth * 12}px` })}
      @click=${() => this.choose(entry)}
      @dblclick=${() => !entry.isDir && this.act({ kind: 'open-artifact', path: entry.path })}
    >
      ${icon(entry.isDir ? (opened ? 'chevron-down' : 'chevron-right') : fileIcon(name))}
      <span>${name}</span>${entry.size === null ? nothing : html`<span class="size number">${formatBytes(entry.size)}</span>`}
    </div>`;
  }

  private renderPreview(preview: ArtifactPreview): TemplateResult {
    const { strings } = this;
    return html`<div class="bar">
        <span class="muted">${preview.path}</span>
        <button class="tool" @click=${() => this.act({ kind: 'open-artifact', path: preview.path })}>
          ${icon('go-to-file')}${strings.openInEditor}
        </button>
      </div>
      ${previewBody(preview, strings)}`;
  }

  private choose(entry: ArtifactEntry): void {
    this.selected = entry.path;
    if (!entry.isDir) this.act({ kind: 'preview', path: entry.path });
    else if (this.folders.has(entry.path)) this.close(entry.path);
    else void this.open(entry.path);
  }

  private async open(path: string): Promise<void> {
    const entries = await this.list(path);
    this.folders = new Map(this.folders).set(path, entries);
  }

  private close(path: string): void {
    const folders = new Map(this.folders);
    folders.delete(path);
    this.folders = folders;
  }

  private onKey(event: KeyboardEvent, items: readonly { entry: ArtifactEntry }[]): void {
    const at = items.findIndex(({ entry }) => entry.path === this.selected);
    const entry = items[at]?.entry;
    const opened = entry !== undefined && this.folders.has(entry.path);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target !== undefined) {
      const next = items[Math.max(0, Math.min(items.length - 1, target))];
      if (next !== undefined) this.selected = next.entry.path;
    } else if (entry !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      this.choose(entry);
    } else if (
      entry?.isDir &&
      ((event.key === 'ArrowRight' && !opened) || (event.key === 'ArrowLeft' && opened))
    ) {
      this.choose(entry);
    } else {
      return;
    }
    event.preventDefault();
  }

  private act(action: RunAction): void {
    this.dispatchEvent(new CustomEvent('artifact-action', { detail: action }));
  }
}
customElements.define('slipway-artifacts', ArtifactBrowser);

function previewBody(preview: ArtifactPreview, strings: RunStrings): TemplateResult {
  switch (preview.kind) {
    case 'image':
      return html`<img src=${preview.uri} alt=${preview.path} />`;
    case 'failed':
      return html`<div role="alert">${preview.message}</div>`;
    case 'other':
      return html`<div class="muted">${strings.notShown}</div>`;
    case 'text':
    case 'table':
      return html`${preview.kind === 'text' ? html`<pre class="mono" tabindex="0">${preview.text}</pre>` : csvTable(preview, strings)}
        ${preview.truncated ? html`<div class="muted">${strings.previewTruncated}</div>` : nothing}`;
  }
}

function csvTable({ text, path }: { text: string; path: string }, strings: RunStrings): TemplateResult {
  const [head = [], ...rows] = parseCsv(text);
  const isNumber = (column: number) => rows.slice(0, 20).every((row) => Number.isFinite(Number(row[column])));
  const columns = head.map((title, index) => ({
    title,
    width: Math.max(90, Math.min(240, 40 + title.length * 7)),
    align: isNumber(index) ? ('end' as const) : ('start' as const),
  }));
  return valueTable(
    path,
    columns,
    rows.map((row) => row.map(textCell)),
    strings,
  );
}

function fileIcon(name: string): string {
  if (/\.(png|jpe?g|gif|webp|svg|bmp)$/i.test(name)) return 'file-media';
  if (/\.(csv|tsv)$/i.test(name)) return 'table';
  if (/\.(json|ya?ml|toml|py|ipynb)$/i.test(name)) return 'file-code';
  return 'file';
}
