import { parseBytes } from '../../core/quantities.ts';
import type { SchemaPath } from '../schema/json-schema.ts';
import { type DeclaredSchedules, declaredOffPeak, declaredSchedules } from './declared-schedules.ts';
import { declaredTargets } from './declared-targets.ts';
import type { ManifestMistake } from './manifest-mistake.ts';
import { isRecord, valueAt } from './manifest-places.ts';
import type {
  ApprovalRules,
  LocalSlots,
  TargetDeclaration,
  TrackerDeclaration,
  WorkspaceManifest,
} from './workspace-manifest.ts';

export const allSlots: LocalSlots = { cpu: null, memoryBytes: null, gpus: null };

export interface ReadWorkspace {
  value: Omit<WorkspaceManifest, 'schedules' | 'targets'> &
    Pick<DeclaredSchedules, 'schedules'> & { targets: Omit<TargetDeclaration, 'line'>[] };
  mistakes: ManifestMistake[];
}

/**
 * What of a `slipway.yaml` is in use, and what is wrong that its schema cannot say; `isSpoilt` is of what the schema has
 * said already. Whatever is wrong is left out.
 */
export function readWorkspace(content: unknown, isSpoilt: (path: SchemaPath) => boolean): ReadWorkspace {
  const mistakes: ManifestMistake[] = [];
  const trackers = declaredTrackers(content).filter(({ name }) => !isSpoilt(['trackers', name]));
  const tracker = chosenTracker(content);
  const isKnown = tracker === 'local' || trackers.some(({ name }) => name === tracker);
  if (!isKnown && !isSpoilt(['trackers', tracker]))
    mistakes.push({
      kind: 'undefined-name',
      path: ['tracker'],
      message: `"tracker" is "${tracker}"; expected local or a name under trackers${trackers.length ? ` (${trackers.map(({ name }) => name).join(', ')})` : ''}`,
    });
  const hours = isSpoilt(['off_peak']) ? undefined : declaredOffPeak(content);
  const offPeak = hours && 'message' in hours ? undefined : hours;
  if (hours && 'message' in hours) mistakes.push(hours);
  const schedules = declaredSchedules(content, {
    isSpoilt: (index) => isSpoilt(['schedules', index]),
    offPeak,
  });
  const {
    targets,
    refused,
    mistakes: ofTargets,
  } = declaredTargets(content, (name) => isSpoilt(['targets', name]));
  return {
    value: {
      tracker: isKnown ? tracker : 'local',
      trackers,
      localSlots: isSpoilt(['executors', 'local']) ? allSlots : declaredSlots(content),
      schedules: schedules.schedules,
      offPeak: offPeak ?? null,
      auditAnchor: valueAt(content, ['audit', 'anchor']) === 'git-tag' ? 'git-tag' : 'none',
      auditPush: isSpoilt(['audit']) ? null : textAt(content, ['audit', 'push']),
      approvalRules: isSpoilt(['identity']) || isSpoilt(['roles']) ? null : declaredRules(content),
      targets,
      refusedTargets: refused,
    },
    mistakes: [...mistakes, ...schedules.mistakes, ...ofTargets],
  };
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

const defaultSigners = 'allowed_signers';
const defaultReadFrom = 'origin/main';

function declaredRules(content: unknown): ApprovalRules | null {
  const identity = valueAt(content, ['identity']);
  if (!isRecord(identity) || identity.kind !== 'ssh') return null;
  const { signers = defaultSigners, read_from: readFrom = defaultReadFrom } = identity;
  const approvers = valueAt(content, ['roles', 'approver']);
  const isAnyone = !Array.isArray(approvers) || approvers.includes('*');
  return {
    signers: String(signers),
    readFrom: String(readFrom),
    approvers: isAnyone ? null : approvers.map(String),
  };
}

function chosenTracker(content: unknown): string {
  const tracker = valueAt(content, ['tracker']);
  return typeof tracker === 'string' ? tracker : 'local';
}

function textAt(content: unknown, path: string[]): string | null {
  const value = valueAt(content, path);
  return typeof value === 'string' ? value : null;
}
