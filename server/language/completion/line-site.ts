import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { flowSite } from './flow-site.ts';
import {
  isAwaiting,
  isPlainBefore,
  type LooseEntry,
  type LooseScalar,
  scalarText,
  takesLetters,
} from './loose-node.ts';
import { type ChainLink, type CompletionSite, type Cursor, siteAtCursor, wordOf } from './site.ts';

/** On a line with something on it, in block style or in the brackets that it holds. */
export function lineSite(chain: readonly ChainLink[], cursor: Cursor): CompletionSite | null {
  const { offset, section } = cursor;
  const last = chain.at(-1);
  if (!last) return null;
  const { node, path } = last;
  if (node.kind === 'scalar') {
    if (takesLetters(node, offset)) return scalarSite(node, path, chain.at(-2), cursor);
    // More words of the same scalar may follow.
    const isBehind =
      isPlainBefore(node, section.text.slice(node.end, offset)) && /^\s*(?:\s#.*)?$/.test(cursor.after);
    return isBehind ? siteAtCursor(cursor, { valueAt: path, word: wordOf(node, cursor) }) : null;
  }
  if (node.flow) {
    const isIn = node.closed ? offset < node.end : offset <= node.end;
    return isIn && offset > node.start ? flowSite(node, path, cursor) : null;
  }
  if (node.kind === 'map') {
    const index = node.entries.findLastIndex(({ key }) => key.start <= offset);
    const entry = node.entries[index];
    if (!entry) return null;
    if (takesLetters(entry.key, offset)) return keySite(entry, node.entries[index - 1], path, cursor);
    if (entry.colon === null || entry.value) return null;
    return holeSite(entry.colon, cursor, { valueAt: [...path, scalarText(section.text, entry.key)] });
  }
  const index = node.items.findLastIndex(({ dash }) => (dash ?? offset) < offset);
  const item = node.items[index];
  if (item?.dash == null || item.value) return null;
  const at = [...path, index];
  const column = item.dash + 2 - cursor.lineStart;
  return holeSite(item.dash, cursor, { keyOf: at, valueAt: at, column: Math.max(column, cursor.column) });
}

/** Behind a colon or dash of this line, where nothing else stands. */
function holeSite(sign: number, cursor: Cursor, own: Partial<CompletionSite>): CompletionSite | null {
  const { section, offset, lineStart, after } = cursor;
  if (sign < lineStart || section.text.slice(sign + 1, offset).trim() !== '') return null;
  if (!/^(?:\s+#.*|\s*)$/.test(after)) return null;
  return siteAtCursor(cursor, { ...own, needsSpace: offset === sign + 1 });
}

function keySite(
  { key, colon }: LooseEntry,
  before: LooseEntry | undefined,
  path: ValuePath,
  cursor: Cursor,
): CompletionSite | null {
  const { next } = cursor;
  const column = key.start - cursor.lineStart;
  const half = colon === null ? gluedSite(key, path, cursor) : null;
  if (half) return half;
  const ownsLinesBelow =
    colon === null && next !== null && (next.indent > column || (next.isDash && next.indent === column));
  // What lies below belongs to the line before.
  if (ownsLinesBelow && (before ? isAwaiting(before) : cursor.isAwaitedAbove())) return null;
  return siteAtCursor(cursor, {
    keyOf: path,
    word: wordOf(key, cursor),
    column,
    hasColon: colon !== null,
    ownsLinesBelow,
  });
}

function scalarSite(
  node: LooseScalar,
  path: ValuePath,
  parent: ChainLink | undefined,
  cursor: Cursor,
): CompletionSite | null {
  const { section, lineStart, next } = cursor;
  const word = wordOf(node, cursor);
  const inside = siteAtCursor(cursor, { valueAt: parent ? path : null, word });
  if (!word.isWhole) return inside;
  const lead = section.text.slice(lineStart, node.start);
  const column = node.start - lineStart;
  if (!/^[\s-]*$/.test(lead)) return inside;
  // It begins its line: a key may be meant.
  const glued = gluedSite(node, path, cursor);
  if (glued) return glued;
  const isItem = parent?.node.kind === 'list';
  const hasDash = lead.includes('-');
  if (isItem && !hasDash) return node.style === 'plain' ? { ...inside, column, needsDash: true } : null;
  const parentIndent = parent && parent.node.kind !== 'scalar' ? parent.node.indent : section.base.length - 1;
  // Others are in another column already.
  if (next && next.indent > parentIndent && next.indent < column) return null;
  const ownsLinesBelow = next !== null && next.indent > column;
  if (ownsLinesBelow && !parent && cursor.isAwaitedAbove()) return inside;
  return {
    ...inside,
    keyOf: node.style === 'plain' ? path : null,
    column,
    mayStartList: !hasDash,
    ownsLinesBelow,
  };
}

/** `kind:lo` is a word to YAML; to a person it is a key and the beginning of its value. */
function gluedSite(node: LooseScalar, path: ValuePath, cursor: Cursor): CompletionSite | null {
  const { section, offset } = cursor;
  if (node.style !== 'plain') return null;
  const match = /^([^\s:]+):(?![\s:/])(\S*)$/.exec(section.text.slice(node.start, node.end));
  const [, key = '', typed = ''] = match ?? [];
  const start = node.end - typed.length;
  if (!match || offset < start) return null;
  const word = { ...wordOf({ ...node, start }, cursor) };
  return siteAtCursor(cursor, { valueAt: [...path, key], word, needsSpace: true });
}
