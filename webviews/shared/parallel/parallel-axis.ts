/** One upright axis of the parallel coordinates: where each run stands on it. */
export interface ParallelAxis {
  id: string;
  title: string;
  kind: 'number' | 'category';
  /** 0 (bottom) to 1 (top), by the order of the runs; NaN where the run has no value that is finite. */
  positions: Float64Array;
  /** What stands beside the axis, with its position. */
  ticks: { at: number; value: number | string }[];
}

const numericTicks = 5;
const mostCategories = 40;

/** What each run has of one param or metric, by the order of the runs. */
export interface AxisValues {
  id: string;
  key: string;
  values: readonly (string | number | null)[];
}

/** Null for a key with more distinct texts than an axis can show. */
export function parallelAxis(compared: AxisValues): ParallelAxis | null {
  const { id, key, values } = compared;
  const numbers = values.map((value) => (value === null || value === '' ? Number.NaN : Number(value)));
  const isNumeric = values.every(
    (value, index) => value === null || value === 'NaN' || !Number.isNaN(numbers[index]),
  );
  return isNumeric ? numericAxis(id, key, numbers) : categoricalAxis(id, key, values.map(textOf));
}

function numericAxis(id: string, title: string, numbers: readonly number[]): ParallelAxis | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const span = high - low;
  const place = (value: number) => (span === 0 ? 0.5 : (value - low) / span);
  const count = span === 0 ? 1 : numericTicks;
  const ticks = Array.from({ length: count }, (_, index) => {
    const value = span === 0 ? low : low + (span * index) / (count - 1);
    return { at: place(value), value };
  });
  const positions = Float64Array.from(numbers, (value) =>
    Number.isFinite(value) ? place(value) : Number.NaN,
  );
  return { id, title, kind: 'number', positions, ticks };
}

function categoricalAxis(id: string, title: string, texts: readonly (string | null)[]): ParallelAxis | null {
  const names = [...new Set(texts.filter((text) => text !== null))].sort();
  if (names.length > mostCategories) return null;
  const place = new Map(names.map((name, index) => [name, (index + 0.5) / names.length]));
  return {
    id,
    title,
    kind: 'category',
    positions: Float64Array.from(texts, (text) =>
      text === null ? Number.NaN : (place.get(text) ?? Number.NaN),
    ),
    ticks: names.map((name) => ({ at: place.get(name) ?? 0, value: name })),
  };
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

/** A range on an axis, from 0 to 1; runs outside of it are not meant. */
export interface Brush {
  from: number;
  to: number;
}

/** Which runs lie within all brushes. */
export function withinBrushes(
  axes: readonly ParallelAxis[],
  brushes: ReadonlyMap<string, Brush>,
  count: number,
): Uint8Array {
  const within = new Uint8Array(count).fill(1);
  for (const axis of axes) {
    const brush = brushes.get(axis.id);
    if (brush === undefined) continue;
    axis.positions.forEach((position, index) => {
      if (!(position >= brush.from && position <= brush.to)) within[index] = 0;
    });
  }
  return within;
}
