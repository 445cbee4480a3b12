import type { ValuePath } from '../../manifests/dvc/fault.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';
import type { LooseNode, LooseScalar } from './loose-node.ts';

/** What a new text takes the place of: on one line, in characters of that line. */
export interface Word {
  line: number;
  /** Without its quotes. */
  start: number;
  end: number;
  /** What of it stands before the cursor. */
  prefix: string;
  /** And what behind it. */
  rest: string;
  style: LooseScalar['style'];
  /** A quoted word without its second quote is not. */
  closed: boolean;
  /** All of a scalar, with the cursor in it; false for a piece of several lines, and for a cursor behind blanks. */
  isWhole: boolean;
  isOneLine: boolean;
}

/** Where the cursor is: what it may be at the beginning of, and what stands there now. */
export interface CompletionSite {
  /** Of the mapping that a key at the cursor belongs to; null where no key can stand. */
  keyOf: ValuePath | null;
  /** Of the value at the cursor; null where none can stand. */
  valueAt: ValuePath | null;
  word: Word;
  flow: boolean;
  /** The bracket around it is not closed. */
  isBracketOpen: boolean;
  /** In which a key or an item at the cursor begins; of block style. */
  column: number;
  /** The word is a key that has its colon. */
  hasColon: boolean;
  /** A blank is missing between the colon or dash and the cursor. */
  needsSpace: boolean;
  /** The value begins its line, and may be the first item of a list, with its dash. */
  mayStartList: boolean;
  /** A dash is missing before the value. */
  needsDash: boolean;
  /** Brackets are missing around the value. */
  needsBrackets: boolean;
  /** What lies on the lines below will belong to a key at the cursor. */
  ownsLinesBelow: boolean;
  /** Nothing follows the word on its line. */
  isLineEnd: boolean;
  section: LooseSection;
  /** Of the cursor, in the section's text. */
  offset: number;
}

/** A section of the text by its structure alone. */
export interface LooseSection {
  place: PlacedSection;
  text: string;
  /** Of the mapping that its top belongs to. */
  base: readonly string[];
  root: LooseNode | null;
}

/** A collection or scalar, and the path that leads to it. */
export interface ChainLink {
  node: LooseNode;
  path: ValuePath;
}

/** The cursor in its line and section. */
export interface Cursor {
  section: LooseSection;
  /** In the section's text. */
  offset: number;
  lineStart: number;
  line: number;
  column: number;
  /** Of the line, before and after the cursor. */
  before: string;
  after: string;
  /** The next line with content: its indentation, and whether a dash begins it. Null at the end. */
  next: { indent: number; isDash: boolean } | null;
  /** The section above ends with a key whose value would come on the next line. */
  isAwaitedAbove: () => boolean;
}

/** Where nothing is typed yet, unless `own` says otherwise. */
export function siteAtCursor(cursor: Cursor, own: Partial<CompletionSite>): CompletionSite {
  const { section, offset, line, column, after } = cursor;
  const behind = (own.word?.end ?? column) - column;
  return {
    keyOf: null,
    valueAt: null,
    word: {
      line,
      start: column,
      end: column,
      prefix: '',
      rest: '',
      style: 'plain',
      closed: true,
      isWhole: true,
      isOneLine: true,
    },
    flow: false,
    isBracketOpen: false,
    column,
    hasColon: false,
    needsSpace: false,
    mayStartList: false,
    needsDash: false,
    needsBrackets: false,
    ownsLinesBelow: false,
    isLineEnd: after.slice(behind).trim() === '',
    section,
    offset,
    ...own,
  };
}

/** The part of a scalar that lies on the cursor's line. */
export function wordOf(
  scalar: LooseScalar,
  { section, offset, lineStart, line, column, after }: Cursor,
): Word {
  const quotes = scalar.style === 'single-quoted' || scalar.style === 'double-quoted' ? 1 : 0;
  const lineEnd = offset + after.length;
  const isOneLine = scalar.style !== 'block' && scalar.start >= lineStart && scalar.end <= lineEnd;
  const isWhole = isOneLine && offset <= scalar.end;
  const first = Math.max(scalar.start + quotes - lineStart, 0);
  const last = Math.min(scalar.end - (scalar.closed ? quotes : 0), lineEnd) - lineStart;
  const start = Math.min(first, column);
  const end = Math.max(last, column);
  return {
    line,
    start,
    end,
    prefix: section.text.slice(lineStart + start, offset),
    rest: section.text.slice(offset, lineStart + end),
    style: scalar.style,
    closed: scalar.closed,
    isWhole,
    isOneLine,
  };
}
