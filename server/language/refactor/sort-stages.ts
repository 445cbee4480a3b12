import type { TextChange } from '../lint/rule.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { keyText, type MapNode, pairOf, type SequenceNode, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

/** As DVC writes a stage that it is asked to add; what is not among them comes last, in the order that it has. */
const keyOrder = [
  ...['matrix', 'foreach', 'do', 'desc', 'vars', 'cmd', 'wdir', 'deps', 'params', 'outs', 'metrics', 'plots'],
  ...['frozen', 'always_changed', 'meta'],
];
/** Whose order means nothing to DVC. */
const freeLists = ['deps', 'params', 'outs', 'metrics', 'plots'];

/** Offsets in the text of a section. */
interface Span {
  start: number;
  end: number;
}

interface Replacement extends Span {
  newText: string;
}

/**
 * The keys of each stage in one order, and its deps, params, outs, metrics and plots by name. Comments go with what they stand
 * behind or right above; lists are sorted between the lines of comments and the blank ones that cut them into groups. What has
 * anchors, aliases or merge keys stays as it is.
 */
export function sortStages(document: ManifestDocument): TextChange[] {
  const { yaml, location } = document;
  if (document.kind !== 'pipeline' || yaml.isTooLong || yaml.isBroken) return [];
  return yaml.pairsAt(['stages']).flatMap(({ pair: { value }, place }): TextChange[] => {
    const { section } = place;
    if (isLinked(value)) return [];
    const body = pairOf(value, 'do')?.value ?? value;
    const sorted = body.kind === 'map' ? sortBody(section, body) : null;
    if (!sorted) return [];
    const { start, end, newText } = sorted;
    if (section.text.slice(start, end) === newText) return [];
    return [{ location, range: yaml.rangeOf({ start, end }, place), newText }];
  });
}

function isLinked(node: YamlNode): boolean {
  if (node.kind === 'alias' || node.anchor !== null) return true;
  if (node.kind === 'map')
    return node.pairs.some(({ key, value }) => keyText(key) === '<<' || isLinked(key) || isLinked(value));
  return node.kind === 'sequence' && node.items.some(isLinked);
}

function sortBody({ text }: Section, body: MapNode): Replacement | null {
  const lists = freeLists
    .flatMap((key) => {
      const list = pairOf(body, key)?.value;
      return list?.kind === 'sequence' ? sortList(text, list) : [];
    })
    .sort((a, b) => a.start - b.start);
  const isWhole = body.pairs.every(({ value }) => value.end > value.start);
  const written = pairSpans(text, body);
  const keys = !body.flow ? blockSpans(text, written) : isWhole ? flowSpans(text, body, written) : null;
  const [first, last] = [keys?.[0], keys?.at(-1)];
  if (keys && first && last) {
    const rank = ({ key }: MapNode['pairs'][number]) => {
      const found = keyOrder.indexOf(keyText(key) ?? '');
      return found < 0 ? keyOrder.length : found;
    };
    const order = body.pairs.map((pair, index) => ({ at: rank(pair), index })).sort((a, b) => a.at - b.at);
    const parts = keys.map((span) => replaced(text, span, lists));
    return arranged(
      text,
      keys,
      order.map(({ index }) => parts[index] ?? ''),
    );
  }
  const [start, end] = [lists[0]?.start, Math.max(...lists.map((each) => each.end))];
  return start === undefined ? null : { start, end, newText: replaced(text, { start, end }, lists) };
}

/** By the text of an item, or the key of one that has options; keys of params.yaml before other params files. */
function sortList(text: string, list: SequenceNode): Replacement[] {
  const inner = list.items.flatMap((item) => {
    const [only] = item.kind === 'map' ? item.pairs : [];
    return only?.value.kind === 'sequence' ? sortList(text, only.value) : [];
  });
  return groupsOf(text, list)
    .flatMap((group): Replacement[] => {
      const parts = group.map(({ item, span }) => ({
        key: sortKey(item),
        text: replaced(text, span, inner),
      }));
      parts.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
      const sorted = arranged(
        text,
        group.map(({ span }) => span),
        parts.map((part) => part.text),
      );
      return sorted ? [sorted] : [];
    })
    .sort((a, b) => a.start - b.start);
}

function sortKey(item: YamlNode): string {
  const name = item.kind === 'map' ? item.pairs[0]?.key : item;
  const isOfFile = item.kind === 'map' && item.pairs[0]?.value.kind === 'sequence';
  return `${isOfFile ? 1 : 0}${name ? (keyText(name) ?? '') : ''}`;
}

type Item = { item: YamlNode; span: Span };

/** Items that stand with nothing between them. */
function groupsOf(text: string, list: SequenceNode): Item[][] {
  if (list.flow) {
    const spans = flowSpans(text, list, list.items);
    return spans ? [list.items.map((item, index) => ({ item, span: spans[index] as Span }))] : [];
  }
  const groups: Item[][] = [];
  for (const item of list.items) {
    const dash = text.lastIndexOf('-', item.start - 1);
    const start = text.lastIndexOf('\n', dash) + 1;
    // A list in a list, or an item of nothing.
    if (dash < 0 || text.slice(start, item.start).trim() !== '-' || item.end === item.start) return [];
    const span = { start, end: lineEnd(text, contentEnd(text, item)) };
    const group = groups.at(-1);
    if (group?.at(-1)?.span.end === start) group.push({ item, span });
    else groups.push([{ item, span }]);
  }
  return groups;
}

/** Null where what stands between brackets is more than names and commas. */
function flowSpans(text: string, { start, end }: Span, spans: readonly Span[]): readonly Span[] | null {
  return /[#\n]/.test(text.slice(start, end)) ? null : spans;
}

function pairSpans(text: string, { pairs }: MapNode): Span[] {
  return pairs.map(({ key, value }) => ({
    start: key.start,
    end: contentEnd(text, { start: key.start, end: Math.max(key.end, value.end) }),
  }));
}

/** Whole lines, with the comments right above; null where blank lines cut the mapping into groups, or it begins behind a dash. */
function blockSpans(text: string, keys: readonly Span[]): Span[] | null {
  const starts = keys.map(({ start }) => text.lastIndexOf('\n', start - 1) + 1);
  if (keys.some(({ start }, index) => text.slice(starts[index], start).trim() !== '')) return null;
  const gaps = starts.slice(1).map((start, index) => text.slice(keys[index]?.end, start));
  if (gaps.some((gap) => /\n[ \t]*\r?\n/.test(gap))) return null;
  const whole = starts.map((start) => aboveComments(text, start));
  return keys.map(({ end }, index) => ({
    start: whole[index] ?? 0,
    end: whole[index + 1] ?? lineEnd(text, end),
  }));
}

function aboveComments(text: string, start: number): number {
  let at = start;
  for (;;) {
    const before = text.lastIndexOf('\n', at - 2) + 1;
    if (before >= at || !text.slice(before, at).trimStart().startsWith('#')) return at;
    at = before;
  }
}

/** The spans' texts in another order; what stands between them stays. */
function arranged(text: string, spans: readonly Span[], parts: readonly string[]): Replacement | null {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return null;
  const isOfLines = first.start === 0 || text[first.start - 1] === '\n';
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  // The last line of a text may have no end, and is not the last any longer.
  const isOpen = isOfLines && text[last.end - 1] !== '\n';
  const whole = parts.map((part) => (isOpen && !part.endsWith('\n') ? part + newLine : part));
  const between = spans.map(({ end }, index) => text.slice(end, spans[index + 1]?.start ?? end));
  const newText = whole.map((part, index) => part + (between[index] ?? '')).join('');
  return { start: first.start, end: last.end, newText: isOpen ? newText.replace(/\r?\n$/, '') : newText };
}

function replaced(text: string, { start, end }: Span, replacements: readonly Replacement[]): string {
  let result = '';
  let at = start;
  for (const each of replacements) {
    if (each.start < at || each.end > end) continue;
    result += text.slice(at, each.start) + each.newText;
    at = each.end;
  }
  return result + text.slice(at, end);
}

/** Behind the last letter: the parser counts line ends and comments in. */
function contentEnd(text: string, { start, end }: Span): number {
  return start + text.slice(start, end).trimEnd().length;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}
