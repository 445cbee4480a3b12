import { type Document, LineCounter, parseDocument } from 'yaml';
import { repeatedKeys } from '../repeated-keys.ts';
import { offsetAt } from '../workspace/manifest-places.ts';
import type { ManifestProblem } from '../workspace/workspace-manifest.ts';
import { checkValue } from './check-value.ts';
import { describeFault } from './describe-fault.ts';
import type { ManifestSchema } from './manifest-schema.ts';

const maxLength = 1 << 20;

export interface ManifestText {
  /** Null where something is wrong. Otherwise it keeps the schema. */
  content: unknown;
  document: Document | null;
  /** Line of an offset, from 1. */
  lineOf: (offset: number) => number;
  problems: ManifestProblem[];
}

/** A manifest's text as a value that keeps its schema. Never throws: whatever is wrong is a problem with its place. */
export function readManifest(text: string, schema: ManifestSchema): ManifestText {
  const lines = new LineCounter();
  const problems: ManifestProblem[] = [];
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const report = (offset: number, message: string, part: string | null = null) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ message, line: Math.max(line, 1), column: Math.max(col, 1), part });
  };
  const refused = { content: null, document: null, lineOf, problems };
  if (text.length > maxLength) {
    report(0, `the file has ${text.length} characters; at most ${maxLength} are read`);
    return refused;
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  for (const error of document.errors) report(error.pos[0], error.message);
  for (const { key, offset } of repeatedKeys(document)) report(offset, `"${key}" is given twice`);
  if (problems.length > 0) return refused;
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    report(
      0,
      `the aliases of the file cannot be resolved: ${error instanceof Error ? error.message : error}`,
    );
    return refused;
  }
  for (const placed of checkValue(schema, content)) {
    const path = placed.path.map(String);
    report(offsetAt(document, path, 'value'), describeFault(placed), path[0] ?? null);
  }
  return problems.length > 0 ? refused : { content, document, lineOf, problems };
}
