import type { RunColumn } from '../../schemas/protocol/tracking.ts';
import type { RunsTableStrings } from '../../schemas/protocol/views/runs-table.ts';
import { moveBefore, type TableColumn } from '../shared/table/column.ts';

/** Columns that runs have, as `runs/columns` tells. */
export interface AvailableColumns {
  params: string[];
  metrics: string[];
  tags: string[];
}

/** What the user has chosen about columns; a column named nowhere shows in its natural place. */
export interface ColumnChoices {
  order: RunColumn[];
  hidden: ReadonlySet<RunColumn>;
  pinned: RunColumn[];
  widths: Record<RunColumn, number>;
}

export const runName = 'attributes.run_name';
export const defaultChoices: ColumnChoices = {
  order: [],
  hidden: new Set(['attributes.run_id', 'attributes.user_id']),
  pinned: [runName],
  widths: {},
};

/** Every column in the order of the table, hidden ones too, pinned ones first. */
export function allColumns(
  available: AvailableColumns,
  choices: ColumnChoices,
  strings: RunsTableStrings,
): TableColumn[] {
  const natural = new Map(naturalColumns(available, strings).map((column) => [column.id, column]));
  const pinned = choices.pinned.filter((id) => natural.has(id));
  const chosen = choices.order.filter((id) => natural.has(id) && !pinned.includes(id));
  const placed = new Set([...pinned, ...chosen]);
  const rest = [...natural.keys()].filter((id) => !placed.has(id));
  return [...pinned, ...mergeNew(chosen, rest, [...natural.keys()])].flatMap((id) => {
    const column = natural.get(id);
    if (column === undefined) return [];
    return [{ ...column, width: choices.widths[id] ?? column.width, pinned: pinned.includes(id) }];
  });
}

export function visibleColumns(columns: readonly TableColumn[], choices: ColumnChoices): TableColumn[] {
  return columns.filter((column) => !choices.hidden.has(column.id));
}

export function setHidden(choices: ColumnChoices, ids: readonly string[], hide: boolean): ColumnChoices {
  const hidden = new Set(choices.hidden);
  for (const id of ids) {
    if (hide) hidden.add(id);
    else hidden.delete(id);
  }
  return { ...choices, hidden };
}

export function setPinned(choices: ColumnChoices, id: string, pin: boolean): ColumnChoices {
  const others = choices.pinned.filter((other) => other !== id);
  return { ...choices, pinned: pin ? [...others, id] : others };
}

/** `columns`: all, in their present order. A column keeps its side of the pinned edge. */
export function moveColumn(
  choices: ColumnChoices,
  columns: readonly TableColumn[],
  id: string,
  before: string | null,
): ColumnChoices {
  const pinned = columns.filter((column) => column.pinned).map((column) => column.id);
  const free = columns.filter((column) => !column.pinned).map((column) => column.id);
  if (pinned.includes(id)) {
    const target = before !== null && pinned.includes(before) ? before : null;
    return { ...choices, pinned: moveBefore(pinned, id, target) };
  }
  const target = before !== null && pinned.includes(before) ? (free[0] ?? null) : before;
  return { ...choices, order: moveBefore(free, id, target) };
}

/** MLflow's order clause for a column; keys that are not plain words stand in backticks. */
export function orderClause(column: RunColumn, descending: boolean): string {
  const dot = column.indexOf('.');
  const key = column.slice(dot + 1);
  const quoted = /^\w+$/.test(key) ? key : `\`${key}\``;
  return `${column.slice(0, dot)}.${quoted} ${descending ? 'DESC' : 'ASC'}`;
}

function naturalColumns(available: AvailableColumns, strings: RunsTableStrings): TableColumn[] {
  const attribute = (key: string, title: string, width: number, sortable = true): TableColumn => ({
    id: `attributes.${key}`,
    title,
    group: '',
    width,
    align: key === 'duration' ? 'end' : 'start',
    sortable,
    pinned: false,
  });
  const value = (family: 'metrics' | 'params' | 'tags', group: string) => (key: string) => ({
    id: `${family}.${key}`,
    title: key,
    group,
    width: Math.max(96, Math.min(200, 34 + key.length * 7)),
    align: family === 'metrics' ? ('end' as const) : ('start' as const),
    sortable: true,
    pinned: false,
  });
  const isSystem = (key: string) => key.startsWith('system/');
  return [
    attribute('run_name', strings.name, 220),
    attribute('status', strings.status, 110),
    attribute('start_time', strings.started, 180),
    attribute('duration', strings.duration, 90, false),
    attribute('experiment_id', strings.experiment, 140, false),
    attribute('user_id', strings.user, 100),
    attribute('run_id', strings.runId, 260),
    ...available.metrics.filter((key) => !isSystem(key)).map(value('metrics', strings.groupMetrics)),
    ...available.params.map(value('params', strings.groupParams)),
    ...available.tags.filter(isUserTag).map(value('tags', strings.groupTags)),
    ...available.metrics.filter(isSystem).map(value('metrics', strings.groupSystem)),
  ];
}

/** Tags that tools write are shown elsewhere in words, and would only be noise as columns. */
function isUserTag(key: string): boolean {
  return !key.startsWith('mlflow.') && !key.startsWith('slipway.');
}

/** Puts columns that appeared since the user chose an order behind their natural neighbour on the left. */
function mergeNew(chosen: string[], fresh: string[], natural: string[]): string[] {
  const merged = [...chosen];
  for (const id of fresh) {
    const before = natural.slice(0, natural.indexOf(id)).reverse();
    const neighbour = before.find((other) => merged.includes(other));
    merged.splice(neighbour === undefined ? 0 : merged.indexOf(neighbour) + 1, 0, id);
  }
  return merged;
}
