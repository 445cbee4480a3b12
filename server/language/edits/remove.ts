import type { TextChange } from '../lint/rule.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { MapNode, Pair, SequenceNode, YamlNode } from '../yaml/node.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';

/** Takes an item out of a list that has others, and all that is written of it. */
export function removeItem(
  document: ManifestDocument,
  place: PlacedSection,
  { items, flow }: SequenceNode,
  item: YamlNode,
): TextChange {
  const { text } = place.section;
  const index = items.indexOf(item);
  if (flow) return removeBetween(document, place, items, index);
  const dash = text.lastIndexOf('-', item.start - 1);
  return change(document, place, lineStart(text, dash), endOf(text, item, items[index + 1] ?? null));
}

/** Takes an entry out of a mapping that has others. */
export function removePair(
  document: ManifestDocument,
  place: PlacedSection,
  { pairs, flow }: MapNode,
  pair: Pair,
): TextChange {
  const { text } = place.section;
  const index = pairs.indexOf(pair);
  const whole = pairs.map(({ key, value }) => ({ start: key.start, end: Math.max(key.end, value.end) }));
  if (flow) return removeBetween(document, place, whole, index);
  const start = lineStart(text, pair.key.start);
  const next = pairs[index + 1];
  // The first key of a list's item stands behind its dash.
  if (text.slice(start, pair.key.start).trim() !== '' && next)
    return change(document, place, pair.key.start, next.key.start);
  return change(
    document,
    place,
    start,
    endOf(text, pair.value.end > pair.key.end ? pair.value : pair.key, null),
  );
}

function removeBetween(
  document: ManifestDocument,
  place: PlacedSection,
  nodes: readonly { start: number; end: number }[],
  index: number,
): TextChange {
  const [before, node, after] = [nodes[index - 1], nodes[index], nodes[index + 1]];
  if (after) return change(document, place, node?.start ?? 0, after.start);
  return change(document, place, before?.end ?? node?.start ?? 0, node?.end ?? 0);
}

function change(document: ManifestDocument, place: PlacedSection, start: number, end: number): TextChange {
  return { location: document.location, range: document.yaml.rangeOf({ start, end }, place), newText: '' };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** With the comment behind it and the end of its line. */
function endOf(text: string, { start, end }: { start: number; end: number }, next: YamlNode | null): number {
  const last = text.slice(start, end).trimEnd().length + start;
  const newLine = text.indexOf('\n', last);
  const stop = newLine < 0 ? text.length : newLine + 1;
  return next && next.start < stop ? next.start : stop;
}
