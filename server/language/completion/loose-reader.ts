import { readFlow } from './loose-flow.ts';
import type { LooseEntry, LooseItem, LooseList, LooseMap, LooseNode, LooseScalar } from './loose-node.ts';
import {
  blockKey,
  endOfBlock,
  endOfLine,
  isBreak,
  plainScalar,
  quotedScalar,
  skipBlanks,
  startOfLine,
} from './loose-tokens.ts';

/**
 * The structure of a text by its indentation and brackets alone, so that what is broken on one line is broken on that
 * line only. One node for each document of the text. Never throws; takes time in the length of the text.
 */
export function readLoosely(text: string): LooseNode[] {
  return new BlockReader(text).read();
}

type Collection = LooseMap | LooseList;

const marker = /(?:---|\.\.\.)(?=\s|$)/y;
const properties = /(?:[&!][^\s,[\]{}]*[ \t]*)+/y;
const blockHeader = /[|>][-+\d]{0,2}[ \t]*(?:#.*)?\r?(?=\n|$)/y;

class BlockReader {
  readonly #text: string;
  readonly #roots: LooseNode[] = [];
  #at = 0;
  #lineStart = 0;
  /** Open collections, outermost first. */
  #open: Collection[] = [];
  /** Of the document that is being read; its `value` is the last of the roots. */
  #root: { value: LooseNode | null } = { value: null };

  constructor(text: string) {
    this.#text = text;
  }

  read(): LooseNode[] {
    while (this.#at < this.#text.length) this.#line();
    this.#endDocument();
    return this.#roots;
  }

  #line(): void {
    this.#lineStart = this.#at;
    if (this.#text[this.#at] === '\uFEFF') this.#at++;
    marker.lastIndex = this.#at;
    if (marker.test(this.#text)) this.#endDocument();
    else {
      this.#at = skipBlanks(this.#text, this.#at);
      if (!this.#isLineOver()) this.#content();
    }
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  #endDocument(): void {
    if (this.#root.value) this.#roots.push(this.#root.value);
    this.#root = { value: null };
    this.#open = [];
  }

  #content(): void {
    const start = this.#at;
    const column = start - this.#lineStart;
    if (this.#text[start] === '-' && isBreak(this.#text[start + 1])) {
      const list = this.#openList(column);
      list.items.push({ dash: start, value: null });
      this.#reach(start + 1);
      this.#at = skipBlanks(this.#text, start + 1);
      if (!this.#isLineOver()) this.#content();
      return;
    }
    const found = blockKey(this.#text, start);
    if (!found) {
      this.#loneValue(column);
      return;
    }
    const entry: LooseEntry = { ...found, value: null };
    this.#openMap(column).entries.push(entry);
    this.#reach(found.colon + 1);
    this.#at = skipBlanks(this.#text, found.colon + 1);
    if (this.#isLineOver()) return;
    entry.value = this.#value(column);
    if (entry.value) this.#reach(entry.value.end);
  }

  /** A value that stands on its line alone or after dashes; or the beginning of a key. */
  #loneValue(column: number): void {
    this.#close((open) => open.indent > column);
    const top = this.#open.at(-1);
    const slot = top ? lastSlot(top) : this.#root;
    if (top && top.indent === column) {
      const value = this.#value(column);
      if (value?.kind === 'scalar') this.#halfTyped(value, column);
      return;
    }
    const before = slot?.value;
    const value = this.#value(top?.indent ?? -1);
    if (!slot || !value) return;
    if (!before) slot.value = value;
    else if (this.#isLoneAt(before, column) && value.kind === 'scalar') {
      this.#openMap(column);
      this.#halfTyped(value, column);
    } else if (before.kind === 'scalar' && before.style === 'plain') before.end = value.end;
    this.#reach(value.end);
  }

  /** A key without its colon, or an item without its dash. */
  #halfTyped(value: LooseScalar, column: number): void {
    const top = this.#open.at(-1);
    const above = this.#open.at(-2);
    if (top?.kind === 'list' && above?.kind === 'map' && above.indent === column) this.#open.pop();
    const holder = this.#open.at(-1);
    if (holder?.kind === 'map') holder.entries.push({ key: value, colon: null, value: null });
    else holder?.items.push({ dash: null, value });
    this.#reach(value.end);
  }

  #value(indent: number): LooseNode | null {
    const text = this.#text;
    properties.lastIndex = this.#at;
    this.#at += properties.exec(text)?.[0].length ?? 0;
    if (this.#isLineOver()) return null;
    const value = this.#node(indent);
    this.#at = value.end;
    return value;
  }

  #node(indent: number): LooseNode {
    const text = this.#text;
    const start = this.#at;
    const letter = text[start];
    if (letter === '[' || letter === '{') return readFlow(text, start, endOfBlock(text, start, indent));
    if (letter === '"' || letter === "'") return quotedScalar(text, start, endOfBlock(text, start, indent));
    blockHeader.lastIndex = start;
    if (!blockHeader.test(text)) return plainScalar(text, start);
    const end = start + text.slice(start, endOfBlock(text, start, indent)).trimEnd().length;
    return { kind: 'scalar', style: 'block', start, end, closed: true };
  }

  #openMap(column: number): LooseMap {
    this.#close(({ indent, kind }) => indent > column || (indent === column && kind === 'list'));
    const top = this.#open.at(-1);
    if (top?.kind === 'map' && top.indent === column) return top;
    const slot = top ? lastSlot(top) : this.#root;
    const before = slot?.value;
    const map: LooseMap = { kind: 'map', ...this.#collection(column), entries: [] };
    if (before && this.#isLoneAt(before, column) && before.kind === 'scalar') {
      map.start = before.start;
      map.entries.push({ key: before, colon: null, value: null });
      slot.value = map;
    } else if (slot && !before) slot.value = map;
    this.#open.push(map);
    return map;
  }

  #openList(column: number): LooseList {
    this.#close(({ indent }) => indent > column);
    const top = this.#open.at(-1);
    if (top?.kind === 'list' && top.indent === column) return top;
    const slot = top ? lastSlot(top) : this.#root;
    const list: LooseList = { kind: 'list', ...this.#collection(column), items: [] };
    if (slot && !slot.value) slot.value = list;
    this.#open.push(list);
    return list;
  }

  #collection(indent: number) {
    return { flow: false, indent, closed: true, start: this.#at, end: this.#at };
  }

  /** A plain scalar of one line that begins its line, in this column. */
  #isLoneAt(node: LooseNode, column: number): boolean {
    if (node.kind !== 'scalar' || node.style !== 'plain') return false;
    const line = startOfLine(this.#text, node.start);
    if (node.start - line !== column || line === this.#lineStart) return false;
    return (
      node.end <= endOfLine(this.#text, node.start) && /^[\s-]*$/.test(this.#text.slice(line, node.start))
    );
  }

  #close(isOver: (open: Collection) => boolean): void {
    for (let top = this.#open.at(-1); top && isOver(top); top = this.#open.at(-1)) this.#open.pop();
  }

  /** All that is open goes on up to here. */
  #reach(end: number): void {
    for (const open of this.#open) if (open.end < end) open.end = end;
  }

  #isLineOver(): boolean {
    const letter = this.#text[this.#at];
    return letter === undefined || letter === '\n' || letter === '\r' || letter === '#';
  }
}

/** What the next value of a collection belongs to. */
function lastSlot(open: Collection): LooseEntry | LooseItem | undefined {
  return open.kind === 'map' ? open.entries.at(-1) : open.items.at(-1);
}
