import type { DocumentSymbol, Position, Range } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { ManifestKind } from '../workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { Section } from '../yaml/section.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';
import { sectionTree } from './symbol-tree.ts';
import { treeStyles } from './tree-styles.ts';

/** The outline of a document. What is broken now is shown as it was when it was last whole. */
export function documentSymbols(folder: WorkspaceFolder, document: ManifestDocument): DocumentSymbol[] {
  const memory = lastWhole.get(folder) ?? new Map<string, ManifestDocument>();
  lastWhole.set(folder, memory);
  if (!document.isBroken) memory.set(document.location, document);
  const whole = memory.get(document.location);
  const sections = document.isBroken && whole ? repaired(document, whole) : document.yaml.sections;
  const symbols: DocumentSymbol[] = [];
  const textEnd = document.yaml.lines.positionAt(document.text.length);
  for (const place of sections) {
    const tree = place.section
      .remember(trees[document.kind])(place.path)
      .map((symbol) => movedDown(symbol, place.line, textEnd));
    const block = place.path.length > 0 ? symbols.findLast(({ name }) => name === place.path[0]) : undefined;
    if (!block) symbols.push(...tree);
    else {
      block.children = [...(block.children ?? []), ...tree];
      const end = tree.at(-1)?.range.end;
      if (end) block.range = { start: block.range.start, end };
    }
  }
  return symbols;
}

const lastWhole = new WeakMap<WorkspaceFolder, Map<string, ManifestDocument>>();

type Trees = (path: readonly string[]) => DocumentSymbol[];

const trees = Object.fromEntries(
  Object.entries(treeStyles).map(([kind, style]) => [
    kind,
    (section: Section): Trees => {
      const known = new Map<string, DocumentSymbol[]>();
      return (path) => {
        const key = path.join('\0');
        const tree = known.get(key) ?? sectionTree(section, path, style);
        known.set(key, tree);
        return tree;
      };
    },
  ]),
) as Record<ManifestKind, (section: Section) => Trees>;

/**
 * The sections of a broken document, with those that stood between the same neighbours when it was last whole in place of what
 * has changed since.
 */
function repaired({ yaml }: ManifestDocument, whole: ManifestDocument): PlacedSection[] {
  const now = yaml.sections;
  const before = whole.yaml.sections;
  const isSame = (a: PlacedSection | undefined, b: PlacedSection | undefined) =>
    a !== undefined && b !== undefined && a.section.text === b.section.text;
  let head = 0;
  while (isSame(now[head], before[head])) head++;
  let tail = 0;
  while (tail < Math.min(now.length, before.length) - head && isSame(now.at(-1 - tail), before.at(-1 - tail)))
    tail++;
  const first = now[head]?.line ?? 0;
  const last = now[now.length - tail]?.line ?? yaml.lines.count;
  const lines = yaml.text.split('\n').slice(first, last);
  const shift = first - (before[head]?.line ?? first);
  const kept = before.slice(head, before.length - tail).map((place) => {
    const key = firstEntry(place);
    const found = key === null ? -1 : lines.findIndex((line) => line.startsWith(key.text));
    const line = key === null || found < 0 ? place.line + shift : first + found - key.line;
    return { ...place, line: Math.min(Math.max(line, first), last) };
  });
  return [...now.slice(0, head), ...kept, ...now.slice(now.length - tail)];
}

/** The line that its first key begins, up to the key's end. */
function firstEntry({ section }: PlacedSection): { text: string; line: number } | null {
  const key = section.root?.kind === 'map' ? section.root.pairs[0]?.key : undefined;
  if (!key) return null;
  const { line, character } = section.lines.positionAt(key.start);
  return { text: section.text.slice(key.start - character, key.end), line };
}

/** What stood below the end that the text has now is shown at the end. */
function movedDown(symbol: DocumentSymbol, lines: number, textEnd: Position): DocumentSymbol {
  const moved = ({ line, character }: Position): Position =>
    line + lines > textEnd.line ? textEnd : { line: line + lines, character };
  const movedRange = ({ start, end }: Range): Range => ({ start: moved(start), end: moved(end) });
  return {
    ...symbol,
    range: movedRange(symbol.range),
    selectionRange: movedRange(symbol.selectionRange),
    children: symbol.children?.map((child) => movedDown(child, lines, textEnd)) ?? [],
  };
}
