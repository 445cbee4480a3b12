import type { MapNode, SequenceNode, YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

const step = 2;

/**
 * Columns that the lines of a text begin at once each level of its blocks has two. What is within a value, or a list in flow style, moves
 * with the line that it begins in; a comment with the entry below it, or above.
 * @throws BeyondFormatting for what is written in a way that nobody writes manifests
 */
export function newIndents(section: Section, lines: readonly string[], kept: ReadonlySet<number>): number[] {
  const old = lines.map((line) => line.length - line.trimStart().length);
  const indents = new BlockIndents(section, old);
  if (section.root) indents.place(section.root, 0);
  const result = old.map((column, index) => Math.max(0, column + (indents.shift[index] ?? 0)));
  moveComments(lines, old, result, kept);
  return result;
}

export class BeyondFormatting extends Error {}

class BlockIndents {
  /** By line: columns to the right. */
  readonly shift: number[];
  readonly #section: Section;
  readonly #old: readonly number[];
  /** Lists below a key stand to its right; as the first one does. */
  #listStep: number | null = null;

  constructor(section: Section, old: readonly number[]) {
    this.#section = section;
    this.#old = old;
    this.shift = old.map(() => 0);
  }

  /** `indent`: new column of the node. */
  place(node: YamlNode, indent: number): void {
    if (node.kind === 'map' && !node.flow) this.#placeMap(node, indent);
    else if (node.kind === 'sequence' && !node.flow) this.#placeList(node, indent);
  }

  #placeMap(node: MapNode, indent: number): void {
    const starts = node.pairs.map(({ key }) => this.#at(key.start));
    const end = this.#lastLine(node);
    for (const [index, { key, value }] of node.pairs.entries()) {
      const start = starts[index];
      if (!start) continue;
      // After a dash the line moves with the dash.
      const isFirst = this.#old[start.line] === start.character;
      if (!isFirst && index > 0) throw new BeyondFormatting();
      const from = isFirst ? start.line : start.line + 1;
      this.#move(from, (starts[index + 1]?.line ?? end + 1) - 1, indent - start.character);
      if (value.kind === 'scalar' || value.kind === 'alias' || value.flow) continue;
      if (this.#at(value.start).line === this.#at(key.end).line) throw new BeyondFormatting();
      this.place(value, indent + (value.kind === 'map' ? step : this.#listIndent(value, start.character)));
    }
  }

  #placeList(node: SequenceNode, indent: number): void {
    const dashes = this.#dashes(node);
    const end = this.#lastLine(node);
    for (const [index, item] of node.items.entries()) {
      const dash = dashes[index];
      if (!dash) throw new BeyondFormatting();
      if (this.#old[dash.line] === dash.character)
        this.#move(dash.line, (dashes[index + 1]?.line ?? end + 1) - 1, indent - dash.character);
      else throw new BeyondFormatting();
      const start = this.#at(item.start);
      this.place(item, start.line === dash.line ? indent + start.character - dash.character : indent + step);
    }
  }

  #listIndent(list: SequenceNode, keyColumn: number): number {
    this.#listStep ??= this.#at(list.start).character > keyColumn ? step : 0;
    return this.#listStep;
  }

  #dashes({ start, items }: SequenceNode): { line: number; character: number }[] {
    let from = start;
    return items.map((item) => {
      const offset = this.#section.text.indexOf('-', from);
      // Past the item; the line break before the next dash is looked for from its last letter.
      from = Math.max(offset + 1, this.#lastLetter(item) + 1);
      const gap = /^(?:[^\S\n]*(?:#[^\n]*)?(?:\n|$))*[^\S\n]*/.exec(this.#section.text.slice(from));
      from += gap?.[0].length ?? 0;
      return this.#at(offset);
    });
  }

  #move(from: number, to: number, columns: number): void {
    for (let line = from; line <= to; line++) this.shift[line] = columns;
  }

  #lastLine(node: YamlNode): number {
    return this.#at(this.#lastLetter(node)).line;
  }

  #lastLetter({ start, end }: YamlNode): number {
    return start + Math.max(this.#section.text.slice(start, end).trimEnd().length - 1, 0);
  }

  #at(offset: number): { line: number; character: number } {
    return this.#section.lines.positionAt(offset);
  }
}

/** A comment on a line of its own stands with the entry below it where it did, otherwise with the line above. */
function moveComments(
  lines: readonly string[],
  old: readonly number[],
  result: number[],
  kept: ReadonlySet<number>,
): void {
  const isComment = (index: number) => !kept.has(index) && lines[index]?.trimStart().startsWith('#') === true;
  const isContent = (index: number) => lines[index]?.trim() !== '' && !isComment(index);
  for (let index = lines.length - 1; index >= 0; index--) {
    if (!isComment(index)) continue;
    let below = index + 1;
    while (below < lines.length && !isContent(below)) below++;
    let above = index - 1;
    while (above >= 0 && !isContent(above)) above--;
    if (old[below] === old[index]) result[index] = result[below] ?? 0;
    else if (old[above] === old[index]) result[index] = result[above] ?? 0;
  }
}
