import { bucketCount } from '../../core/decimate.ts';
import type { Store } from '../../store/store.ts';
import {
  blockPoints,
  comparePoints,
  foldPoints,
  type PointBlock,
  type PointRow,
  pointsBetween,
  readBlocks,
} from './point-blocks.ts';

export interface SeriesRange {
  axis: 'step' | 'timestamp';
  min: number;
  max: number;
}

/**
 * As `decimate` of the points within the range, from the blocks of a series: only the points at its ends are
 * read, and those in no block yet. Null where the blocks are too coarse for that many points.
 */
export function reduceByBlocks(
  store: Store,
  series: number,
  range: SeriesRange | undefined,
  maxPoints: number,
): { rows: PointRow[]; total: number } | null {
  const blocks = readBlocks(store, series);
  const inside = blocks.map((block) => placeOf(block, range));
  const whole = inside.filter((place) => place === 'inside').length;
  const buckets = bucketCount(maxPoints);
  if (whole < buckets + 2) return null;
  const [firstWhole, lastWhole] = [inside.indexOf('inside'), inside.lastIndexOf('inside')];
  const folded: PointBlock[] = [];
  const ends: PointRow[] = [];
  const readWithin = (after: PointRow | null, upTo: PointRow | null) => {
    const rows = pointsBetween(store, series, { after, upTo, atMost: -1 }).filter((row) =>
      isWithin(row, range),
    );
    ends.push(...rows.slice(0, 1), ...rows.slice(-1));
    folded.push(...foldPoints(rows));
  };
  for (const [index, block] of blocks.entries()) {
    if (inside[index] === 'outside') continue;
    // The outermost are read for the first and the last point of all.
    const isRead = inside[index] === 'partly' || index === firstWhole || index === lastWhole;
    if (isRead) readWithin(blocks[index - 1]?.last ?? null, block.last);
    else folded.push(block);
  }
  readWithin(blocks.at(-1)?.last ?? null, null);
  const total = folded.reduce((sum, block) => sum + block.points, 0);
  if (total < blockPoints * buckets) return null;
  return { rows: extremes(folded, buckets, total, ends.sort(comparePoints)), total };
}

/** Timestamps between which all points of a range lie, for points are found by those. */
export function timesOf(
  store: Store,
  series: number,
  range: SeriesRange | undefined,
): { min: number; max: number } {
  const always = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
  if (range === undefined) return always;
  if (range.axis === 'timestamp') return range;
  const blocks = readBlocks(store, series);
  if (blocks.length === 0) return always;
  const open = pointsBetween(store, series, { after: blocks.at(-1)?.last ?? null, upTo: null, atMost: -1 });
  const near = [...blocks, ...foldPoints(open)].filter((block) => placeOf(block, range) !== 'outside');
  const last = near.at(-1);
  if (last === undefined) return always;
  return {
    min: near.reduce((min, block) => Math.min(min, block.minTimestamp), last.minTimestamp),
    max: last.last.timestamp,
  };
}

/** The first point, the least and the greatest of each bucket of neighbouring blocks, and the last point. */
function extremes(blocks: PointBlock[], buckets: number, total: number, ends: PointRow[]): PointRow[] {
  const kept = ends.slice(0, 1);
  const push = (row: PointRow) => {
    const last = kept.at(-1);
    if (last === undefined || comparePoints(row, last) > 0) kept.push(row);
  };
  let seen = 0;
  for (let index = 0; index < blocks.length; ) {
    const bucket = Math.floor((seen * buckets) / total);
    let least: PointRow | null = null;
    let greatest: PointRow | null = null;
    for (; index < blocks.length && Math.floor((seen * buckets) / total) === bucket; index++) {
      const block = blocks[index];
      if (block === undefined) break;
      if (block.least !== null && (least === null || block.least.value < least.value)) least = block.least;
      if (block.greatest !== null && (greatest === null || block.greatest.value > greatest.value))
        greatest = block.greatest;
      seen += block.points;
    }
    for (const row of [least, greatest].filter((found) => found !== null).sort(comparePoints)) push(row);
  }
  for (const last of ends.slice(-1)) push(last);
  return kept;
}

function placeOf(block: PointBlock, range: SeriesRange | undefined): 'inside' | 'partly' | 'outside' {
  if (range === undefined) return 'inside';
  const [min, max] =
    range.axis === 'step' ? [block.minStep, block.maxStep] : [block.minTimestamp, block.last.timestamp];
  if (max < range.min || min > range.max) return 'outside';
  return min >= range.min && max <= range.max ? 'inside' : 'partly';
}

function isWithin(row: PointRow, range: SeriesRange | undefined): boolean {
  return range === undefined || (row[range.axis] >= range.min && row[range.axis] <= range.max);
}
