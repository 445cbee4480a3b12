import { type Document, isMap, isNode, isScalar } from 'yaml';

/** `part`: the top-level key that the problem is in; null or left out where it is in the whole file. */
export type Report = (offset: number, message: string, part?: string | null) => void;

/** Offset of the key or of the value that a path leads to. */
export function offsetAt(document: Document, path: string[], of: 'key' | 'value'): number {
  if (of === 'key') {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
      : undefined;
    if (pair && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  const node = path.length ? document.getIn(path, true) : document.contents;
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

export function valueAt(content: unknown, path: string[]): unknown {
  let value = content;
  for (const key of path)
    value = isRecord(value) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined;
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
