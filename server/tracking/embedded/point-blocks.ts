import type { Store } from '../../store/store.ts';

/** Points are ordered by timestamp, step, value, and a NaN after the 0 that stands for it. */
export interface PointRow {
  timestamp: number;
  step: number;
  value: number;
  is_nan: number;
}

/** Neighbouring points of one series in short. */
export interface PointBlock {
  last: PointRow;
  points: number;
  minTimestamp: number;
  minStep: number;
  maxStep: number;
  /** Null where all points are NaN. */
  least: PointRow | null;
  greatest: PointRow | null;
}

/** Points of a new block, and of one that late points have made too large. */
export const blockPoints = 128;
const largestBlock = 4 * blockPoints;
/** The newest points stay out of blocks until they are this many: late points mostly fall among them. */
const openPoints = 4096;

const key = 'timestamp, step, value, is_nan';
const lastKey = 'last_timestamp, last_step, last_value, last_is_nan';
const lastKeyDescending = 'last_timestamp DESC, last_step DESC, last_value DESC, last_is_nan DESC';

type BlockRow = Record<string, number | null> & { last_timestamp: number; points: number };

/** The blocks of a series, in order. */
export function readBlocks(store: Store, series: number): PointBlock[] {
  return store
    .all<BlockRow>(`SELECT * FROM point_blocks WHERE series = ? ORDER BY ${lastKey}`, series)
    .map(blockOf);
}

/** Points after one and up to another, in order; a null bound bounds nothing. */
export function pointsBetween(
  store: Store,
  series: number,
  { after, upTo, atMost }: { after: PointRow | null; upTo: PointRow | null; atMost: number },
): PointRow[] {
  const bounds = [after && [`(${key}) > (?, ?, ?, ?)`, after], upTo && [`(${key}) <= (?, ?, ?, ?)`, upTo]];
  const given = bounds.filter((bound) => bound !== null) as [sql: string, point: PointRow][];
  return store.all<PointRow>(
    `SELECT ${key} FROM points WHERE ${['series = ?', ...given.map(([sql]) => sql)].join(' AND ')}
     ORDER BY ${key} LIMIT ?`,
    series,
    ...given.flatMap(([, point]) => valuesOf(point)),
    atMost,
  );
}

/** Blocks of `blockPoints` neighbouring points each; the last may have fewer. */
export function foldPoints(rows: PointRow[]): PointBlock[] {
  const blocks: PointBlock[] = [];
  for (const [index, row] of rows.entries()) {
    const block = blocks.at(-1);
    if (block === undefined || index % blockPoints === 0) blocks.push(blockOfOne(row));
    else {
      block.last = row;
      addTo(block, row);
    }
  }
  return blocks;
}

/** Keeps the blocks right after `added` points have come to a series that had `before` points; in a transaction. */
export function keepBlocks(
  store: Store,
  series: number,
  { before, added }: { before: number; added: PointRow[] },
): void {
  if (before + added.length < openPoints) return;
  const last = store.get<BlockRow>(
    `SELECT * FROM point_blocks WHERE series = ? ORDER BY ${lastKeyDescending} LIMIT 1`,
    series,
  );
  const end = last === undefined ? null : blockOf(last).last;
  if (end !== null)
    addLate(
      store,
      series,
      added.filter((point) => comparePoints(point, end) <= 0),
    );
  if (Math.floor(before / openPoints) === Math.floor((before + added.length) / openPoints)) return;
  // Twice as many as have come, so that a series older than its blocks catches up.
  const open = pointsBetween(store, series, { after: end, upTo: null, atMost: 2 * openPoints });
  for (const block of foldPoints(open)) if (block.points === blockPoints) insert(store, series, block);
}

export function comparePoints(a: PointRow, b: PointRow): number {
  return a.timestamp - b.timestamp || a.step - b.step || a.value - b.value || a.is_nan - b.is_nan;
}

/** Adds points to the blocks they fall into; what has become too large is split, once all are in. */
function addLate(store: Store, series: number, points: PointRow[]): void {
  const large = new Map<string, PointBlock>();
  for (const point of points) {
    const row = store.get<BlockRow>(
      `SELECT * FROM point_blocks WHERE series = ? AND (${lastKey}) >= (?, ?, ?, ?) ORDER BY ${lastKey} LIMIT 1`,
      series,
      ...valuesOf(point),
    );
    if (row === undefined) continue;
    const block = blockOf(row);
    addTo(block, point);
    remove(store, series, block);
    insert(store, series, block);
    if (block.points > largestBlock) large.set(valuesOf(block.last).join(), block);
  }
  for (const block of large.values()) split(store, series, block);
}

function split(store: Store, series: number, block: PointBlock): void {
  remove(store, series, block);
  const before = store.get<BlockRow>(
    `SELECT * FROM point_blocks WHERE series = ? AND (${lastKey}) < (?, ?, ?, ?) ORDER BY ${lastKeyDescending} LIMIT 1`,
    series,
    ...valuesOf(block.last),
  );
  const after = before === undefined ? null : blockOf(before).last;
  const rows = pointsBetween(store, series, { after, upTo: block.last, atMost: -1 });
  for (const part of foldPoints(rows)) insert(store, series, part);
}

function insert(store: Store, series: number, block: PointBlock): void {
  const { last, points, minTimestamp, minStep, maxStep, least, greatest } = block;
  store.run(
    `INSERT INTO point_blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    series,
    ...valuesOf(last),
    points,
    minTimestamp,
    minStep,
    maxStep,
    ...[least, greatest].flatMap((row) => [row?.value ?? null, row?.timestamp ?? null, row?.step ?? null]),
  );
}

function remove(store: Store, series: number, { last }: PointBlock): void {
  store.run(
    `DELETE FROM point_blocks WHERE series = ? AND (${lastKey}) = (?, ?, ?, ?)`,
    series,
    ...valuesOf(last),
  );
}

function blockOfOne(row: PointRow): PointBlock {
  const extreme = row.is_nan === 1 ? null : row;
  const { timestamp: minTimestamp, step } = row;
  return {
    last: row,
    points: 1,
    minTimestamp,
    minStep: step,
    maxStep: step,
    least: extreme,
    greatest: extreme,
  };
}

/** All but `last`. */
function addTo(block: PointBlock, row: PointRow): void {
  block.points++;
  block.minTimestamp = Math.min(block.minTimestamp, row.timestamp);
  block.minStep = Math.min(block.minStep, row.step);
  block.maxStep = Math.max(block.maxStep, row.step);
  if (row.is_nan === 1) return;
  if (block.least === null || row.value < block.least.value) block.least = row;
  if (block.greatest === null || row.value > block.greatest.value) block.greatest = row;
}

function blockOf(row: BlockRow): PointBlock {
  const number = (column: string) => row[column] ?? 0;
  const extreme = (which: 'least' | 'greatest'): PointRow | null => {
    const value = row[which];
    if (value === null || value === undefined) return null;
    return { timestamp: number(`${which}_timestamp`), step: number(`${which}_step`), value, is_nan: 0 };
  };
  return {
    last: {
      timestamp: row.last_timestamp,
      step: number('last_step'),
      value: number('last_value'),
      is_nan: number('last_is_nan'),
    },
    points: row.points,
    minTimestamp: number('min_timestamp'),
    minStep: number('min_step'),
    maxStep: number('max_step'),
    least: extreme('least'),
    greatest: extreme('greatest'),
  };
}

function valuesOf({ timestamp, step, value, is_nan }: PointRow): number[] {
  return [timestamp, step, value, is_nan];
}
