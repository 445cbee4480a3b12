import type { EvidenceDigests } from '../../schemas/protocol/gates.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { servedSignature } from '../candidates/served-signature.ts';
import { isLoopback } from '../core/reachable.ts';
import { UserError } from '../core/user-error.ts';
import type { Protection } from '../manifests/workspace/workspace-manifest.ts';
import type { Place } from './place.ts';
import { planOf, type RolloutPlan } from './rollout/plan.ts';
import type { OpenTarget } from './target-set.ts';

const nothingDone: RolloutPlan = planOf({ target: '' });

/** Name of the manifest's own target. @throws UserError `SLW-TARGET-UNKNOWN` where it names none */
export function targetOf({ manifest }: Candidate): string {
  const target = manifest.value.deploy?.target;
  if (target !== undefined) return target;
  throw new UserError(
    'SLW-TARGET-UNKNOWN',
    `${manifest.location} names no target.`,
    'Name one, or write it into the manifest: deploy: {target: live}',
  );
}

/** What the manifest asks for, as far as the place can do it. */
export function planFor({ manifest }: Candidate, place: Place): RolloutPlan {
  const plan = manifest.value.deploy ? planOf(manifest.value.deploy) : nothingDone;
  return place.undriven === null ? plan : { ...plan, shadow: null, steps: [], bakeMs: 0 };
}

/** Why a candidate cannot be deployed to a target now, whatever its gates say; null where it can. */
export function deployRefusal(
  candidate: Candidate,
  { name, deployed, place }: OpenTarget,
  override: string | null,
): string | null {
  const { live, revisions, rollout } = deployed.state;
  const { name: model, artifact } = candidate.manifest.value;
  const serving = revisions.find(({ number }) => number === live);
  const { state, problem } = place.view(live);
  if (place.follow && state === 'unreachable') return `target ${name} cannot be reached: ${problem}`;
  const conflict = place.conflict();
  if (conflict !== null && override === null)
    return `${conflict}; look at that first, and replace it with a reason where it is right to (--override)`;
  if (rollout) return `target ${name} has a rollout under way: wait for it, or give it up`;
  if (serving && serving.model !== model)
    return `target ${name} serves the model ${serving.model}: take that offline first (slipway rollback ${name}), or declare a target of its own for ${model}`;
  if (candidate.servedBy === null && place.follow === null)
    return `the artifact ${artifact} is nothing that a local target serves: an ONNX file, the MLmodel file of a model that MLflow logged with a Python function, or a pickle (.pkl, .pickle, .joblib)`;
  return place.follow === null ? unserved(candidate) : null;
}

/** Why MLServer cannot serve it; null where it is not to, or can. */
function unserved({ servedBy, root, manifest }: Candidate): string | null {
  if (servedBy !== 'mlflow' && servedBy !== 'sklearn') return null;
  try {
    servedSignature(servedBy, root, manifest.value);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message.replace(/\.$/, ''), error.hint?.replace(/\.$/, '')].filter(Boolean).join('. ');
  }
}

/** What a person should know before a release. */
export function releaseNotes(
  { manifest }: Candidate,
  { place, declared }: OpenTarget,
  protection: Protection | null,
): string[] {
  const notes: string[] = [];
  const needed = protection?.approvals ?? 0;
  if (needed === 0) notes.push('You approve it yourself: nobody else is asked.');
  else if (protection?.notRequester)
    notes.push(`It waits until others than you have approved it: ${needed} of them.`);
  else
    notes.push(`It waits for approvals: ${needed}. You may be one of them; it is called self-approved then.`);
  if (declared.kind === 'local' && !isLoopback(declared.host))
    notes.push(`Others than this machine reach it by ${declared.host}, over HTTPS and with a token.`);
  if (declared.kind === 'local' && manifest.value.deploy?.warmup?.from === undefined)
    notes.push(
      'The manifest names no data to warm it up with (deploy.warmup.from): zeros are sent to it, which shows little.',
    );
  if (place.rollbackDelay !== null) notes.push(`Rolling back is not instant here: ${place.rollbackDelay}.`);
  const { shadow, canary } = manifest.value.deploy ?? {};
  if (place.undriven !== null && (shadow || canary))
    notes.push(`Shadow, canary and bake of the manifest are left out: ${place.undriven}.`);
  const conflict = place.conflict();
  if (conflict !== null) notes.push(`${conflict}.`);
  if (manifest.value.evaluate === undefined && (manifest.value.gates ?? []).length > 0)
    notes.push('The manifest has gates and no evaluate.stage, so that they cannot pass.');
  return notes;
}

/** In what a candidate is not what was shown; null where it is the same, or nothing was shown. */
export function changedSince(shown: EvidenceDigests | null, now: EvidenceDigests): string | null {
  if (shown === null) return null;
  const parts = (['model', 'manifest', 'data'] as const).filter((part) => shown[part] !== now[part]);
  if (parts.length === 0) return null;
  return `its ${parts.join(' and ')} ${parts.length > 1 ? 'are' : 'is'} not what was shown: something was changed, or the alias moved meanwhile`;
}
