import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { RolloutView, TargetView } from '../../schemas/protocol/deployments.ts';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import { formatDuration, shortDuration } from '../shared/format.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { type RolloutStep, rolloutSteps } from './rollout-steps.ts';

const icons: Record<RolloutStep['standing'], string> = {
  done: 'pass-filled',
  'under-way': 'loading codicon-modifier-spin',
  'to-come': 'circle-large-outline',
};

/** The steps of a rollout, which it is at, and how far. `aheadMs` has passed since the runner told. */
export function rolloutStepper(
  target: TargetView,
  rollout: RolloutView,
  aheadMs: number,
  strings: DeploymentStrings,
): TemplateResult {
  const elapsed = Math.max(0, rollout.elapsedMs + aheadMs);
  const share = rollout.durationMs > 0 ? Math.min(100, (100 * elapsed) / rollout.durationMs) : null;
  const standings = { done: strings.done, 'under-way': strings.underWay, 'to-come': strings.toCome };
  return html`<section class="rollout" aria-label=${titleOf(target, rollout, strings)}>
    <h2>${titleOf(target, rollout, strings)}</h2>
    ${rollout.reason === '' ? nothing : html`<div class="muted">${rollout.reason}</div>`}
    ${rollout.waitsFor === null ? nothing : html`<div>${rollout.waitsFor}</div>`}
    <ol class="steps">
      ${rolloutSteps(rollout).map((step) => {
        const isNow = step.standing === 'under-way';
        return html`<li class=${step.standing} aria-current=${isNow ? 'step' : nothing}>
          ${icon(icons[step.standing])}
          <span>${step.weight === null ? strings.phases[step.phase] : fill(strings.canaryStep, step.weight)}</span>
          <span class="visually-hidden">${standings[step.standing]}</span>
          <span class="muted number">${durationOf(step, elapsed, strings)}</span>
        </li>`;
      })}
    </ol>
    ${
      share === null
        ? html`<vscode-progress-bar indeterminate aria-label=${strings.underWay}></vscode-progress-bar>`
        : html`<vscode-progress-bar .value=${share} aria-label=${strings.underWay}></vscode-progress-bar>`
    }
  </section>`;
}

function durationOf(
  { standing, durationMs }: RolloutStep,
  elapsed: number,
  strings: DeploymentStrings,
): string {
  if (standing === 'under-way')
    return durationMs === null
      ? formatDuration(elapsed)
      : fill(strings.elapsed, formatDuration(Math.min(elapsed, durationMs)), shortDuration(durationMs));
  return durationMs === null ? '' : shortDuration(durationMs);
}

function titleOf({ revisions }: TargetView, { kind, to }: RolloutView, strings: DeploymentStrings): string {
  if (to === null) return strings.goingOffline;
  const revision = revisions.find(({ number }) => number === to);
  const name = revision === undefined ? '' : `${revision.model} ${revision.version}`;
  return fill(kind === 'deploy' ? strings.deploying : strings.rollingBack, name, to);
}
