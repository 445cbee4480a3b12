import { html, nothing, type TemplateResult } from 'lit';
import type { StageView } from '../../schemas/protocol/pipelines.ts';
import type {
  PipelineGraphAction,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import { formatDuration, formatTime } from '../shared/format.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { stateCodicons } from './drawing/state-icons.ts';
import type { ShownNode } from './graph/graph.ts';
import { groupName } from './graph/shown-graph.ts';
import { countStates, countsText, stageLine } from './node-look.ts';

const shownMembers = 200;

export interface CardGiven {
  node: ShownNode;
  /** The group that the stage belongs to and that is shown stage by stage; null otherwise. */
  openGroup: string | null;
  strings: PipelineGraphStrings;
  canRun: boolean;
  isFocus: boolean;
  act(action: PipelineGraphAction): void;
  show(stage: string): void;
  toggleGroup(id: string): void;
  focus(id: string): void;
  close(): void;
}

/** What is known of the selected node, and what can be done with it. */
export function nodeCard(given: CardGiven): TemplateResult {
  const { node, strings, close } = given;
  const [stage] = node.stages;
  const name = node.kind === 'stage' ? (stage?.name ?? node.title) : node.title;
  return html`<aside aria-label=${strings.details}>
    <div class="head">
      <h2 title=${name}>${name}</h2>
      <button class="tool" aria-label=${strings.closeDetails} title=${strings.closeDetails} @click=${close}>
        ${icon('close')}
      </button>
    </div>
    ${
      node.kind === 'files'
        ? filesBody(given)
        : node.kind === 'group' || stage === undefined
          ? groupBody(given)
          : stageBody(stage, given)
    }
  </aside>`;
}

function stageBody(stage: StageView, given: CardGiven): TemplateResult {
  const { strings, act, openGroup } = given;
  const { state, reasons, lastRun, running, description, command, deps, outs } = stage;
  const runId = running?.runId ?? lastRun?.runId;
  return html`
    <div class="state state-${state}">
      ${icon(stateCodicons[state])}<span>${reasons.length > 0 ? strings.states[state] : stageLine(stage, strings, Date.now())}</span>
    </div>
    ${description === null ? nothing : html`<p>${description}</p>`}
    ${runTools(stage.name, given)}
    <div class="tools">
      ${tool('go-to-file', strings.goToLine, () => act({ kind: 'goTo', file: stage.file, line: stage.line, takeFocus: true }))}
      ${runId === undefined ? nothing : tool('beaker', strings.showRun, () => act({ kind: 'showRun', runId }))}
      ${runId === undefined ? nothing : tool('output', strings.showOutput, () => act({ kind: 'showOutput', runId }))}
      ${focusTool(given)}
      ${openGroup === null ? nothing : tool('collapse-all', strings.collapse, () => given.toggleGroup(openGroup))}
    </div>
    ${list(strings.why, reasons)} ${lastRunOf(stage, strings)}
    ${section(strings.command, html`<pre class="mono">${command}</pre>`)} ${list(strings.reads, deps)}
    ${list(strings.writes, outs)}
  `;
}

/** `name` is that of a stage or a group. */
function runTools(name: string, { strings, act, canRun }: CardGiven): TemplateResult | typeof nothing {
  if (!canRun) return nothing;
  return html`<div class="tools">
    ${tool('play', strings.run, () => act({ kind: 'run', stage: name }))}
    ${tool('run-below', strings.runDownstream, () => act({ kind: 'runDownstream', stage: name }))}
    ${tool('debug-rerun', strings.force, () => act({ kind: 'force', stage: name }))}
  </div>`;
}

function lastRunOf({ lastRun }: StageView, strings: PipelineGraphStrings): TemplateResult | typeof nothing {
  if (lastRun === null) return nothing;
  const text = fill(
    lastRun.succeeded ? strings.lastRunOk : strings.lastRunFailed,
    formatTime(lastRun.endedAt),
    formatDuration(lastRun.durationMs),
  );
  return html`${section(strings.lastRun, html`<div>${text}</div>`)}
  ${lastRun.outputTail === '' ? nothing : section(strings.lastOutput, html`<pre class="mono">${lastRun.outputTail}</pre>`)}`;
}

function groupBody(given: CardGiven): TemplateResult {
  const { node, strings } = given;
  const [first] = node.stages;
  const name = first === undefined ? null : groupName(first);
  return html`
    <div>${countsText(countStates(node.stages), strings)}</div>
    ${name === null ? nothing : runTools(name, given)}
    <div class="tools">
      ${tool('expand-all', strings.expand, () => given.toggleGroup(node.id))} ${focusTool(given)}
    </div>
    ${stageList(fill(strings.groupOf, node.stages.length.toLocaleString()), node.stages, given)}
  `;
}

function filesBody(given: CardGiven): TemplateResult {
  const { node, strings } = given;
  return html`
    <div class="tools">${focusTool(given)}</div>
    ${list(strings.file, node.paths)} ${node.stages.length === 0 ? nothing : stageList(strings.madeBy, node.stages, given)}
  `;
}

function stageList(
  title: string,
  stages: readonly StageView[],
  { show, strings }: CardGiven,
): TemplateResult {
  return section(
    title,
    html`<ul class="plain">
      ${stages.slice(0, shownMembers).map(
        ({ name, state }) => html`<li class="state-${state}">
          <button class="tool" title=${strings.states[state]} @click=${() => show(name)}>
            ${icon(stateCodicons[state])}<span>${name}</span><span class="visually-hidden">${strings.states[state]}</span>
          </button>
        </li>`,
      )}
      ${stages.length > shownMembers ? html`<li>…</li>` : nothing}
    </ul>`,
  );
}

function focusTool({ node, strings, isFocus, focus }: CardGiven): TemplateResult | typeof nothing {
  return isFocus ? nothing : tool('target', strings.focus, () => focus(node.id));
}

function list(title: string, entries: readonly string[]): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  return section(title, html`<ul>${entries.map((entry) => html`<li>${entry}</li>`)}</ul>`);
}

function section(title: string, body: TemplateResult): TemplateResult {
  return html`<section aria-label=${title}><h3>${title}</h3>${body}</section>`;
}

function tool(name: string, label: string, onClick: () => void): TemplateResult {
  return html`<button class="tool" @click=${onClick}>${icon(name)}${label}</button>`;
}
