import { posix } from 'node:path';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { ScalarNode, YamlNode } from '../yaml/node.ts';
import { isMergeKey } from '../yaml/values.ts';
import type { Placed, PlacedSection } from '../yaml/yaml-document.ts';
import {
  type Mention,
  part,
  type Role,
  type TextPiece,
  type Unit,
  type Writing,
  type WrittenPath,
  wholeScalar,
} from './mention.ts';
import { scalarLetters } from './scalar-letters.ts';
import { fileSymbol, type ManifestSymbol } from './symbol.ts';
import { hasTemplate, type NameStep } from './template-names.ts';

/** An entry of a mapping, merged ones among them. */
export interface Entry {
  name: string;
  key: Placed<ScalarNode>;
  value: Placed;
}

/** An alias, and what it stood for. */
export interface FollowedAlias {
  alias: Placed;
  target: YamlNode;
}

/** Aliases within aliases further down than this, or more entries of mappings in all, are an attack. */
const deepest = 30;
const mostEntries = 100_000;

const templated: Writing = {
  form: 'fixed',
  why: 'it is made up by a template; rename what the template names',
};
const escaped: Writing = {
  form: 'fixed',
  why: 'it is written with escapes or over several lines; write it on one line first',
};

/** Walks the nodes of one manifest and keeps what they mention. */
export class MentionCollector {
  readonly document: ManifestDocument;
  readonly mentions: Mention[] = [];
  /** Those that were followed: what was found depends on what they stand for. */
  readonly aliases = new Map<YamlNode, FollowedAlias>();
  /** What was found depends on the values of templates. */
  followsTemplates = false;
  readonly #whole: TextPiece | null;
  #entriesSeen = 0;

  /** @param whole of the document: where mentions are to lie in it, not in the sections with their nodes */
  constructor(document: ManifestDocument, whole: TextPiece | null) {
    this.document = document;
    this.#whole = whole;
  }

  unit(): Unit {
    return { location: this.document.location, mentions: this.mentions.slice() };
  }

  /** Of the manifest, from the root of the workspace folder. */
  get folder(): string {
    return posix.dirname(this.document.location);
  }

  find(...path: (string | number)[]): Placed | null {
    const found = this.document.yaml.find(path);
    return found && this.resolve(found);
  }

  resolve(placed: Placed): Placed {
    if (placed.node.kind !== 'alias' || isExplosive(this.document)) return placed;
    const target = this.document.yaml.resolve(placed);
    this.aliases.set(placed.node, { alias: placed, target: target.node });
    return target;
  }

  entries(placed: Placed | null, depth = 0): Entry[] {
    if (!placed || depth > deepest || this.#entriesSeen > mostEntries) return [];
    const { node, place } = this.resolve(placed);
    if (node.kind !== 'map') return [];
    this.#entriesSeen += node.pairs.length;
    return node.pairs.flatMap(({ key, value }) => {
      if (key.kind !== 'scalar') return [];
      const inner = { node: value, place };
      if (!isMergeKey(key)) return { name: String(key.value), key: { node: key, place }, value: inner };
      const merged = this.resolve(inner);
      const sources = merged.node.kind === 'sequence' ? this.items(merged) : [merged];
      return sources.flatMap((source) => this.entries(source, depth + 1));
    });
  }

  entry(placed: Placed | null, name: string): Placed | null {
    const found = this.entries(placed).findLast((entry) => entry.name === name);
    return found ? this.resolve(found.value) : null;
  }

  items(placed: Placed | null): Placed[] {
    if (!placed) return [];
    const { node, place } = this.resolve(placed);
    return node.kind === 'sequence' ? node.items.map((item) => this.resolve({ node: item, place })) : [];
  }

  /** Null for what is no scalar with a value. */
  scalar(placed: Placed | null): Placed<ScalarNode> | null {
    if (!placed) return null;
    const { node, place } = this.resolve(placed);
    return node.kind === 'scalar' && node.value !== null ? { node, place } : null;
  }

  /** The whole of a scalar names something. */
  name(
    placed: Placed | null,
    role: Role,
    symbolOf: (name: string) => ManifestSymbol,
    more: Partial<Pick<Mention, 'isHint'>> = {},
  ): void {
    const scalar = this.scalar(placed);
    if (!scalar) return;
    const text = String(scalar.node.value);
    if (text === '' || hasTemplate(text)) return;
    const { start, end, writing } = lettersOf(scalar);
    this.add(scalar.place, { symbol: symbolOf(text), role, start, end, writing, ...more });
  }

  /** Each step of a dotted name is a mention of all steps up to it; indexes of lists are none. */
  steps(
    place: PlacedSection,
    steps: readonly NameStep[],
    symbolOf: (path: string) => ManifestSymbol[],
  ): void {
    for (const [index, { text, start, end }] of steps.entries()) {
      if (index > 0 && /^\d+$/.test(text)) continue;
      const path = steps.slice(0, index + 1).map((step) => step.text);
      for (const symbol of symbolOf(path.join('.')))
        this.add(place, { symbol, role: 'reference', start, end, writing: part });
    }
  }

  /** A path relative to any of these folders: usually one. `expanded`: what it is where it holds templates. */
  path(
    placed: Placed | null,
    role: Role,
    path: WrittenPath,
    bases: readonly string[],
    expanded: readonly string[] = [],
  ): void {
    const scalar = this.scalar(placed);
    if (!scalar) return;
    const text = String(scalar.node.value);
    if (text === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return;
    const { start, end, writing } = lettersOf(scalar);
    const isTemplated = hasTemplate(text);
    this.followsTemplates ||= isTemplated;
    const locations = isTemplated ? expanded : bases.map((folder) => joinLocation(folder, text));
    const changeable: Writing = isTemplated || locations.length > 1 ? templated : writing;
    for (const location of new Set(locations))
      this.add(scalar.place, {
        symbol: fileSymbol(location),
        role,
        start,
        end,
        writing: changeable,
        path,
      });
  }

  add(
    place: PlacedSection,
    mention: Omit<Mention, 'piece' | 'path' | 'isHint'> & Partial<Pick<Mention, 'path' | 'isHint'>>,
  ): void {
    const { symbol, role, writing, path = null, isHint = false } = mention;
    const [piece, from] = this.#whole ? [this.#whole, place.offset] : [place.section, 0];
    const [start, end] = [from + mention.start, from + mention.end];
    this.mentions.push({ symbol, role, piece, start, end, writing, path, isHint });
  }
}

const explosive = new WeakMap<ManifestDocument, boolean>();

/** Its aliases, written out, are more than anyone can look at. */
function isExplosive(document: ManifestDocument): boolean {
  const known = explosive.get(document);
  if (known !== undefined) return known;
  const found = document.values.isExplosive();
  explosive.set(document, found);
  return found;
}

/** Where the letters of a scalar stand, and how they may be changed. */
export function lettersOf({ node, place }: Placed<ScalarNode>): {
  start: number;
  end: number;
  writing: Writing;
} {
  const { start, end, areVerbatim } = scalarLetters(node, place.section);
  return { start, end, writing: areVerbatim ? wholeScalar[node.style] : escaped };
}
