import type { Position, Range } from 'vscode-languageserver-types';
import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { Lines } from './lines.ts';
import { keyText, type Pair, pairOf, type YamlNode } from './node.ts';
import type { Dialect, SyntaxProblem } from './parse-text.ts';
import { Section } from './section.ts';
import { type Piece, splitText } from './split.ts';

/** A section where it stands in one version of a text. */
export interface PlacedSection {
  section: Section;
  offset: number;
  line: number;
  /** Of the mapping that its entries belong to: none for the top, `['stages']` for a stage. */
  path: readonly string[];
}

/** A node and the section that its offsets are of. */
export interface Placed<Node extends YamlNode = YamlNode> {
  node: Node;
  place: PlacedSection;
}

/** An entry of a mapping. */
export interface PlacedPair {
  pair: Pair;
  place: PlacedSection;
}

/** Longer texts are not read: nobody writes such a manifest. */
export const maxLength = 2_000_000;

/** One version of a YAML text. `update` makes the next, reading only the sections whose letters have changed. */
export class YamlDocument {
  readonly text: string;
  readonly sections: readonly PlacedSection[];
  readonly #dialect: Dialect;
  #lines: Lines | null = null;
  #anchors: Map<string, Placed[]> | null = null;
  /** Key -> the last entry with it, by the mapping that it is in: the top, or a block that was split. */
  readonly #entries = new Map<string, Map<string, PlacedPair>>();

  private constructor(text: string, dialect: Dialect, known: ReadonlyMap<string, Section[]>) {
    this.text = text;
    this.#dialect = dialect;
    this.sections = text.length > maxLength ? [] : placeSections(text, dialect, known);
  }

  static of(text: string, dialect: Dialect): YamlDocument {
    return new YamlDocument(text, dialect, new Map());
  }

  update(text: string): YamlDocument {
    if (text === this.text) return this;
    const known = new Map<string, Section[]>();
    for (const { section } of this.sections) {
      const same = known.get(section.text);
      if (same) same.push(section);
      else known.set(section.text, [section]);
    }
    return new YamlDocument(text, this.#dialect, known);
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }

  get isTooLong(): boolean {
    return this.text.length > maxLength;
  }

  /** Something of it is no YAML. */
  get isBroken(): boolean {
    return this.sections.some(({ section }) => section.problems.length > 0);
  }

  *syntaxProblems(): Generator<{ problem: SyntaxProblem; place: PlacedSection }> {
    for (const place of this.sections) for (const problem of place.section.problems) yield { problem, place };
  }

  /** The sections' mappings, at the path that their entries belong to. */
  sectionsAt(path: readonly string[]): PlacedSection[] {
    return this.sections.filter((place) => samePath(place.path, path));
  }

  /** Entries of the mapping at a path, in the order of the text; none where there is no mapping. */
  pairsAt(path: ValuePath): PlacedPair[] {
    const keys = path.map(String);
    const own = this.sectionsAt(keys).flatMap((place) =>
      place.section.root?.kind === 'map' ? place.section.root.pairs.map((pair) => ({ pair, place })) : [],
    );
    if (own.length > 0) return own;
    const found = this.find(path);
    const node = found && this.resolve(found).node;
    return found && node?.kind === 'map' ? node.pairs.map((pair) => ({ pair, place: found.place })) : [];
  }

  /** The entry that the last key of a path names, aliases followed; null where there is none, and for items of a list. */
  findPair(path: ValuePath): PlacedPair | null {
    const key = path.at(-1);
    if (key === undefined) return null;
    const parent = path.slice(0, -1);
    const indexed = this.#entriesAt(parent.map(String));
    if (indexed) return indexed.get(String(key)) ?? null;
    const found = this.find(parent);
    if (!found) return null;
    const mapping = this.resolve(found);
    const pair = pairOf(mapping.node, String(key));
    return pair && { pair, place: mapping.place };
  }

  /** The value at a path; null where there is none. Of the top, and of a block that was split, the first section's. */
  find(path: ValuePath): Placed | null {
    const [last, parent] = [path.at(-1), path.slice(0, -1)];
    if (last === undefined) {
      const first = this.sections.find(({ section }) => section.root);
      return first?.section.root ? { node: first.section.root, place: first } : null;
    }
    const pair = this.findPair(path);
    if (pair) return { node: pair.pair.value, place: pair.place };
    const above = this.find(parent);
    const list = above && this.resolve(above);
    const item = list?.node.kind === 'sequence' ? list.node.items[Number(last)] : undefined;
    return list && item ? { node: item, place: list.place } : null;
  }

  /** What an alias stands for: the node with its anchor that was written last before it. */
  resolve(placed: Placed): Placed {
    let current = placed;
    for (let hops = 0; current.node.kind === 'alias' && hops < 10; hops++) {
      const target = this.anchor(current.node.name, current.place);
      if (!target) return current;
      current = target;
    }
    return current;
  }

  anchor(name: string, before: PlacedSection): Placed | null {
    const node = before.section.anchors.get(name);
    if (node) return { node, place: before };
    const found = this.#anchorsBy(name).findLast(({ place }) => place.offset < before.offset);
    return found ?? null;
  }

  /** The nodes with an anchor of this name, in the order of the text; one a section. */
  #anchorsBy(name: string): readonly Placed[] {
    if (!this.#anchors) {
      this.#anchors = new Map();
      for (const place of this.sections)
        for (const [key, node] of place.section.anchors) {
          const known = this.#anchors.get(key);
          if (known) known.push({ node, place });
          else this.#anchors.set(key, [{ node, place }]);
        }
    }
    return this.#anchors.get(name) ?? [];
  }

  rangeOf({ start, end }: { start: number; end: number }, { section, line }: PlacedSection): Range {
    const range = section.lines.rangeOf({ start, end });
    return {
      start: { line: range.start.line + line, character: range.start.character },
      end: { line: range.end.line + line, character: range.end.character },
    };
  }

  /** The section that a position lies in, and its offset in there. */
  locate(position: Position): { place: PlacedSection; offset: number } | null {
    const offset = this.lines.offsetAt(position);
    const place = this.sections.findLast((candidate) => candidate.offset <= offset);
    return place ? { place, offset: offset - place.offset } : null;
  }

  /** Null where the mapping at that path is not made of sections. */
  #entriesAt(path: readonly string[]): Map<string, PlacedPair> | null {
    if (path.length > 1) return null;
    const key = path.join('\0');
    let entries = this.#entries.get(key);
    if (!entries) {
      entries = new Map();
      for (const place of this.sectionsAt(path)) {
        const { root } = place.section;
        if (root?.kind !== 'map') continue;
        for (const pair of root.pairs) {
          const name = keyText(pair.key);
          if (name !== null) entries.set(name, { pair, place });
        }
      }
      this.#entries.set(key, entries);
    }
    return path.length === 0 || entries.size > 0 ? entries : null;
  }
}

function placeSections(
  text: string,
  dialect: Dialect,
  known: ReadonlyMap<string, Section[]>,
): PlacedSection[] {
  const pieces = splitText(text);
  const sections = read(pieces, dialect, known);
  // What breaks a section may be whole with its neighbours: a scalar that goes on without indentation.
  if (
    pieces.length > 1 &&
    text.length < wholeAgain &&
    sections.some(({ section }) => section.problems.length)
  ) {
    const [whole] = read([{ text, offset: 0, line: 0, depth: 0 }], dialect, known);
    if (whole && whole.section.problems.length === 0) return [whole];
  }
  return sections;
}

/** Longer texts are not read a second time at every keystroke. */
const wholeAgain = 20_000;

function read(
  pieces: readonly Piece[],
  dialect: Dialect,
  known: ReadonlyMap<string, Section[]>,
): PlacedSection[] {
  const used = new Map<string, number>();
  let block: readonly string[] = [];
  return pieces.map(({ text, offset, line, depth }) => {
    const turn = used.get(text) ?? 0;
    used.set(text, turn + 1);
    const section = known.get(text)?.[turn] ?? new Section(text, dialect);
    if (depth === 0) block = [firstKey(section)];
    return { section, offset, line, path: depth === 0 ? [] : block };
  });
}

function firstKey({ root }: Section): string {
  const first = root?.kind === 'map' ? root.pairs[0] : undefined;
  return (first && keyText(first.key)) ?? '';
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
