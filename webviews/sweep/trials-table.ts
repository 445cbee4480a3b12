import { html, type TemplateResult } from 'lit';
import type { SweepTrial, SweepView, TrialState } from '../../schemas/protocol/sweeps.ts';
import type { SweepStrings } from '../../schemas/protocol/views/sweep.ts';
import { formatNumber } from '../shared/format.ts';
import type { TableColumn } from '../shared/table/column.ts';
import type { Cell } from '../shared/table/table-cell.ts';
import type { TableEvent } from '../shared/table/table-events.ts';
import { bestFirst } from './trial-order.ts';

const looks: Record<TrialState, Pick<Cell, 'icon' | 'tone'>> = {
  running: { icon: 'sync', tone: 'busy' },
  finished: { icon: 'pass', tone: 'ok' },
  pruned: { icon: 'debug-step-over', tone: 'muted' },
  failed: { icon: 'error', tone: 'bad' },
  stopped: { icon: 'circle-slash', tone: 'muted' },
};

/** A row for each trial, the best first. */
export function trialsTable(
  view: SweepView,
  strings: SweepStrings,
  revision: number,
  onOpen: (runId: string) => void,
): TemplateResult {
  const byRun = new Map(view.trials.map((trial) => [trial.runId, trial]));
  const cellOf = (runId: string, column: string): Cell | null => {
    const trial = byRun.get(runId);
    return trial ? trialCell(trial, column, view, strings) : null;
  };
  return html`<slipway-table
    .label=${strings.trials}
    .strings=${strings}
    .columns=${columns(view, strings)}
    .order=${bestFirst(view).map(({ runId }) => runId)}
    .cellOf=${cellOf}
    .revision=${revision}
    @table-open=${(event: TableEvent<'table-open'>) => onOpen(event.detail.id)}
  ></slipway-table>`;
}

function columns({ params, metric }: SweepView, strings: SweepStrings): TableColumn[] {
  const column = (id: string, title: string, width: number, align: 'start' | 'end'): TableColumn => ({
    id,
    title,
    group: '',
    width,
    align,
    sortable: false,
    pinned: id === 'trial',
  });
  return [
    column('trial', strings.trial, 90, 'start'),
    column('state', strings.state, 120, 'start'),
    column('metric', metric, 110, 'end'),
    ...params.map((name, index) => column(`value.${index}`, name, 120, 'end')),
    column('reason', strings.reason, 360, 'start'),
  ];
}

function trialCell(trial: SweepTrial, column: string, { best }: SweepView, strings: SweepStrings): Cell {
  const { number, state, metric, values, reason, runId } = trial;
  switch (column) {
    case 'trial':
      return {
        ...text(String(number + 1)),
        ...(runId === best && { icon: 'star-full', hint: strings.best }),
      };
    case 'state':
      return { ...text(strings.states[state]), ...looks[state] };
    case 'metric':
      return metric === null
        ? { ...text('–'), tone: 'muted' }
        : { text: formatNumber(metric), hint: String(metric) };
    case 'reason':
      return { ...text(reason), tone: 'muted' };
    default:
      return valueCell(values[Number(column.slice('value.'.length))] ?? '');
  }
}

/** A number that is too long for its column is told whole by the tooltip. */
function valueCell(value: string): Cell {
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  return isNumber ? { text: formatNumber(Number(value)), hint: value } : text(value);
}

function text(value: string): Cell {
  return { text: value, hint: value };
}
