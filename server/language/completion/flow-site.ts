import type { ValuePath } from '../../manifests/dvc/fault.ts';
import {
  isPlainBefore,
  type LooseList,
  type LooseMap,
  type LooseScalar,
  scalarText,
  takesLetters,
} from './loose-node.ts';
import { type CompletionSite, type Cursor, siteAtCursor, wordOf } from './site.ts';

/** Between brackets: `{ a: 1, | }`, `[a, |]`, and what is nested in them, over as many lines as they take. */
export function flowSite(node: LooseMap | LooseList, path: ValuePath, cursor: Cursor): CompletionSite | null {
  return node.kind === 'map' ? inMap(node, path, cursor) : inList(node, path, cursor);
}

function inMap(node: LooseMap, path: ValuePath, cursor: Cursor): CompletionSite | null {
  const { section, offset } = cursor;
  const entry = node.entries.findLast(({ key }) => key.start <= offset);
  if (!entry) return inHole(node.start + 1, node, cursor, { '': { keyOf: path } });
  const { key, colon, value } = entry;
  const at = [...path, scalarText(section.text, key)];
  if (takesLetters(key, offset)) return flowKey(node, key, colon !== null, path, cursor);
  if (offset < key.end) return null;
  if (value && value.start <= offset) {
    if (value.kind !== 'scalar') {
      if (offset < value.end || !value.closed)
        return offset > value.start ? flowSite(value, at, cursor) : null;
    } else if (takesLetters(value, offset))
      return siteAtCursor(cursor, { valueAt: at, word: wordOf(value, cursor), flow: true });
    else if (
      isPlainBefore(value, section.text.slice(value.end, offset)) &&
      /^\s*(?:[,}\]]|$)/.test(cursor.after)
    )
      return siteAtCursor(cursor, { valueAt: at, word: wordOf(value, cursor), flow: true });
    return inHole(value.end, node, cursor, { ',': { keyOf: path } });
  }
  const from = colon === null ? key.end : colon + 1;
  const behindColon = colon !== null && offset > colon;
  const needsSpace = offset === from;
  return inHole(from, node, cursor, {
    ',': { keyOf: path },
    ...(behindColon && { '': { valueAt: at, needsSpace } }),
  });
}

function flowKey(
  { closed }: LooseMap,
  key: LooseScalar,
  hasColon: boolean,
  path: ValuePath,
  cursor: Cursor,
): CompletionSite {
  const { section, offset } = cursor;
  const match = hasColon ? null : /^([^\s:]+):(?![\s:/])(\S*)$/.exec(section.text.slice(key.start, key.end));
  const [, name = '', typed = ''] = match ?? [];
  const start = key.end - typed.length;
  if (match && key.style === 'plain' && offset >= start) {
    const word = wordOf({ ...key, start }, cursor);
    return siteAtCursor(cursor, { valueAt: [...path, name], word, needsSpace: true, flow: true });
  }
  return siteAtCursor(cursor, {
    keyOf: path,
    word: wordOf(key, cursor),
    hasColon,
    flow: true,
    isBracketOpen: !closed,
  });
}

function inList(node: LooseList, path: ValuePath, cursor: Cursor): CompletionSite | null {
  const { offset } = cursor;
  const index = node.items.findLastIndex(({ value }) => (value?.start ?? 0) <= offset);
  const value = node.items[index]?.value;
  if (!value) return inHole(node.start + 1, node, cursor, { '': { valueAt: [...path, 0] } });
  if (value.kind !== 'scalar') {
    if (offset < value.end || !value.closed)
      return offset > value.start ? flowSite(value, [...path, index], cursor) : null;
  } else if (takesLetters(value, offset))
    return siteAtCursor(cursor, { valueAt: [...path, index], word: wordOf(value, cursor), flow: true });
  return inHole(value.end, node, cursor, { ',': { valueAt: [...path, index + 1] } });
}

/** What may stand at the cursor after the last sign since `from`, `''` for none. */
function inHole(
  from: number,
  { closed, end }: LooseMap | LooseList,
  cursor: Cursor,
  sites: Partial<Record<'' | ',', Partial<CompletionSite>>>,
): CompletionSite | null {
  const { section, offset } = cursor;
  const { text } = section;
  const before = text.slice(from, offset);
  if (/(?:^|\s)#[^\n]*$/.test(before)) return null;
  const sign = before.replace(/(?<=^|\s)#[^\n]*/g, '').trim();
  const own = sign === '' || sign === ',' ? sites[sign] : undefined;
  if (!own) return null;
  const rest = text.slice(offset, closed ? end : text.length);
  const next = /^(?:\s|(?<=\s)#[^\n]*)*/.exec(rest)?.[0].length ?? 0;
  const follows = rest[next];
  // Behind a bracket that nobody closed come other lines.
  const isLast = !closed && (follows === undefined || rest.slice(0, next).includes('\n'));
  if (!isLast && (follows === undefined || !',]}'.includes(follows))) return null;
  return siteAtCursor(cursor, { ...own, flow: true, isBracketOpen: !closed });
}
