import { html, nothing, type TemplateResult } from 'lit';
import type {
  GraphDirection,
  GraphFocus,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';

/** Steps that can be chosen in each direction, besides all. */
const steps = [0, 1, 2, 3, 5];

export interface ToolbarGiven {
  strings: PipelineGraphStrings;
  search: string;
  /** Nodes that were found; null without a search. */
  found: number | null;
  direction: GraphDirection;
  showsFiles: boolean;
  /** How many groups there are, and how many are shown stage by stage. */
  groups: number;
  expanded: number;
  onSearch(text: string): void;
  /** To the next match, or the one before. */
  onStep(by: 1 | -1): void;
  onDirection(direction: GraphDirection): void;
  onFiles(shows: boolean): void;
  onExpandAll(expand: boolean): void;
  onMermaid(): void;
  onPicture(format: 'svg' | 'png'): void;
}

export function toolbar(given: ToolbarGiven): TemplateResult {
  const { strings, search, found, direction, showsFiles, groups, expanded } = given;
  const turned = direction === 'right' ? 'down' : 'right';
  return html`<header>
    <vscode-textfield
      .label=${strings.search}
      placeholder=${strings.search}
      .value=${search}
      @input=${(event: Event) => given.onSearch((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') given.onStep(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape') given.onSearch('');
        else return;
        event.preventDefault();
      }}
      ><span slot="content-before" class="codicon codicon-search" aria-hidden="true"></span
    ></vscode-textfield>
    <span class="matches number" role="status">${found === null ? nothing : fill(strings.matchCount, found.toLocaleString())}</span>
    <span class="grow"></span>
    ${toggle('type-hierarchy-sub', strings.direction, direction === 'down', () => given.onDirection(turned))}
    ${toggle('file', strings.showFiles, showsFiles, () => given.onFiles(!showsFiles))}
    ${
      groups === 0
        ? nothing
        : expanded < groups
          ? tool('expand-all', strings.expandAll, () => given.onExpandAll(true))
          : tool('collapse-all', strings.collapseAll, () => given.onExpandAll(false))
    }
    <span class="separator" role="separator"></span>
    ${tool('markdown', strings.copyMermaid, given.onMermaid)} ${tool('save', strings.saveSvg, () => given.onPicture('svg'))}
    ${tool('file-media', strings.savePng, () => given.onPicture('png'))}
  </header>`;
}

/** What the graph is narrowed to, and how far up and down. */
export function focusBar(
  focus: GraphFocus,
  title: string,
  strings: PipelineGraphStrings,
  change: (focus: GraphFocus | null) => void,
): TemplateResult {
  const depth = (label: string, value: number | null, set: (steps: number | null) => void) => html`<label
    >${label}
    <vscode-single-select
      .label=${label}
      @change=${(event: Event) => {
        const chosen = (event.target as HTMLSelectElement).value;
        set(chosen === '' ? null : Number(chosen));
      }}
    >
      <vscode-option value="" ?selected=${value === null}>${strings.allSteps}</vscode-option>
      ${steps.map(
        (count) => html`<vscode-option value=${count} ?selected=${value === count}>${count}</vscode-option>`,
      )}
    </vscode-single-select></label
  >`;
  return html`<div class="focus" role="group" aria-label=${strings.focus}>
    ${icon('target')}<span>${fill(strings.focusOn, title)}</span>
    ${depth(strings.upstream, focus.up, (up) => change({ ...focus, up }))}
    ${depth(strings.downstream, focus.down, (down) => change({ ...focus, down }))}
    <button class="tool" @click=${() => change(null)}>${icon('close')}${strings.focusOff}</button>
  </div>`;
}

export function tool(name: string, label: string, onClick: () => void): TemplateResult {
  return html`<button class="tool" aria-label=${label} title=${label} @click=${onClick}>${icon(name)}</button>`;
}

function toggle(name: string, label: string, isOn: boolean, onClick: () => void): TemplateResult {
  return html`<button
    class="tool"
    aria-label=${label}
    title=${label}
    aria-pressed=${isOn}
    @click=${onClick}
  >
    ${icon(name)}
  </button>`;
}
