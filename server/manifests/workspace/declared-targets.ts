import type { Protected, Target } from '../../../schemas/manifests/slipway.ts';
import { parseBytes, parseDuration } from '../../core/quantities.ts';
import { isRecord, valueAt } from './manifest-places.ts';
import type { Protection, TargetDeclaration } from './workspace-manifest.ts';

const defaultBranch = 'main';
const defaultPath = 'slipway';
const defaultExpiryMs = 7 * 24 * 3_600_000;

/** `isSpoilt`: whether the schema has found something wrong with the target of that name already; it is left out then. */
export function declaredTargets(
  content: unknown,
  isSpoilt: (name: string) => boolean,
): Omit<TargetDeclaration, 'line'>[] {
  const targets = valueAt(content, ['targets']);
  if (!isRecord(targets)) return [];
  return Object.entries(targets)
    .filter(([name]) => !isSpoilt(name))
    .map(([name, declared]) => ({ name, ...placeOf(declared as Target) }));
}

function placeOf(declared: Target): Pick<TargetDeclaration, 'place' | 'protection'> {
  const protection = declared.protected === undefined ? null : protectionOf(declared.protected);
  if (declared.kind === 'gitops') {
    const { repository, branch = defaultBranch, path = defaultPath, via = 'direct' } = declared;
    return { protection, place: { kind: 'gitops', repository, branch, path, via } };
  }
  const { port = 0, device = 'auto', replicas = 1, memory, scale_to_zero } = declared;
  return {
    protection,
    place: {
      kind: 'local',
      port,
      devices: [device].flat(),
      replicas: rangeOf(replicas),
      memoryBytes: memory === undefined ? null : parseBytes(memory),
      scaleToZeroMs: scale_to_zero === undefined ? null : parseDuration(scale_to_zero),
    },
  };
}

/** `1..4`, or a number for both. */
function rangeOf(replicas: string | number): { min: number; max: number } {
  const [min = 1, max = min] = String(replicas).split('..').map(Number);
  return { min, max: Math.max(min, max) };
}

function protectionOf({ approvals = 1, not_requester = true, expires }: Protected): Protection {
  return {
    approvals,
    notRequester: not_requester,
    expiresMs: (expires === undefined ? null : parseDuration(expires)) ?? defaultExpiryMs,
  };
}
