import type { LocalTarget, Protected, Target } from '../../../schemas/manifests/slipway.ts';
import { parseBytes, parseDuration } from '../../core/quantities.ts';
import { isUnguarded } from '../../core/reachable.ts';
import type { ManifestMistake } from './manifest-mistake.ts';
import { isRecord, valueAt } from './manifest-places.ts';
import type { LocalPlace, Protection, RefusedTarget, TargetDeclaration } from './workspace-manifest.ts';

const defaultBranch = 'main';
const defaultPath = 'slipway';
const defaultHost = '127.0.0.1';
const mostReplicas = 64;
const defaultExpiryMs = 7 * 24 * 3_600_000;

export interface DeclaredTargets {
  targets: Omit<TargetDeclaration, 'line'>[];
  refused: RefusedTarget[];
  mistakes: ManifestMistake[];
}

/**
 * What the schema cannot say is checked here; a target with a mistake is refused.
 * @param isSpoilt whether the schema has found something wrong with the target of that name already
 */
export function declaredTargets(content: unknown, isSpoilt: (name: string) => boolean): DeclaredTargets {
  const declared = valueAt(content, ['targets']);
  const found: DeclaredTargets = { targets: [], refused: [], mistakes: [] };
  for (const [name, target] of Object.entries(isRecord(declared) ? declared : {})) {
    if (isSpoilt(name)) {
      found.refused.push({ name, why: 'it is not of the form that slipway.yaml has' });
      continue;
    }
    const { place, protection } = placeOf(target as Target);
    const mistake = place.kind === 'local' ? mistakeOf(name, target as LocalTarget, place) : null;
    if (mistake === null) found.targets.push({ name, place, protection });
    else {
      found.mistakes.push(mistake);
      found.refused.push({ name, why: mistake.message });
    }
  }
  return found;
}

function mistakeOf(name: string, declared: LocalTarget, place: LocalPlace): ManifestMistake | null {
  const { min, max } = place.replicas;
  const refused = (key: string, message: string): ManifestMistake => ({
    kind: 'refused',
    path: ['targets', name, key],
    message,
  });
  if (min > max)
    return refused(
      'replicas',
      `"${declared.replicas}" is the most before the least; expected ${max}..${min}`,
    );
  if (max > mostReplicas)
    return refused('replicas', `"${declared.replicas}" is too many; expected at most ${mostReplicas}`);
  if (isUnguarded(place))
    return refused(
      'host',
      `"${place.host}" can be reached from elsewhere than this machine: expected "tls" and "token_file" beside it`,
    );
  return null;
}

function placeOf(declared: Target): Pick<TargetDeclaration, 'place' | 'protection'> {
  const protection = declared.protected === undefined ? null : protectionOf(declared.protected);
  if (declared.kind === 'gitops') {
    const { repository, branch = defaultBranch, path = defaultPath, via = 'direct' } = declared;
    return { protection, place: { kind: 'gitops', repository, branch, path, via } };
  }
  const { port = 0, device = 'auto', replicas = 1, memory, scale_to_zero } = declared;
  const { host = defaultHost, tls = null, token_file: tokenFile = null } = declared;
  return {
    protection,
    place: {
      kind: 'local',
      port,
      host,
      tls: tls && { cert: tls.cert, key: tls.key },
      tokenFile,
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
  return { min, max };
}

function protectionOf({ approvals = 1, not_requester = true, expires }: Protected): Protection {
  return {
    approvals,
    notRequester: not_requester,
    expiresMs: (expires === undefined ? null : parseDuration(expires)) ?? defaultExpiryMs,
  };
}
