import type { TextChange } from '../lint/rule.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { entryOf } from '../yaml/follow.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { plainOrQuoted } from './scalar-text.ts';

/**
 * One more item, the last, of the list under a key of a mapping; the list is made where there is none. Null where it is
 * written in a way that is not added to (an alias, a list in brackets over several lines).
 */
export function addItem(
  document: ManifestDocument,
  mapping: Placed,
  key: string,
  item: string,
): TextChange | null {
  const { yaml } = document;
  const { node, place } = yaml.resolve(mapping);
  if (node.kind !== 'map') return null;
  const { text } = place.section;
  const entry = entryOf(yaml, { node, place }, key);
  const insert = (offset: number, newText: string): TextChange => ({
    location: document.location,
    range: yaml.rangeOf({ start: offset, end: offset }, place),
    newText,
  });
  const [first] = node.pairs;
  if (!first) return null;
  if (!entry) {
    if (node.flow) {
      const last = node.pairs.at(-1);
      const end = Math.max(last?.value.end ?? 0, last?.key.end ?? 0);
      return insert(end, `, ${key}: [${plainOrQuoted(item, true)}]`);
    }
    const indent = ' '.repeat(columnOf(text, first.key.start));
    const end = endOfLine(text, Math.max(first.key.end, first.value.end));
    const lines = `${indent}${key}:\n${indent}  - ${plainOrQuoted(item, false)}\n`;
    return insert(end, text[end - 1] === '\n' ? lines : `\n${lines.trimEnd()}`);
  }
  if (entry.place !== place) return null;
  const list = entry.pair.value;
  if (list.kind !== 'sequence') return null;
  const last = list.items.at(-1);
  if (list.flow) {
    if (text.slice(list.start, list.end).includes('\n')) return null;
    const written = plainOrQuoted(item, true);
    return last ? insert(last.end, `, ${written}`) : insert(list.start + 1, written);
  }
  if (!last) return null;
  const dash = text.lastIndexOf('-', last.start - 1);
  const end = endOfLine(text, last.end);
  const line = `${' '.repeat(columnOf(text, dash))}- ${plainOrQuoted(item, false)}\n`;
  return insert(end, text[end - 1] === '\n' ? line : `\n${line.trimEnd()}`);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Behind the line that an offset lies in; an offset at the start of a line lies behind the line before. */
function endOfLine(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}
