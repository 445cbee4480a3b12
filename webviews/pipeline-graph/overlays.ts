import { html, nothing, type TemplateResult } from 'lit';
import type { StageView } from '../../schemas/protocol/pipelines.ts';
import type { PipelineGraphStrings } from '../../schemas/protocol/views/pipeline-graph.ts';
import { cssom } from '../shared/cssom.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import type { GraphCanvas } from './drawing/graph-canvas.ts';
import { stateCodicons } from './drawing/state-icons.ts';
import type { ShownNode } from './graph/graph.ts';
import { countStates, nodeLook } from './node-look.ts';
import { tool } from './toolbar.ts';

const tipWidth = 370;
const gap = 6;
const zoomStep = 1.4;
const shownPaths = 12;

/** How many stages are in which state. */
export function stateCounts(
  stages: readonly StageView[],
  isLayingOut: boolean,
  strings: PipelineGraphStrings,
): TemplateResult {
  return html`<div class="counts number" role="status">
    <span>${fill(strings.stageCount, stages.length.toLocaleString())}</span>
    ${countStates(stages).map(
      ({ state, count }) => html`<span class="state state-${state}"
        >${icon(stateCodicons[state])}${fill(strings.counted[state], count.toLocaleString())}</span
      >`,
    )}
    ${isLayingOut ? html`<span class="muted">${strings.layingOut}</span>` : nothing}
  </div>`;
}

/** What a pointer over a node tells: its whole name, and all of why. The card tells the same without a pointer. */
export function nodeTip(
  node: ShownNode,
  place: { left: number; bottom: number },
  strings: PipelineGraphStrings,
): TemplateResult {
  const look = nodeLook(node, strings, Date.now());
  const [stage] = node.stages;
  const reasons = node.kind === 'stage' ? (stage?.reasons ?? []) : [];
  const names = {
    stage: stage?.name ?? node.title,
    group: node.title,
    files: node.paths.slice(0, shownPaths).join('\n'),
  };
  const left = Math.max(8, Math.min(place.left, window.innerWidth - tipWidth));
  const state = look.state !== null && reasons.length > 0 ? strings.states[look.state] : look.line;
  return html`<div
    class="tip"
    aria-hidden="true"
    ${cssom({ left: `${left}px`, top: `${place.bottom + gap}px` })}
  >
    <strong>${names[node.kind]}</strong>
    ${
      look.state === null
        ? nothing
        : html`<div class="state state-${look.state}">${icon(stateCodicons[look.state])}${state}</div>`
    }
    ${reasons.map((reason) => html`<div>${reason}</div>`)}
  </div>`;
}

/** Buttons over the drawing's corner. */
export function zoomTools(canvas: () => GraphCanvas | null, strings: PipelineGraphStrings): TemplateResult {
  return html`<div class="zoom">
    ${tool('zoom-in', strings.zoomIn, () => canvas()?.zoom(zoomStep))}
    ${tool('zoom-out', strings.zoomOut, () => canvas()?.zoom(1 / zoomStep))}
    ${tool('screen-full', strings.fit, () => canvas()?.fit())}
  </div>`;
}
