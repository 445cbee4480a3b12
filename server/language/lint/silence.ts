import type { Position } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { childrenOf, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-document.ts';
import type { Fix, Problem, TextChange } from './rule.ts';
import { silenceInWorkspace } from './silence-in-workspace.ts';
import { readSilencingComment } from './silenced.ts';

/** Ways not to be told of a problem again, the narrowest first. Never right in nearly every case. */
export function silencingFixes(
  folder: WorkspaceFolder,
  { location, yaml }: ManifestDocument,
  { code, range }: Pick<Problem, 'code' | 'range'>,
): Fix[] {
  const inWorkspace = silenceInWorkspace(folder, code);
  const ways: [string, TextChange | null][] = [
    [`Silence ${code} on this line`, onLine(location, yaml, code, range.start.line)],
    [`Silence ${code} in this file`, inFile(location, yaml, code)],
    [`Silence ${code} in this workspace`, inWorkspace],
  ];
  return ways.flatMap(([title, change]) => (change ? [{ title, preferred: false, changes: [change] }] : []));
}

/** At the end of the line, or above it where a comment would become part of a text that goes on; null where neither can be. */
function onLine(location: string, yaml: YamlDocument, code: string, line: number): TextChange | null {
  const content = lineText(yaml, line);
  const comment = readSilencingComment(content);
  if (comment && !comment.wholeFile) return insertion(location, { line, character: comment.end }, ` ${code}`);
  if (!isInsideText(yaml, { line, character: content.length }))
    return insertion(location, { line, character: content.length }, ` # slipway-ignore ${code}`);
  if (line > 0 && isInsideText(yaml, { line: line - 1, character: lineText(yaml, line - 1).length }))
    return null;
  const indentation = /^[ \t]*/.exec(content)?.[0] ?? '';
  const above = `${indentation}# slipway-ignore ${code}${lineEnd(yaml)}`;
  return insertion(location, { line, character: 0 }, above);
}

function inFile(location: string, yaml: YamlDocument, code: string): TextChange {
  const first = lineText(yaml, 0);
  const comment = readSilencingComment(first);
  if (comment?.wholeFile) return insertion(location, { line: 0, character: comment.end }, ` ${code}`);
  const afterMark = first.startsWith('\uFEFF') ? 1 : 0;
  const text = `# slipway-ignore-file ${code}${lineEnd(yaml)}`;
  return insertion(location, { line: 0, character: afterMark }, text);
}

function insertion(location: string, at: Position, newText: string): TextChange {
  return { location, range: { start: at, end: at }, newText };
}

/** Without its end. */
function lineText({ text, lines }: YamlDocument, line: number): string {
  const start = lines.offsetAt({ line, character: 0 });
  const end = lines.offsetAt({ line: line + 1, character: 0 });
  return text.slice(start, end).replace(/\r?\n$/, '');
}

function lineEnd({ text }: YamlDocument): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** What stands there is part of a scalar that goes on: a comment would not be one. */
function isInsideText(yaml: YamlDocument, position: Position): boolean {
  const found = yaml.locate(position);
  const scalar = found && scalarAt(found.place.section.root, found.offset);
  if (!found || scalar?.kind !== 'scalar') return false;
  if (scalar.style !== 'block') return true;
  // Behind the `|` of a text in a block, a comment is one.
  return yaml.rangeOf(scalar, found.place).start.line !== position.line;
}

function scalarAt(node: YamlNode | null, offset: number): YamlNode | null {
  if (!node || offset <= node.start || offset >= node.end) return null;
  if (node.kind === 'scalar') return node;
  for (const child of childrenOf(node)) {
    const found = scalarAt(child, offset);
    if (found) return found;
  }
  return null;
}
