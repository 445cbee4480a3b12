import { html, type TemplateResult } from 'lit';
import type { RunRow } from '../../schemas/protocol/tracking.ts';
import type { CompareStrings } from '../../schemas/protocol/views/compare.ts';
import { formatNumber } from '../shared/format.ts';
import type { TableColumn } from '../shared/table/column.ts';
import type { Cell } from '../shared/table/table-cell.ts';
import type { TableEvent } from '../shared/table/table-events.ts';
import { fill } from '../shared/text.ts';
import { type ComparedKey, summarizeValues } from './differences.ts';

const keyColumn = 'key';
const valuesColumn = 'values';

/** A row for each parameter or metric, a column for each run; both virtual. */
export function differencesTable(
  rows: readonly RunRow[],
  shown: readonly ComparedKey[],
  strings: CompareStrings,
  onOpen: (runId: string) => void,
): TemplateResult {
  const column = (id: string, title: string, width: number, pinned: boolean): TableColumn => ({
    id,
    title,
    group: '',
    width,
    align: pinned ? 'start' : 'end',
    sortable: !pinned,
    pinned,
  });
  const byId = new Map(shown.map((compared) => [compared.id, compared]));
  const indexOf = new Map(rows.map((row, index) => [row.info.runId, index]));
  const cellOf = (id: string, columnId: string): Cell => {
    const compared = byId.get(id);
    if (compared === undefined) return cell('');
    if (columnId === keyColumn) return keyCell(compared, strings);
    if (columnId === valuesColumn) {
      const summary = summarizeValues(compared, (count) => fill(strings.distinct, count));
      return { ...cell(summary), tone: 'muted' };
    }
    const value = compared.values[indexOf.get(columnId) ?? -1] ?? null;
    if (value === null) return { ...cell('–'), tone: 'muted' };
    const text = compared.kind === 'metric' ? formatNumber(Number(value)) : String(value);
    return { text, hint: String(value) };
  };
  return html`<slipway-table
    .label=${strings.differences}
    .strings=${{ ...strings, notSorted: strings.openRun.replace(' {0}', ''), columnHelp: '' }}
    .columns=${[
      column(keyColumn, strings.name, 220, true),
      column(valuesColumn, strings.values, 150, true),
      ...rows.map(({ info }) => column(info.runId, info.runName, 130, false)),
    ]}
    .order=${shown.map((compared) => compared.id)}
    .cellOf=${cellOf}
    @table-sort=${(event: TableEvent<'table-sort'>) => onOpen(event.detail.column)}
  ></slipway-table>`;
}

function keyCell({ key, kind }: ComparedKey, strings: CompareStrings): Cell {
  const family = kind === 'param' ? strings.param : strings.metric;
  return { text: key, hint: `${family}: ${key}`, icon: kind === 'param' ? 'symbol-parameter' : 'graph-line' };
}

function cell(text: string): Cell {
  return { text, hint: text };
}
