import type { TextEdit } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { Section } from '../yaml/section.ts';
import { plainValue, YamlValues } from '../yaml/values.ts';
import { YamlDocument } from '../yaml/yaml-document.ts';
import { BeyondFormatting, newIndents } from './indents.ts';
import { scalarLines } from './scalar-lines.ts';

/**
 * A manifest with two spaces for each level, no blanks at the ends of lines, no two blank lines in a row, and one line break at
 * its end. Comments, quotes, styles, the order of keys and the letters of every value stay. Nothing for a text that is no YAML, and
 * for one whose values would change.
 */
export function formatted({ yaml, kind }: ManifestDocument): string {
  const { text } = yaml;
  if (yaml.isBroken || yaml.isTooLong || text.trim() === '') return text;
  const dialect = kind === 'pipeline' || kind === 'params' ? 'dvc' : 'core';
  // As one: a block knows its children's indentation, which sections do not see of one another.
  const section = new Section(text, dialect);
  if (!section.root || section.problems.length > 0) return text;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const kept = scalarLines(section);
  const indents = indentsOrNull(section, lines, kept);
  if (!indents) return text;
  const result: string[] = [];
  for (const [index, line] of lines.entries()) {
    const inScalar = kept.has(index);
    const blank = line.trim() === '';
    if (blank && !inScalar && (result.length === 0 || result.at(-1) === '')) continue;
    const indented = blank ? '' : ' '.repeat(indents[index] ?? 0) + line.trimStart();
    result.push(inScalar ? reindented(line, indents[index] ?? 0) : indented.trimEnd());
  }
  while (result.at(-1) === '') result.pop();
  const made = `${result.join(lineBreak)}${lineBreak}`;
  return sameValues(yaml, made, dialect) ? made : text;
}

/** One edit for the lines that differ; none where the text is as it should be. */
export function formattingEdits(document: ManifestDocument): TextEdit[] {
  const before = document.yaml.text;
  const after = formatted(document);
  if (after === before) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const { lines } = document.yaml;
  return [
    {
      range: { start: lines.positionAt(start), end: lines.positionAt(before.length - end) },
      newText: after.slice(start, after.length - end),
    },
  ];
}

function indentsOrNull(
  section: Section,
  lines: readonly string[],
  kept: ReadonlySet<number>,
): number[] | null {
  try {
    return newIndents(section, lines, kept);
  } catch (error) {
    if (error instanceof BeyondFormatting) return null;
    throw error;
  }
}

/** A line within a scalar: what it has beyond the scalar's own indentation is part of the value. */
function reindented(line: string, indent: number): string {
  return line.trim() === '' ? '' : ' '.repeat(indent) + line.trimStart();
}

function sameValues(before: YamlDocument, made: string, dialect: 'dvc' | 'core'): boolean {
  const after = YamlDocument.of(made, dialect);
  if (after.isBroken) return false;
  const json = (document: YamlDocument) => JSON.stringify(plainValue(new YamlValues(document).whole()));
  return json(before) === json(after);
}
