import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { parseBytes } from '../../core/quantities.ts';
import { checkValue } from '../schema/check-value.ts';
import { describeFault } from '../schema/describe-fault.ts';
import type { PlacedFault } from '../schema/schema-fault.ts';
import { workspaceSchema } from '../schema/workspace-schema.ts';
import { declaredOffPeak, declaredSchedules } from './declared-schedules.ts';
import { isRecord, offsetAt, type Report, valueAt } from './manifest-places.ts';
import type {
  LocalSlots,
  ManifestProblem,
  ParsedWorkspaceManifest,
  TrackerDeclaration,
  WorkspaceManifest,
} from './workspace-manifest.ts';

const maxLength = 1 << 20;
const allSlots: LocalSlots = { cpu: null, memoryBytes: null, gpus: null };

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
  // yaml's own check of duplicate keys is quadratic.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  for (const error of document.errors) report(error.pos[0], error.message);
  reportDuplicates(document, report);
  if (problems.length) return { value: localOnly(), problems };

  const content = toValue(document, report);
  if (content === undefined) return { value: localOnly(), problems };
  const spoilt = new Set<string>();
  for (const placed of checkValue(workspaceSchema, content)) {
    const path = placeOf(placed);
    spoilt.add(path[0] === 'off_peak' ? 'off_peak' : path.slice(0, 2).join('/'));
    const isAboutKey = placed.fault.kind === 'unknown-key' || placed.fault.kind === 'wrong-key';
    report(offsetAt(document, path, isAboutKey ? 'key' : 'value'), describeFault(placed), path[0] ?? null);
  }
  const trackers = declaredTrackers(content).filter(({ name }) => !spoilt.has(`trackers/${name}`));
  const tracker = chosenTracker(content);
  const known = tracker === 'local' || trackers.some(({ name }) => name === tracker);
  if (!known && !spoilt.has(`trackers/${tracker}`))
    report(
      offsetAt(document, ['tracker'], 'value'),
      `"tracker" is "${tracker}"; expected local or a name under trackers${trackers.length ? ` (${trackers.map(({ name }) => name).join(', ')})` : ''}`,
      'tracker',
    );
  const localSlots = spoilt.has('executors/local') ? allSlots : declaredSlots(content);
  const offPeak = spoilt.has('off_peak') ? null : declaredOffPeak(content, document, report);
  const schedules = declaredSchedules(content, document, {
    isSpoilt: (index) => spoilt.has(`schedules/${index}`),
    offPeak,
    report,
    lineAt: (offset) => lines.linePos(offset).line,
  });
  return {
    value: { tracker: known ? tracker : 'local', trackers, localSlots, schedules, offPeak },
    problems,
  };
}

/** What is in use where the file cannot be read. */
function localOnly(): WorkspaceManifest {
  return { tracker: 'local', trackers: [], localSlots: allSlots, schedules: [], offPeak: null };
}

function reportDuplicates(document: Document, report: Report): void {
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) report(key.range?.[0] ?? 0, `"${key.value}" is given twice`);
        seen.add(key.value);
      }
    },
  });
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

function declaredTrackers(content: unknown): TrackerDeclaration[] {
  const trackers = valueAt(content, ['trackers']);
  if (!isRecord(trackers)) return [];
  return Object.entries(trackers).flatMap(([name, declared]) => {
    if (!isRecord(declared) || typeof declared.uri !== 'string') return [];
    const { tokenEnv, username } = declared;
    return {
      name,
      uri: declared.uri.replace(/\/+$/, ''),
      tokenEnv: typeof tokenEnv === 'string' ? tokenEnv : null,
      username: typeof username === 'string' ? username : null,
    };
  });
}

function declaredSlots(content: unknown): LocalSlots {
  const declared = valueAt(content, ['executors', 'local']);
  if (!isRecord(declared)) return allSlots;
  const { cpu, memory, gpus } = declared;
  return {
    cpu: typeof cpu === 'number' ? cpu : null,
    memoryBytes: typeof memory === 'string' ? parseBytes(memory) : null,
    gpus: typeof gpus === 'number' ? gpus : null,
  };
}

function chosenTracker(content: unknown): string {
  const tracker = valueAt(content, ['tracker']);
  return typeof tracker === 'string' ? tracker : 'local';
}
