import type { Range } from 'vscode-languageserver-types';
import type { MapNode, Pair } from '../yaml/node.ts';
import type { PlacedPair, PlacedSection, YamlDocument } from '../yaml/yaml-document.ts';

/** A change of one document's text. */
export interface Edit {
  range: Range;
  newText: string;
}

/** A mapping as it stands in a text: one node, or the entries of all sections that it is cut into. */
export interface WrittenMapping {
  flow: boolean;
  entries: readonly PlacedPair[];
}

/** Writes an entry after those of `before` that are there, or as the first. Null for an empty mapping in block style. */
export function insertEntry(
  yaml: YamlDocument,
  { flow, entries }: WrittenMapping,
  entry: { key: string; value: string; before: readonly string[] },
): Edit | null {
  const text = `${entry.key}: ${entry.value}`;
  const earlier = entries.findLast(
    ({ pair }) => pair.key.kind === 'scalar' && entry.before.includes(String(pair.key.value)),
  );
  const [first] = entries;
  if (!first) return null;
  if (!earlier) {
    const at = offsetsOf(first).start;
    return insertAt(yaml, at, flow ? `${text}, ` : `${text}\n${' '.repeat(columnOf(yaml, at))}`);
  }
  const { end } = offsetsOf(earlier);
  if (flow) return insertAt(yaml, end, `, ${text}`);
  const indent = ' '.repeat(columnOf(yaml, offsetsOf(first).start));
  const next = lineAfter(yaml.text, end);
  if (next === null) return insertAt(yaml, yaml.text.length, `\n${indent}${text}`);
  return insertAt(yaml, next, `${indent}${text}\n`);
}

/** An entry into a mapping that is written as `{}`. */
export function fillEmpty(yaml: YamlDocument, node: MapNode, place: PlacedSection, text: string): Edit {
  return { range: yaml.rangeOf(node, place), newText: `{ ${text} }` };
}

/** Takes an entry out with its lines. Null for the only one of its mapping: what is left would be another value. */
export function removeEntry(yaml: YamlDocument, { flow, entries }: WrittenMapping, pair: Pair): Edit | null {
  const index = entries.findIndex((entry) => entry.pair === pair);
  const [entry, before, after] = [entries[index], entries[index - 1], entries[index + 1]];
  if (!entry || entries.length < 2) return null;
  const { start, end } = offsetsOf(entry);
  if (flow)
    return after
      ? remove(yaml, start, offsetsOf(after).start)
      : before
        ? remove(yaml, offsetsOf(before).end, end)
        : null;
  const line = start - columnOf(yaml, start);
  // What is left of a `- ` goes to the next entry.
  if (yaml.text.slice(line, start).trim() !== '')
    return after ? remove(yaml, start, offsetsOf(after).start) : null;
  const next = lineAfter(yaml.text, end);
  if (next !== null) return remove(yaml, line, next);
  return remove(yaml, Math.max(line - 1, 0), yaml.text.length);
}

/** In the whole text, from the key to the last letter of the value. */
function offsetsOf({ pair: { key, value }, place }: PlacedPair): { start: number; end: number } {
  const { text } = place.section;
  const colon = /^[ \t]*:/.exec(text.slice(key.end));
  const end = value.end > value.start ? value.end : key.end + (colon?.[0].length ?? 0);
  const written = text.slice(key.start, end).trimEnd().length;
  return { start: place.offset + key.start, end: place.offset + key.start + written };
}

function columnOf(yaml: YamlDocument, offset: number): number {
  return yaml.lines.positionAt(offset).character;
}

/** Start of the line after the one that an offset lies in; null in the last. */
function lineAfter(text: string, offset: number): number | null {
  const end = text.indexOf('\n', offset);
  return end < 0 ? null : end + 1;
}

function insertAt(yaml: YamlDocument, offset: number, newText: string): Edit {
  const at = yaml.lines.positionAt(offset);
  return { range: { start: at, end: at }, newText };
}

function remove(yaml: YamlDocument, start: number, end: number): Edit {
  return { range: yaml.lines.rangeOf({ start, end }), newText: '' };
}
