import { html, nothing, type TemplateResult } from 'lit';
import type { PipelineFault } from '../../schemas/protocol/pipelines.ts';
import type {
  PipelineGraphAction,
  PipelineGraphState,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import type { GraphModel } from './graph-model.ts';

const shownFaults = 50;
const guide = 'https://dvc.org/doc/start/data-pipelines/data-pipelines';

interface Reactions {
  retry(): void;
  act(action: PipelineGraphAction): void;
}

/** What stands in the place of a graph that is not there; null where there is one, or will be. */
export function graphMessage(
  { error, isUntrusted, pipelines }: GraphModel,
  { canRun }: PipelineGraphState,
  strings: PipelineGraphStrings,
  { retry, act }: Reactions,
): TemplateResult | null {
  if (isUntrusted || (!canRun && error !== null))
    return html`<div class="message">
      ${icon('shield')}
      <h2>${strings.untrustedTitle}</h2>
      <div class="muted">${strings.untrustedText}</div>
      <button class="tool bordered" @click=${() => act({ kind: 'trust' })}>${strings.trust}</button>
    </div>`;
  if (error !== null)
    return html`<div class="message error" role="alert">
      ${icon('error')}
      <h2>${strings.errorTitle}</h2>
      <div>${error.message}${error.hint === null ? nothing : html`<br />${error.hint}`}</div>
      <button class="tool bordered" @click=${retry}>${icon('refresh')}${strings.retry}</button>
    </div>`;
  if (pipelines === null || pipelines.stages.length > 0) return null;
  if (pipelines.faults.length > 0)
    return html`<div class="message error">${icon('warning')}<h2>${strings.brokenTitle}</h2></div>`;
  return html`<div class="message">
    ${icon('type-hierarchy-sub')}
    <h2>${strings.emptyTitle}</h2>
    <div class="muted">${strings.emptyText}</div>
    <a href=${guide}>${strings.emptyLink}</a>
  </div>`;
}

/** Every mistake with its place, which a click goes to. */
export function faultList(
  faults: readonly PipelineFault[],
  strings: PipelineGraphStrings,
  act: (action: PipelineGraphAction) => void,
): TemplateResult | typeof nothing {
  if (faults.length === 0) return nothing;
  return html`<section class="faults" role="alert" aria-label=${fill(strings.faultsTitle, faults.length)}>
    ${icon('error')}
    <div>
      <strong>${fill(strings.faultsTitle, faults.length.toLocaleString())}</strong>
      <ul class="plain">
        ${faults.slice(0, shownFaults).map(
          ({ file, line, column, message }) => html`<li>
            <button class="link" @click=${() => act({ kind: 'goTo', file, line, takeFocus: true })}>
              ${file.split(/[\\/]/).slice(-2).join('/')}:${line}:${column}
            </button>
            ${message}
          </li>`,
        )}
        ${faults.length > shownFaults ? html`<li>…</li>` : nothing}
      </ul>
    </div>
  </section>`;
}
