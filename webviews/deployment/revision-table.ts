import { html, nothing, type TemplateResult } from 'lit';
import type { RevisionView, TargetView } from '../../schemas/protocol/deployments.ts';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import { formatTime } from '../shared/format.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';

const icons: Record<RevisionView['standing'], string> = {
  candidate: 'circle-large-outline',
  healthy: 'pass',
  failed: 'error',
  bad: 'discard',
};

/** All that were ever deployed here, the newest first; `onRollBack` undefined: nothing can be done here. */
export function revisionTable(
  { revisions, live }: TargetView,
  strings: DeploymentStrings,
  onRollBack: ((revision: number) => void) | undefined,
): TemplateResult {
  const { columns } = strings;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${strings.history}>
    <table>
      <thead>
        <tr>
          <th scope="col">${columns.revision}</th>
          <th scope="col">${columns.model}</th>
          <th scope="col">${columns.standing}</th>
          <th scope="col">${columns.when}</th>
          <th scope="col">${columns.who}</th>
          <th scope="col">${columns.why}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${revisions.map((revision) => row(revision, revision.number === live, strings, onRollBack))}
      </tbody>
    </table>
  </div>`;
}

function row(
  revision: RevisionView,
  isLive: boolean,
  strings: DeploymentStrings,
  onRollBack: ((revision: number) => void) | undefined,
) {
  const { number, model, version, standing, createdAt, actor, channel, reason, overridden, approval } =
    revision;
  const approved = approval?.isSelfApproved ? strings.selfApprovedBy : strings.approvedBy;
  const why = [
    reason,
    overridden === null ? '' : fill(strings.overridden, overridden),
    approval === null ? '' : fill(approved, approval.by.join(', ')),
  ]
    .filter(Boolean)
    .join(' · ');
  const label = fill(strings.rollBackTo, number);
  return html`<tr>
    <th scope="row" class="number">${number}</th>
    <td>${model} ${version}</td>
    <td>
      <span class="standing ${standing}"
        >${icon(isLive ? 'rocket' : icons[standing])}${isLive ? strings.live : strings.standings[standing]}</span
      >
    </td>
    <td class="number">${formatTime(createdAt)}</td>
    <td>${actor} <span class="muted">(${strings.channels[channel]})</span></td>
    <td class="why">${overridden === null ? nothing : icon('warning')}${why}</td>
    <td class="row-actions">
      ${
        isLive || standing === 'candidate' || onRollBack === undefined
          ? nothing
          : html`<button class="tool" title=${label} aria-label=${label} @click=${() => onRollBack(number)}>
            ${icon('discard')}
          </button>`
      }
    </td>
  </tr>`;
}
