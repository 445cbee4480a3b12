import type { DocumentSymbol, Range, SymbolKind } from 'vscode-languageserver-types';
import { keyText, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

/** How the entries of one kind of manifest are shown. */
export interface TreeStyle {
  /** `path`: keys from the top, `*` for an item of a list. */
  kindOf(path: readonly string[], node: YamlNode): SymbolKind;
  /** Shown greyed behind the name. */
  detailOf(path: readonly string[], node: YamlNode): string | null;
  /** Lists whose scalars are worth a line of their own. */
  showsScalars(path: readonly string[]): boolean;
}

const longestDetail = 80;

/** The entries of one section as a tree, from its own first line. */
export function sectionTree(section: Section, above: readonly string[], style: TreeStyle): DocumentSymbol[] {
  const rangeOf = (start: number, end: number): Range => section.lines.rangeOf({ start, end });
  /** Up to its last letter. The name lies within it, also one whose quote is not closed and that ends with a blank. */
  const whole = (start: number, end: number, name: YamlNode): Range =>
    rangeOf(start, Math.max(start + section.text.slice(start, end).trimEnd().length, name.end));
  const entry = ({ key, value }: Pair, path: readonly string[]): DocumentSymbol[] => {
    const name = keyText(key);
    if (name === null) return [];
    return [symbol(name === '' ? '""' : name, key, value, Math.max(value.end, key.end), [...path, name])];
  };
  const symbol = (
    name: string,
    label: YamlNode,
    value: YamlNode,
    end: number,
    path: readonly string[],
  ): DocumentSymbol => {
    const detail = style.detailOf(path, value);
    return {
      name,
      kind: style.kindOf(path, value),
      range: whole(label.start, end, label),
      selectionRange: rangeOf(label.start, label.end),
      ...(detail !== null && { detail: shortened(detail) }),
      children: below(value, path),
    };
  };
  const below = (node: YamlNode, path: readonly string[]): DocumentSymbol[] => {
    if (node.kind === 'map') return node.pairs.flatMap((pair) => entry(pair, path));
    return node.kind === 'sequence' ? node.items.flatMap((each) => item(each, [...path, '*'])) : [];
  };
  const item = (node: YamlNode, path: readonly string[]): DocumentSymbol[] => {
    if (node.kind === 'scalar' && node.value !== null && style.showsScalars(path.slice(0, -1)))
      return [symbol(String(node.value) || '""', node, node, node.end, path)];
    if (node.kind !== 'map') return [];
    const named = node.pairs.find(({ key }) => keyText(key) === 'name')?.value;
    if (named?.kind !== 'scalar' || named.value === null) return below(node, path);
    const rest = { ...node, pairs: node.pairs.filter(({ value }) => value !== named) };
    const made = symbol(String(named.value) || '""', named, rest, node.end, path);
    return [{ ...made, range: whole(node.start, node.end, named) }];
  };
  return section.root ? below(section.root, above) : [];
}

/** A scalar on one line; null for all else. */
export function scalarDetail(node: YamlNode): string | null {
  return node.kind === 'scalar' && node.value !== null ? oneLine(node) : null;
}

export function oneLine({ value }: ScalarNode): string {
  return String(value).replaceAll(/\s+/g, ' ').trim();
}

function shortened(text: string): string {
  return text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
}
