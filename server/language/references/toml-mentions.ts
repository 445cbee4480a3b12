import { type Mention, part, type TextPiece } from './mention.ts';

const header = /^(\s*\[{1,2}\s*)([^\]#]+?)\s*\]{1,2}\s*(?:#.*)?$/;
const entry = /^(\s*)((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=\s*(.*)$/;
const step = /[\w-]+|"[^"]*"|'[^']*'/g;

/** Names that a TOML params file defines, line by line; keys of inline tables are none of them. */
export function tomlMentions(piece: TextPiece, location: string): Mention[] {
  const mentions: Mention[] = [];
  const tables = new Map<string, number>();
  let table: string[] = [];
  let offset = 0;
  let openQuotes: string | null = null;
  const define = (letters: string, from: number, above: readonly string[]): string[] => {
    const path = [...above];
    for (const match of letters.matchAll(step)) {
      const isQuoted = /^["']/.test(match[0]);
      const name = isQuoted ? match[0].slice(1, -1) : match[0];
      const start = from + match.index + Number(isQuoted);
      path.push(name);
      mentions.push({
        symbol: { kind: 'param', scope: location, name: path.join('.') },
        role: 'definition',
        piece,
        start,
        end: start + name.length,
        writing: part,
        path: null,
        isHint: false,
      });
    }
    return path;
  };
  for (const line of piece.text.split('\n')) {
    const isInText: boolean = openQuotes !== null;
    openQuotes = quotesAfter(line, openQuotes);
    const text = line.replace(/\r$/, '');
    const heading = isInText ? null : header.exec(text);
    const pair = isInText || heading ? null : entry.exec(text);
    if (heading) {
      const [, before = '', name = ''] = heading;
      table = define(name, offset + before.length, []);
      if (before.includes('[[')) {
        const key = table.join('.');
        const index = tables.get(key) ?? 0;
        tables.set(key, index + 1);
        table = [...table, String(index)];
      }
    } else if (pair) define(pair[2] ?? '', offset + (pair[1] ?? '').length, table);
    offset += line.length + 1;
  }
  return mentions;
}

/** The quotes of a text over several lines that is open after this line. */
function quotesAfter(line: string, open: string | null): string | null {
  let quotes = open;
  for (const [found] of line.matchAll(/"""|'''/g)) {
    if (quotes === null) quotes = found;
    else if (quotes === found) quotes = null;
  }
  return quotes;
}
