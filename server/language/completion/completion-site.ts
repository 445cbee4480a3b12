import type { Position } from 'vscode-languageserver-types';
import type { ValuePath } from '../../manifests/dvc/fault.ts';
import type { Section } from '../yaml/section.ts';
import type { PlacedSection, YamlDocument } from '../yaml/yaml-document.ts';
import { blankLineSite } from './blank-line.ts';
import { lineSite } from './line-site.ts';
import { isAwaiting, type LooseNode, scalarText } from './loose-node.ts';
import { readLoosely } from './loose-reader.ts';
import { endOfLine, startOfLine } from './loose-tokens.ts';
import type { ChainLink, CompletionSite, Cursor, LooseSection } from './site.ts';

/**
 * Where the cursor is. Reads the cursor's section alone, and each version of that once. Null where nothing can be
 * written: in a comment, behind a value, where a new line would take others out of their place.
 */
export function completionSite(yaml: YamlDocument, position: Position): CompletionSite | null {
  const located = yaml.locate(position);
  if (!located) return null;
  const section = looseSection(located.place, located.offset);
  const cursor = cursorAt(yaml, section, located.offset, position);
  const chain = chainTo(section, cursor.offset);
  if (cursor.before.trim() !== '' || isWithin(chain.at(-1), cursor)) return lineSite(chain, cursor);
  return cursor.after.trim() === '' ? blankLineSite(chain, cursor) : null;
}

/** The cursor is in a text or in brackets, or a key begins at it. */
function isWithin(link: ChainLink | undefined, { offset }: Cursor): boolean {
  if (!link) return false;
  const { node } = link;
  if (node.kind === 'scalar' || node.flow) return node.end >= offset;
  return node.kind === 'map' && node.entries.some(({ key }) => key.start === offset);
}

function looseSection(place: PlacedSection, offset: number): LooseSection {
  const { section, path } = place;
  const roots = section.remember(looseRoots);
  const root = roots.findLast(({ start }) => start <= offset) ?? roots[0] ?? null;
  return { place, text: section.text, base: path, root };
}

function looseRoots({ text }: Section): LooseNode[] {
  return readLoosely(text);
}

function cursorAt(yaml: YamlDocument, section: LooseSection, offset: number, { line }: Position): Cursor {
  const { text } = section;
  const lineStart = startOfLine(text, offset);
  return {
    section,
    offset,
    lineStart,
    line,
    column: offset - lineStart,
    before: text.slice(lineStart, offset),
    after: text.slice(offset, endOfLine(text, offset)),
    next: nextContent(yaml, line),
    isAwaitedAbove: () => {
      const above = yaml.sections[yaml.sections.indexOf(section.place) - 1];
      const root = above?.section.remember(looseRoots).at(-1);
      return root !== undefined && isAwaiting({ value: root });
    },
  };
}

const content = /^( *)([^\s#].*)/;

function nextContent({ lines, text }: YamlDocument, line: number): Cursor['next'] {
  for (let next = line + 1; next < lines.count; next++) {
    const start = lines.offsetAt({ line: next, character: 0 });
    const match = content.exec(text.slice(start, endOfLine(text, start)));
    if (match) return { indent: match[1]?.length ?? 0, isDash: /^-(?:\s|$)/.test(match[2] ?? '') };
  }
  return null;
}

/** What is open at an offset, outermost first; last the node that begins nearest before it. */
function chainTo({ text, base, root }: LooseSection, offset: number): ChainLink[] {
  const chain: ChainLink[] = [];
  let path: ValuePath = [...base];
  for (let node = root; node && node.start <= offset; ) {
    chain.push({ node, path });
    if (node.kind === 'scalar' || node.flow) break;
    if (node.kind === 'map') {
      const entry = node.entries.findLast(({ key }) => key.start <= offset);
      if (!entry) break;
      path = [...path, scalarText(text, entry.key)];
      node = entry.value;
    } else {
      const index = node.items.findLastIndex(({ dash, value }) => (dash ?? value?.start ?? 0) <= offset);
      if (index < 0) break;
      path = [...path, index];
      node = node.items[index]?.value ?? null;
    }
  }
  return chain;
}
