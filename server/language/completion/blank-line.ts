import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { type LooseList, type LooseMap, type LooseNode, scalarText } from './loose-node.ts';
import { type ChainLink, type CompletionSite, type Cursor, siteAtCursor } from './site.ts';

type Collection = LooseMap | LooseList;

/** On a line with nothing on it, the column of the cursor says what it belongs to. */
export function blankLineSite(chain: readonly ChainLink[], cursor: Cursor): CompletionSite | null {
  const { column, next, section } = cursor;
  const isInside = next !== null && next.indent > column;
  if (isInside || cursor.before.includes('\t')) return null;
  const open = chain.filter(isOpenBlock).filter(({ node }) => node.indent <= column);
  const top = open.at(-1);
  if (!top) return chain.length > 0 && section.base.length === 0 && column > 0 ? null : topSite(cursor);
  if (top.node.indent === column) return siblingSite(open, cursor);
  return childSite(top, cursor);
}

/** A new entry of the outermost mapping. */
function topSite(cursor: Cursor): CompletionSite | null {
  const { column, next, section } = cursor;
  if (next?.isDash) return null;
  if (column === 0) return siteAtCursor(cursor, { keyOf: [] });
  const first = section.root?.kind === 'map' ? section.root : null;
  return section.base.length > 0 && first?.indent === column
    ? siteAtCursor(cursor, { keyOf: [...section.base] })
    : null;
}

function siblingSite(open: readonly OpenLink[], cursor: Cursor): CompletionSite | null {
  const { column, next, offset } = cursor;
  const top = open.at(-1);
  const above = open.at(-2);
  if (!top) return null;
  const isBeforeItem = next?.indent === column && next.isDash;
  if (top.node.kind === 'map') return isBeforeItem ? null : siteAtCursor(cursor, { keyOf: top.path });
  if (!isBeforeItem && above?.node.kind === 'map' && above.node.indent === column)
    return siteAtCursor(cursor, { keyOf: above.path });
  if (next && next.indent === column && !next.isDash) return null;
  const index = top.node.items.filter(({ dash }) => (dash ?? offset) < offset).length;
  return siteAtCursor(cursor, { valueAt: [...top.path, index], needsDash: true });
}

/** The first content of an entry or item that has none above the cursor. */
function childSite({ node, path }: OpenLink, cursor: Cursor): CompletionSite | null {
  const { column, next, offset, section } = cursor;
  const isFirst = next !== null && next.indent > node.indent;
  if (isFirst && next.indent !== column) return null;
  let at: ValuePath;
  let value: LooseNode | null | undefined;
  if (node.kind === 'map') {
    const entry = node.entries.findLast(({ key }) => key.start <= offset);
    if (!entry || entry.colon === null) return null;
    at = [...path, scalarText(section.text, entry.key)];
    value = entry.value;
  } else {
    const index = node.items.findLastIndex(({ dash }) => (dash ?? offset) < offset);
    at = [...path, index];
    value = node.items[index]?.value;
  }
  if (value && value.start <= offset) return null;
  if (isFirst && next.isDash) return siteAtCursor(cursor, { valueAt: [...at, 0], needsDash: true });
  // Where others follow, a scalar would have to be one of them.
  return siteAtCursor(cursor, { keyOf: at, valueAt: isFirst ? null : at, mayStartList: !isFirst });
}

interface OpenLink extends ChainLink {
  node: Collection;
}

function isOpenBlock(link: ChainLink): link is OpenLink {
  return link.node.kind !== 'scalar' && !link.node.flow;
}
