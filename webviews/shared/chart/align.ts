import type { Columns } from './points.ts';

/** A column that uPlot draws: null breaks the line (not finite), undefined is simply not at this x. */
export type AlignedColumn = Float64Array | (number | null | undefined)[];

/**
 * Lines over one common x, as uPlot wants them: `[x, y of the first, y of the second …]`. Of points of one
 * line at the same x the last counts, unless the line is alone.
 */
export function alignLines(lines: readonly Columns[]): [Float64Array, ...AlignedColumn[]] {
  const [first] = lines;
  if (first === undefined) return [new Float64Array(0)];
  if (lines.every((line) => sameX(line.x, first.x)))
    return [first.x, ...lines.map((line) => withGaps(line.y))];
  const x = mergedX(lines);
  return [x, ...lines.map((line) => spread(line, x))];
}

function sameX(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

function mergedX(lines: readonly Columns[]): Float64Array {
  const all = new Float64Array(lines.reduce((sum, line) => sum + line.x.length, 0));
  let at = 0;
  for (const line of lines) {
    all.set(line.x, at);
    at += line.x.length;
  }
  all.sort();
  let kept = 0;
  for (let index = 0; index < all.length; index++) {
    const value = all[index] ?? 0;
    if (index === 0 || value !== all[kept - 1]) all[kept++] = value;
  }
  return all.subarray(0, kept);
}

/** Both ascending, so one pass. */
function spread(line: Columns, x: Float64Array): AlignedColumn {
  const column: (number | null | undefined)[] = new Array(x.length).fill(undefined);
  let at = 0;
  for (let index = 0; index < line.x.length; index++) {
    while (x[at] !== line.x[index] && at < x.length) at++;
    const value = line.y[index] ?? Number.NaN;
    column[at] = Number.isFinite(value) ? value : null;
  }
  return column;
}

function withGaps(y: Float64Array): AlignedColumn {
  return y.every(Number.isFinite) ? y : Array.from(y, (value) => (Number.isFinite(value) ? value : null));
}
