/**
 * A piece of a text that can be read by itself: an entry of the top-level mapping, or an entry of a long one of those.
 * Pieces follow one another without a gap.
 */
export interface Piece {
  text: string;
  /** Of its first character in the whole text. */
  offset: number;
  /** Of its first character, zero-based. */
  line: number;
  /** 1: it lies in the mapping of the last piece of depth 0. */
  depth: 0 | 1;
}

/** Entries of shorter blocks are not read one by one. */
const longBlock = 30;
/** A key and nothing else but a comment. */
const bareKey = /^(?:[^\s#'"&*!|>%@`{}[\],?-][^\n#]*?|"[^"\\\n]*"|'[^'\n]*'):[ \t]*(?:#[^\n]*)?\r?$/;

interface Line {
  start: number;
  /** Columns before the first character; -1 for a blank line or a comment. */
  indent: number;
  /** The first character that is no space. */
  first: string;
}

/**
 * The pieces of a text of YAML in block style; one piece for anything that cannot be cut with certainty: several
 * documents, flow style or a list at the top, tabs in the indentation.
 */
export function splitText(text: string): Piece[] {
  const lines = readLines(text);
  const whole: Piece[] = [{ text, offset: 0, line: 0, depth: 0 }];
  if (lines === null) return whole;
  const starts: number[] = [];
  for (let index = 0; index < lines.length; index++) {
    const { indent, first, start } = lines[index] as Line;
    if (indent !== 0) continue;
    if (text.startsWith('---', start) || text.startsWith('...', start)) {
      // A marker before all else is part of the first piece.
      if (starts.length > 0 || !/^---[ \t]*(?:#.*)?\r?$/.test(lineText(text, lines, index))) return whole;
      continue;
    }
    if (first === '}' || first === ']') continue;
    if ('-{[%?&*!|>@`'.includes(first)) return whole;
    starts.push(index);
  }
  if (starts.length === 0) return whole;
  starts[0] = 0;
  return starts.flatMap((from, position) => {
    const to = starts[position + 1] ?? lines.length;
    const block = pieceOf(text, lines, from, to, 0);
    return to - from > longBlock ? splitBlock(text, lines, from, to, block) : [block];
  });
}

function splitBlock(text: string, lines: readonly Line[], from: number, to: number, block: Piece): Piece[] {
  let header = from;
  while (header < to && lines[header]?.indent !== 0) header++;
  if (!bareKey.test(lineText(text, lines, header))) return [block];
  let indent = 0;
  const starts: number[] = [];
  for (let index = header + 1; index < to; index++) {
    const line = lines[index] as Line;
    if (line.indent < 0) continue;
    indent ||= line.indent;
    if (line.indent < indent) return [block];
    if (line.indent > indent || line.first === '}' || line.first === ']') continue;
    if ('-{[%?&*!|>@`'.includes(line.first)) return [block];
    starts.push(index);
  }
  if (starts.length < 2) return [block];
  return [
    pieceOf(text, lines, from, starts[0] as number, 0),
    ...starts.map((start, position) => pieceOf(text, lines, start, starts[position + 1] ?? to, 1)),
  ];
}

function pieceOf(text: string, lines: readonly Line[], from: number, to: number, depth: 0 | 1): Piece {
  const offset = lines[from]?.start ?? 0;
  return { text: text.slice(offset, lines[to]?.start ?? text.length), offset, line: from, depth };
}

function lineText(text: string, lines: readonly Line[], index: number): string {
  return text.slice(lines[index]?.start, lines[index + 1]?.start ?? text.length).replace(/\n$/, '');
}

/** Null where a tab stands in an indentation. */
function readLines(text: string): Line[] | null {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    let at = start;
    while (text[at] === ' ') at++;
    const first = text[at] ?? '\n';
    if (first === '\t') return null;
    const blank = first === '\n' || first === '\r' || first === '#' || first === '\uFEFF';
    lines.push({ start, indent: blank ? -1 : at - start, first });
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}
