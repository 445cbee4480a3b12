import { html, type TemplateResult } from 'lit';
import type { RunStatus } from '../../schemas/protocol/tracking.ts';
import type { StatusStrings } from '../../schemas/protocol/views/runs-table.ts';
import { shownStatus } from '../shared/run-status.ts';
import { icon } from '../shared/styles.ts';

export function statusBadge(status: RunStatus, strings: StatusStrings): TemplateResult {
  const shown = shownStatus(status, strings);
  return html`<span class="status tone-${shown.tone}">${icon(shown.icon)}${shown.text}</span>`;
}
