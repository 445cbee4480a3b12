/** What can be made out of YAML that may be half typed. Offsets are UTF-16 code units from the start of the text that was read. */
interface LoosePlace {
  start: number;
  end: number;
}

export interface LooseScalar extends LoosePlace {
  kind: 'scalar';
  style: 'plain' | 'single-quoted' | 'double-quoted' | 'block' | 'alias';
  /** False for a quoted one without its second quote. */
  closed: boolean;
}

export interface LooseEntry {
  key: LooseScalar;
  /** Offset of its colon; null where it is not typed yet. */
  colon: number | null;
  value: LooseNode | null;
}

export interface LooseMap extends LoosePlace {
  kind: 'map';
  flow: boolean;
  /** Column of its keys in block style. */
  indent: number;
  closed: boolean;
  entries: LooseEntry[];
}

export interface LooseItem {
  /** Offset of its dash; null in flow style, and where it is not typed yet. */
  dash: number | null;
  value: LooseNode | null;
}

export interface LooseList extends LoosePlace {
  kind: 'list';
  flow: boolean;
  /** Column of its dashes in block style. */
  indent: number;
  closed: boolean;
  items: LooseItem[];
}

export type LooseNode = LooseScalar | LooseMap | LooseList;

/** A scalar's text without its quotes; escapes are read where they are whole. */
export function scalarText(text: string, { start, end, style, closed }: LooseScalar): string {
  const source = text.slice(start, end);
  if (style === 'single-quoted') return source.slice(1, closed ? -1 : undefined).replaceAll("''", "'");
  if (style !== 'double-quoted') return source;
  const inner = source.slice(1, closed ? -1 : undefined);
  return inner.includes('\\') ? unescaped(inner) : inner;
}

/** Whether letters that are typed at an offset become a part of the scalar. */
export function takesLetters({ start, end, style, closed }: LooseScalar, offset: number): boolean {
  if (style !== 'single-quoted' && style !== 'double-quoted') return start <= offset && offset <= end;
  return start < offset && (closed ? offset < end : offset <= end);
}

/** Nothing but blanks lies between a plain scalar and a place behind it. */
export function isPlainBefore({ style }: LooseScalar, between: string): boolean {
  return style === 'plain' && /^[ \t]+$/.test(between);
}

/** It ends with a key or dash whose value would come on the next line. */
export function isAwaiting({ value }: { value: LooseNode | null }): boolean {
  if (!value) return true;
  if (value.kind === 'scalar' || value.flow) return false;
  const last = value.kind === 'map' ? value.entries.at(-1) : value.items.at(-1);
  return last !== undefined && isAwaiting(last);
}

function unescaped(inner: string): string {
  try {
    const value: unknown = JSON.parse(`"${inner}"`);
    return typeof value === 'string' ? value : inner;
  } catch {
    // An escape of YAML's own, or half of one.
    return inner;
  }
}
