import type { RunInfo } from '../../schemas/protocol/tracking.ts';
import type { RunsTableStrings } from '../../schemas/protocol/views/runs-table.ts';
import { formatDuration, formatNumber, formatTime } from '../shared/format.ts';
import { shownStatus } from '../shared/run-status.ts';
import type { Cell } from '../shared/table/table-cell.ts';
import type { CachedRun } from './run-cache.ts';

export interface CellContext {
  strings: RunsTableStrings;
  experimentNames: ReadonlyMap<string, string>;
  /** Milliseconds since 1970: what a running run's duration is counted to. */
  now: number;
}

export const starColumn = 'tags.slipway.star';

const nothing: Cell = { text: '', hint: '' };

/** What one cell shows. Null while the value is not loaded; an empty cell where the run has none. */
export function runCell(run: CachedRun, column: string, context: CellContext): Cell | null {
  if (column.startsWith('attributes.'))
    return attributeCell(run, column.slice('attributes.'.length), context);
  const value = run.cells.get(column);
  if (value === undefined) return null;
  if (value === null) return nothing;
  if (!column.startsWith('metrics.')) return plain(String(value));
  const text = formatNumber(Number(value));
  const cell: Cell = { text, hint: String(value) };
  return Number.isFinite(Number(value)) ? cell : { ...cell, tone: 'muted' };
}

function attributeCell({ info, cells }: CachedRun, key: string, context: CellContext): Cell {
  switch (key) {
    case 'run_name': {
      const starred = (cells.get(starColumn) ?? null) !== null;
      const cell = plain(info.runName);
      if (!starred) return cell;
      return {
        ...cell,
        icon: 'star-full',
        tone: 'warn',
        hint: `${info.runName} (${context.strings.starred})`,
      };
    }
    case 'status':
      return withHint(shownStatus(info.status, context.strings));
    case 'start_time':
      return info.startTime === null ? nothing : plain(formatTime(info.startTime));
    case 'duration':
      return durationCell(info, context.now);
    case 'experiment_id':
      return plain(context.experimentNames.get(info.experimentId) ?? info.experimentId);
    case 'user_id':
      return plain(info.userId);
    case 'run_id':
      return { ...plain(info.runId), tone: 'muted' };
    default:
      return nothing;
  }
}

function durationCell(info: RunInfo, now: number): Cell {
  if (info.startTime === null) return nothing;
  const end = info.endTime ?? (info.status === 'RUNNING' ? now : null);
  return end === null ? nothing : plain(formatDuration(end - info.startTime));
}

function withHint(cell: Omit<Cell, 'hint'>): Cell {
  return { ...cell, hint: cell.text };
}

function plain(text: string): Cell {
  return { text, hint: text };
}
