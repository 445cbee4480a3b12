import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { childrenOf, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

/** Entries and items of more than one line, the blocks that hold them, and comments of several lines. */
export function foldingRanges({ yaml }: ManifestDocument): FoldingRange[] {
  const ranges = yaml.sections.flatMap(({ section, line }) =>
    section
      .remember(foldsOf)
      .map((fold) => ({ ...fold, startLine: fold.startLine + line, endLine: fold.endLine + line })),
  );
  return [...ranges, ...blocks(yaml.sections)];
}

/** A block that is read entry by entry folds from its key to the end of its last entry. */
function blocks(sections: ManifestDocument['yaml']['sections']): FoldingRange[] {
  const found: FoldingRange[] = [];
  for (const [index, { section, line, path }] of sections.entries()) {
    if (path.length > 0 || sections[index + 1]?.path.length !== 1) continue;
    const rest = sections.slice(index + 1);
    const end = rest.findIndex((next) => next.path.length === 0);
    const last = rest.at(end < 0 ? -1 : end - 1);
    if (!last) continue;
    const [key] = section.root?.kind === 'map' ? section.root.pairs : [];
    const start = key ? section.lines.positionAt(key.key.start).line : 0;
    found.push({ startLine: line + start, endLine: last.line + lastLine(last.section) });
  }
  return found;
}

function foldsOf(section: Section): FoldingRange[] {
  const folds: FoldingRange[] = commentFolds(section.text);
  const lineOf = (offset: number) => section.lines.positionAt(offset).line;
  const fold = (start: number, end: number) => {
    const startLine = lineOf(start);
    const endLine = lineOf(lastLetter(section.text, start, end));
    if (endLine > startLine) folds.push({ startLine, endLine });
  };
  const look = (node: YamlNode) => {
    if (node.kind === 'map') for (const { key, value } of node.pairs) fold(key.start, value.end);
    if (node.kind === 'sequence')
      for (const item of node.items)
        if (item.kind !== 'map' || item.flow || item.pairs.length > 1) fold(item.start, item.end);
    for (const child of childrenOf(node)) look(child);
  };
  if (section.root) look(section.root);
  return [...new Map(folds.map((range) => [`${range.startLine}:${range.endLine}`, range])).values()];
}

function commentFolds(text: string): FoldingRange[] {
  const folds: FoldingRange[] = [];
  let first = -1;
  const lines = text.split('\n');
  for (const [index, line] of [...lines, ''].entries()) {
    if (/^\s*#/.test(line)) {
      if (first < 0) first = index;
      continue;
    }
    if (first >= 0 && index - 1 > first)
      folds.push({ startLine: first, endLine: index - 1, kind: FoldingRangeKind.Comment });
    first = -1;
  }
  return folds;
}

function lastLine({ text, lines }: Section): number {
  return lines.positionAt(Math.max(text.trimEnd().length - 1, 0)).line;
}

function lastLetter(text: string, start: number, end: number): number {
  return start + Math.max(text.slice(start, end).trimEnd().length - 1, 0);
}
