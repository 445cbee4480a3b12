import { html, type TemplateResult } from 'lit';
import type { RunQuery } from '../../schemas/protocol/tracking.ts';
import type { RunsTableAction, RunsTableStrings } from '../../schemas/protocol/views/runs-table.ts';
import { icon } from '../shared/styles.ts';

interface Selected {
  strings: RunsTableStrings;
  selected: string[];
  canChange: boolean;
  /** All of the selected runs are starred. */
  starred: boolean;
  /** The table shows deleted runs. */
  deleted: boolean;
  hasRuns: boolean;
  query: RunQuery;
  columns: string[];
  act(action: RunsTableAction): void;
}

/** What can be done with the selected runs; an export without a selection takes all that the table shows. */
export function selectionActions(given: Selected): TemplateResult {
  const { strings, selected, act, canChange, deleted } = given;
  const some = selected.length > 0;
  const change = some && canChange;
  const exportAs = (format: 'csv' | 'arrow') => () =>
    act({
      kind: 'export',
      format,
      query: given.query,
      runIds: some ? selected : null,
      columns: given.columns,
    });
  return html`
    ${button('diff', strings.compare, selected.length > 1, () => act({ kind: 'compare', runIds: selected }), true)}
    ${button('graph-line', strings.charts, some, () => act({ kind: 'charts', runIds: selected }), true)}
    ${button(
      given.starred && some ? 'star-full' : 'star-empty',
      given.starred && some ? strings.unstar : strings.star,
      change && !deleted,
      () => act({ kind: 'star', runIds: selected, starred: !given.starred }),
    )}
    ${button('tag', strings.tag, change && !deleted, () => act({ kind: 'tag', runIds: selected }))}
    ${
      deleted
        ? button('discard', strings.restore, change, () => act({ kind: 'restore', runIds: selected }))
        : button('trash', strings.remove, change, () => act({ kind: 'delete', runIds: selected }))
    }
    ${button('desktop-download', strings.exportCsv, given.hasRuns, exportAs('csv'))}
    ${button('database', strings.exportArrow, given.hasRuns, exportAs('arrow'))}
  `;
}

function button(name: string, label: string, enabled: boolean, onClick: () => void, showLabel = false) {
  return html`<button class="tool" title=${label} aria-label=${label} ?disabled=${!enabled} @click=${onClick}>
    ${icon(name)}${showLabel ? html`<span class="wide">${label}</span>` : ''}
  </button>`;
}
