import type { ReleasePreview, ReleaseResult } from '../../schemas/protocol/deployments.ts';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import type { VersionDifference, VersionRef } from '../../schemas/protocol/registry.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Candidate, Candidates } from '../candidates/candidates.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { Initiator } from './initiator.ts';
import type { PinnedModels } from './pinned-models.ts';
import { gateRefusal, stepsOf } from './release-preview.ts';
import { planOf, type RolloutPlan } from './rollout/plan.ts';
import type { OpenTarget, TargetSet } from './target-set.ts';
import type { TargetTable } from './target-table.ts';

/** What deploys ask of the gates. */
export interface GateKeeper {
  /** Of evidence that is recorded for the version's very files; null where its manifest has no gates. */
  recordedReport(model: string, version: string, digests?: EvidenceDigests): Promise<GateReport | null>;
  /** Runs the evaluation where there is no such evidence. */
  evaluate(
    order: {
      model: string;
      version: string;
      fresh: boolean;
      context: StartContext;
      channel: Initiator['channel'];
      digests: EvidenceDigests;
    },
    link: RunLink,
  ): Promise<GateReport>;
}

export interface ReleaseParts {
  targets: TargetSet;
  table: TargetTable;
  candidates: Candidates;
  gates: GateKeeper;
  pinned: PinnedModels;
  audit: Pick<AuditLog, 'append'>;
  compare: (left: VersionRef, right: VersionRef) => Promise<{ lines: VersionDifference[] }>;
}

export interface ReleaseOrder {
  model: string;
  /** A number, or `@alias`. */
  version: string;
  target: string;
  /** What was shown before; null: whatever it is now. */
  digests: EvidenceDigests | null;
  override: string | null;
  reason: string;
  context: StartContext;
}

const nothingDone: RolloutPlan = planOf({ target: '' });

/** From a registered version to a revision of a target. */
export class Releases {
  readonly #parts: ReleaseParts;

  constructor(parts: ReleaseParts) {
    this.#parts = parts;
  }

  /** `target`: null is the manifest's. Changes nothing. */
  async preview(model: string, selector: string, target: string | null): Promise<ReleasePreview> {
    const { candidates, targets, table, gates, compare } = this.#parts;
    const candidate = await candidates.resolve(model, selector);
    const name = target ?? targetOf(candidate);
    const opened = targets.get(name);
    const { live } = opened.deployed.state;
    const record = live === null ? null : table.revision(name, live);
    const { version } = candidate.version;
    const lines = record?.model === model ? (await compare(record, { model, version })).lines : [];
    return {
      target: name,
      model,
      version,
      digests: candidate.digests,
      live: record && { revision: record.number, model: record.model, version: record.version },
      differences: lines
        .filter(({ differs }) => differs)
        .map(({ part, name: what, left, right }) => ({
          what: `${part} ${what}`,
          live: left,
          candidate: right,
        })),
      gates: await gates.recordedReport(model, version),
      steps: stepsOf(candidate, planFor(candidate), record !== null),
      refusal: this.#refusal(candidate, opened),
      notes: this.#notes(candidate, opened),
    };
  }

  /**
   * @throws UserError `SLW-GATE-REFUSED`, `SLW-DEPLOY-CHANGED`, `SLW-DEPLOY-REFUSED`, and what else keeps it from beginning
   */
  async deploy(order: ReleaseOrder, by: Initiator, link: RunLink): Promise<ReleaseResult> {
    const { candidates, targets, table, pinned } = this.#parts;
    const candidate = await candidates.resolve(order.model, order.version);
    const opened = targets.get(order.target);
    const isLive = this.#liveAlready(candidate, opened);
    if (isLive) return isLive;
    const refusal = this.#refusal(candidate, opened) ?? changed(order, candidate);
    if (refusal !== null) throw this.#refused(order, candidate, by, 'SLW-DEPLOY-REFUSED', refusal);
    const report = await this.#judged(order, candidate, by, link);
    const { manifest, artifact, files, digests, version } = candidate;
    link.signal.throwIfAborted();
    link.report(0, null, 'copies its files');
    await pinned.pin(artifact, files, digests.model);
    const giveUp = () => opened.deployed.abort('it was cancelled', by);
    link.signal.addEventListener('abort', giveUp);
    try {
      return await opened.deployed.deploy(
        {
          model: order.model,
          version: version.version,
          reason: order.reason,
          overridden: gateRefusal(report) === null ? null : order.override,
          digests,
          manifestPath: manifest.location,
          manifest: manifest.text,
          report,
        },
        planFor(candidate),
        by,
      );
    } finally {
      link.signal.removeEventListener('abort', giveUp);
      await pinned.collect(table.modelDigests());
    }
  }

  /** Where the very same version is live, with the same manifest and data: there is nothing to do. */
  #liveAlready({ version, digests }: Candidate, { name, deployed }: OpenTarget): ReleaseResult | null {
    const { live, rollout } = deployed.state;
    const record = live === null ? null : this.#parts.table.revision(name, live);
    const isSame =
      record?.model === version.name &&
      record.version === version.version &&
      (['model', 'manifest', 'data'] as const).every((part) => record.digests[part] === digests[part]);
    if (!record || !isSame || rollout) return null;
    return {
      target: name,
      model: record.model,
      version: record.version,
      revision: live,
      previousRevision: live,
      switchMs: null,
      outcome: 'live',
      reason: 'it was live already',
    };
  }

  /** The report that lets it pass. */
  async #judged(
    order: ReleaseOrder,
    candidate: Candidate,
    by: Initiator,
    link: RunLink,
  ): Promise<GateReport | null> {
    const { gates, audit } = this.#parts;
    if ((candidate.manifest.value.gates ?? []).length === 0) return null;
    const { model, context } = order;
    const { version } = candidate.version;
    const { digests } = candidate;
    const recorded = await gates.recordedReport(model, version, digests);
    const report = recorded?.evidence
      ? recorded
      : await gates.evaluate({ model, version, fresh: false, context, channel: by.channel, digests }, link);
    const blocking = gateRefusal(report);
    if (blocking === null) return report;
    if (order.override === null) throw this.#refused(order, candidate, by, 'SLW-GATE-REFUSED', blocking);
    audit.append({
      ...by,
      action: 'gate.overridden',
      subject: order.target,
      from: null,
      to: `${model}:${version}`,
      why: order.override,
      details: { blocking, digests: candidate.digests },
    });
    return report;
  }

  #refusal(candidate: Candidate, { name, deployed, place }: OpenTarget): string | null {
    const { live, revisions, rollout } = deployed.state;
    const { name: model } = candidate.manifest.value;
    const serving = revisions.find(({ number }) => number === live);
    if (place.refusal !== null) return place.refusal;
    const { protection } = this.#parts.targets.declaration(name) ?? {};
    // Nothing unapproved reaches a target that asks for approvals.
    if (protection)
      return `target ${name} is protected and asks for ${protection.approvals} approvals, which this version of Slipway cannot take yet`;
    if (rollout) return `target ${name} has a rollout under way: wait for it, or give it up`;
    if (serving && serving.model !== model)
      return `target ${name} serves the model ${serving.model}: take that offline first (slipway rollback ${name}), or declare a target of its own for ${model}`;
    const plan = planFor(candidate);
    const asksMore = plan.shadow !== null || plan.steps.length > 0 || plan.bakeMs > 0;
    if (asksMore && place.planRefusal !== null) return place.planRefusal;
    if (!candidate.artifact.toLowerCase().endsWith('.onnx') && place.rollbackDelay === null)
      return `the artifact ${candidate.manifest.value.artifact} is no ONNX file, and a local target serves ONNX files`;
    return null;
  }

  #notes({ manifest }: Candidate, { place }: OpenTarget): string[] {
    const notes = ['You approve it yourself: nobody else is asked.'];
    if (place.rollbackDelay !== null) notes.push(`Rolling back is not instant here: ${place.rollbackDelay}.`);
    if (manifest.value.evaluate === undefined && (manifest.value.gates ?? []).length > 0)
      notes.push('The manifest has gates and no evaluate.stage, so that they cannot pass.');
    return notes;
  }

  /** Refusals are written down, too. */
  #refused(
    order: ReleaseOrder,
    { version, digests }: Candidate,
    by: Initiator,
    code: string,
    why: string,
  ): UserError {
    this.#parts.audit.append({
      ...by,
      action: 'deploy.refused',
      subject: order.target,
      from: null,
      to: `${order.model}:${version.version}`,
      why,
      details: { code, digests },
    });
    return new UserError(
      code,
      `${order.model} ${version.version} is not deployed to ${order.target}: ${why}.`,
      code === 'SLW-GATE-REFUSED'
        ? 'Train a version that passes, or override the gates with a reason, which is written down.'
        : null,
    );
  }
}

function targetOf({ manifest }: Candidate): string {
  const target = manifest.value.deploy?.target;
  if (target !== undefined) return target;
  throw new UserError(
    'SLW-TARGET-UNKNOWN',
    `${manifest.location} names no target.`,
    'Name one, or write it into the manifest: deploy: {target: live}',
  );
}

function planFor({ manifest }: Candidate): RolloutPlan {
  return manifest.value.deploy ? planOf(manifest.value.deploy) : nothingDone;
}

function changed({ digests }: ReleaseOrder, candidate: Candidate): string | null {
  if (digests === null) return null;
  const now = candidate.digests;
  const parts = (['model', 'manifest', 'data'] as const).filter((part) => digests[part] !== now[part]);
  if (parts.length === 0) return null;
  return `its ${parts.join(' and ')} ${parts.length > 1 ? 'are' : 'is'} not what was shown: something was changed, or the alias moved meanwhile`;
}
