import type { LooseScalar } from './loose-node.ts';

/** Offset of the line break that ends the line, or of the text's end. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}

export function startOfLine(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

export function isBlank(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t';
}

/** A blank, the end of a line or of the text. */
export function isBreak(letter: string | undefined): boolean {
  return letter === undefined || letter === ' ' || letter === '\t' || letter === '\n' || letter === '\r';
}

export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (isBlank(text[next])) next++;
  return next;
}

/** Where the lines end that may belong to a value of a block collection in column `indent`. */
export function endOfBlock(text: string, from: number, indent: number): number {
  for (let line = text.indexOf('\n', from) + 1; line > 0; line = text.indexOf('\n', line) + 1) {
    const first = skipBlanks(text, line);
    const isEmpty = first >= text.length || text[first] === '\n' || text[first] === '\r';
    if (!isEmpty && first - line <= indent) return line;
  }
  return text.length;
}

/** A quoted scalar; without its second quote before `limit` it ends with its line. */
export function quotedScalar(text: string, start: number, limit: number): LooseScalar {
  const quote = text[start];
  const style = quote === '"' ? 'double-quoted' : 'single-quoted';
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === quote) at++;
      else return { kind: 'scalar', style, start, end: at + 1, closed: true };
    }
  }
  return { kind: 'scalar', style, start, end: Math.min(endOfLine(text, start), limit), closed: false };
}

/** A plain scalar in block style: the rest of the line but its comment. */
export function plainScalar(text: string, start: number): LooseScalar {
  const line = text.slice(start, endOfLine(text, start));
  const comment = line.search(/[ \t]#/);
  const length = (comment < 0 ? line : line.slice(0, comment)).trimEnd().length;
  const style = line.startsWith('*') ? 'alias' : 'plain';
  return { kind: 'scalar', style, start, end: start + length, closed: true };
}

/** The key that begins here and its colon in block style; null where none does. */
export function blockKey(text: string, start: number): { key: LooseScalar; colon: number } | null {
  const end = endOfLine(text, start);
  const first = text[start] ?? '';
  if (first === '"' || first === "'") {
    const key = quotedScalar(text, start, end);
    const colon = skipBlanks(text, key.end);
    return key.closed && text[colon] === ':' && isBreak(text[colon + 1]) ? { key, colon } : null;
  }
  if ('[]{},|>&!%@`#'.includes(first)) return null;
  for (let at = start; at < end; at++) {
    if (text[at] === '#' && isBlank(text[at - 1])) return null;
    if (text[at] !== ':' || !isBreak(text[at + 1])) continue;
    const length = text.slice(start, at).trimEnd().length;
    return {
      key: { kind: 'scalar', style: 'plain', start, end: start + length, closed: true },
      colon: at,
    };
  }
  return null;
}
