import { type Document, LineCounter, parseDocument } from 'yaml';
import { repeatedKeys } from '../repeated-keys.ts';
import { checkValue } from '../schema/check-value.ts';
import { describeFault } from '../schema/describe-fault.ts';
import type { PlacedFault } from '../schema/schema-fault.ts';
import { isSpoilt } from '../schema/spoilt.ts';
import { workspaceSchema } from '../schema/workspace-schema.ts';
import { offsetAt, type Report } from './manifest-places.ts';
import { allSlots, readWorkspace } from './read-workspace.ts';
import type { ManifestProblem, ParsedWorkspaceManifest, WorkspaceManifest } from './workspace-manifest.ts';

const maxLength = 1 << 20;

/**
 * `slipway.yaml` to what is in use of it. Never throws: whatever is wrong is a problem with its place, what it
 * spoils is left out, and an unreadable file leaves the local tracker alone.
 */
export function parseWorkspaceManifest(text: string): ParsedWorkspaceManifest {
  const lines = new LineCounter();
  const problems: ManifestProblem[] = [];
  const report: Report = (offset, message, part = null) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ message, line: Math.max(line, 1), column: Math.max(col, 1), part });
  };
  if (text.length > maxLength) {
    report(0, `the file has ${text.length} characters; at most ${maxLength} are read`);
    return { value: localOnly(), problems };
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  for (const error of document.errors) report(error.pos[0], error.message);
  for (const { key, offset } of repeatedKeys(document)) report(offset, `"${key}" is given twice`);
  if (problems.length) return { value: localOnly(), problems };

  const content = toValue(document, report);
  if (content === undefined) return { value: localOnly(), problems };
  const faults = checkValue(workspaceSchema, content);
  for (const placed of faults) {
    const path = placeOf(placed);
    const isAboutKey = placed.fault.kind === 'unknown-key' || placed.fault.kind === 'wrong-key';
    report(offsetAt(document, path, isAboutKey ? 'key' : 'value'), describeFault(placed), path[0] ?? null);
  }
  const { value, mistakes } = readWorkspace(content, (path) => isSpoilt(faults, path));
  for (const { path, message } of mistakes)
    report(offsetAt(document, path, 'value'), inPlace(path, message), path[0]);
  const lineOf = (path: string[], of: 'key' | 'value') => lines.linePos(offsetAt(document, path, of)).line;
  const schedules = value.schedules.map(({ index, declared }) => ({
    ...declared,
    line: lineOf(['schedules', String(index)], 'value'),
  }));
  const targets = value.targets.map((target) => ({
    ...target,
    line: lineOf(['targets', target.name], 'key'),
  }));
  return { value: { ...value, schedules, targets }, problems };
}

/** A mistake in a schedule or target names it, for who reads it without the text. */
function inPlace(path: readonly string[], message: string): string {
  return path[0] === 'schedules' || path[0] === 'targets'
    ? `"${path.slice(0, 2).join('.')}": ${message}`
    : message;
}

/** What is in use where the file cannot be read. */
function localOnly(): WorkspaceManifest {
  return {
    tracker: 'local',
    trackers: [],
    localSlots: allSlots,
    schedules: [],
    offPeak: null,
    auditAnchor: 'none',
    auditPush: null,
    approvalRules: null,
    targets: [],
    refusedTargets: [],
  };
}

function toValue(document: Document, report: Report): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    report(
      0,
      `the aliases of the file cannot be resolved: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}

function placeOf({ path, fault }: PlacedFault): string[] {
  const place = path.map(String);
  return fault.kind === 'unknown-key' || fault.kind === 'wrong-key' ? [...place, fault.key] : place;
}
