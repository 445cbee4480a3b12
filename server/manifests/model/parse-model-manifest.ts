import { LineCounter, parseDocument } from 'yaml';
import type { ModelFile } from '../../../schemas/manifests/model.ts';
import { repeatedKeys } from '../repeated-keys.ts';
import { checkValue } from '../schema/check-value.ts';
import { describeFault } from '../schema/describe-fault.ts';
import { modelSchema } from '../schema/model-schema.ts';
import { offsetAt } from '../workspace/manifest-places.ts';
import type { ManifestProblem } from '../workspace/workspace-manifest.ts';

const maxLength = 1 << 20;

export interface ParsedModelManifest {
  /** Null where something is wrong: a release wants a manifest that is whole. */
  value: ModelFile | null;
  /** Of each gate, from 1. */
  gateLines: number[];
  problems: ManifestProblem[];
}

/** A `*.model.yaml`. Never throws: whatever is wrong is a problem with its place. */
export function parseModelManifest(text: string): ParsedModelManifest {
  const lines = new LineCounter();
  const problems: ManifestProblem[] = [];
  const report = (offset: number, message: string, part: string | null = null) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ message, line: Math.max(line, 1), column: Math.max(col, 1), part });
  };
  if (text.length > maxLength) {
    report(0, `the file has ${text.length} characters; at most ${maxLength} are read`);
    return { value: null, gateLines: [], problems };
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  for (const error of document.errors) report(error.pos[0], error.message);
  for (const { key, offset } of repeatedKeys(document)) report(offset, `"${key}" is given twice`);
  if (problems.length > 0) return { value: null, gateLines: [], problems };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    report(
      0,
      `the aliases of the file cannot be resolved: ${error instanceof Error ? error.message : error}`,
    );
    return { value: null, gateLines: [], problems };
  }
  for (const placed of checkValue(modelSchema, content)) {
    const path = placed.path.map(String);
    report(offsetAt(document, path, 'value'), describeFault(placed), path[0] ?? null);
  }
  if (problems.length > 0) return { value: null, gateLines: [], problems };
  const value = content as ModelFile;
  const gateLines = (value.gates ?? []).map(
    (_, index) => lines.linePos(offsetAt(document, ['gates', String(index)], 'value')).line,
  );
  return { value, gateLines, problems };
}
