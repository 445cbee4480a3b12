import type { ReleasePreview, ReleaseResult } from '../../schemas/protocol/deployments.ts';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import type { VersionDifference, VersionRef } from '../../schemas/protocol/registry.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Candidate, Candidates } from '../candidates/candidates.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import { type Approval, type Approvals, waitingFor } from './approvals/approvals.ts';
import { evidenceDigest } from './approvals/release-request.ts';
import { codeOrigin, notAllowedYet } from './code-origin.ts';
import type { Initiator } from './initiator.ts';
import { pythonServing } from './local/python-serving.ts';
import type { PinnedModels } from './pinned-models.ts';
import { changedSince, deployRefusal, planFor, releaseNotes, targetOf } from './release-checks.ts';
import { gateRefusal, stepsOf } from './release-preview.ts';
import type { OpenTarget, TargetSet } from './target-set.ts';
import type { TargetTable } from './target-table.ts';

/** What deploys ask of the gates. */
export interface GateKeeper {
  /** Of evidence that is recorded for the version's very files; null where its manifest has no gates. */
  recordedReport(model: string, version: string, digests?: EvidenceDigests): Promise<GateReport | null>;
  /** Measures what is not on record of the version and of the champion; `fresh` all of the version's. */
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
  approvals: Approvals;
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
  /** Somebody knows its origin, and allows it to execute code when it is loaded. */
  allowCode: boolean;
  reason: string;
  context: StartContext;
}

const hints: Record<string, string> = {
  'SLW-GATE-REFUSED':
    'Train a version that passes, or override the gates with a reason, which is written down.',
  'SLW-CODE-NOT-ALLOWED':
    'Where you trust that, allow it: slipway deploy --allow-code. It is written into the audit log. An ONNX file executes none: slipway convert.',
};

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
    const opened = targets.forRelease(name);
    await targets.follow(name);
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
      steps: opened.place.steps ?? stepsOf(candidate, planFor(candidate, opened.place), record !== null),
      refusal: deployRefusal(candidate, opened, null),
      code: codeOrigin(candidate, await candidates.madeBy(candidate.version)),
      notes: releaseNotes(candidate, opened, targets.declaration(name)?.protection ?? null),
    };
  }

  /**
   * @throws UserError `SLW-GATE-REFUSED`, `SLW-DEPLOY-REFUSED`, `SLW-CODE-NOT-ALLOWED`, `SLW-PYTHON-PACKAGE`, and what else keeps it from beginning
   */
  async deploy(order: ReleaseOrder, by: Initiator, link: RunLink): Promise<ReleaseResult> {
    const { candidates, targets, table, pinned } = this.#parts;
    const candidate = await candidates.resolve(order.model, order.version);
    const opened = targets.forRelease(order.target);
    await targets.follow(order.target);
    const done = this.#doneAlready(candidate, opened);
    if (done) return done;
    const refusal =
      deployRefusal(candidate, opened, order.override) ?? changedSince(order.digests, candidate.digests);
    if (refusal !== null) throw this.#refused(order, candidate, by, 'SLW-DEPLOY-REFUSED', refusal);
    await this.#allowed(order, candidate, by);
    const serving = opened.place.follow === null ? await pythonServing(candidate, order.context) : null;
    const report = await this.#judged(order, candidate, by, link);
    const conflict = opened.place.conflict();
    if (conflict !== null) this.#overriding('conflict.overridden', order, candidate, by, conflict);
    const isOverridden = gateRefusal(report) !== null || conflict !== null;
    const override = isOverridden ? order.override : null;
    const approval = await this.#approval(order, candidate, { report, override }, by);
    if (approval !== null && 'outcome' in approval) return approval;
    const { manifest, root, files, digests, version } = candidate;
    const artifactUri = await candidates.artifactUri(version);
    link.signal.throwIfAborted();
    link.report(0, null, 'copies its files');
    await pinned.pin(root, files, digests.model);
    const giveUp = () => opened.deployed.abort('it was cancelled', by);
    link.signal.addEventListener('abort', giveUp);
    try {
      return await opened.deployed.deploy(
        {
          model: order.model,
          version: version.version,
          reason: order.reason,
          overridden: override,
          approval,
          digests,
          serving,
          artifactUri,
          manifestPath: manifest.location,
          manifest: manifest.text,
          report,
        },
        planFor(candidate, opened.place),
        by,
      );
    } finally {
      link.signal.removeEventListener('abort', giveUp);
      await pinned.collect(table.modelDigests());
    }
  }

  /** Where the very same version is live, or waits for others, with the same manifest and data: there is nothing to do. */
  #doneAlready({ version, digests }: Candidate, { name, deployed }: OpenTarget): ReleaseResult | null {
    const { live, rollout } = deployed.state;
    if (rollout !== null && rollout.phase !== 'submitted') return null;
    const revision = rollout === null ? live : rollout.to;
    const record = revision === null ? null : this.#parts.table.revision(name, revision);
    const isSame =
      record?.model === version.name &&
      record.version === version.version &&
      (['model', 'manifest', 'data'] as const).every((part) => record.digests[part] === digests[part]);
    if (!record || !isSame) return null;
    return {
      target: name,
      model: record.model,
      version: record.version,
      revision,
      previousRevision: live,
      switchMs: null,
      outcome: rollout === null ? 'live' : 'waiting-for-approval',
      reason: rollout === null ? 'it was live already' : (rollout.waitsFor ?? ''),
      notes: [],
    };
  }

  /** Nothing that executes code is loaded before somebody has allowed it, which is written down with what they were told. */
  async #allowed(order: ReleaseOrder, candidate: Candidate, by: Initiator): Promise<void> {
    const { candidates, audit } = this.#parts;
    const { version, digests, servedBy } = candidate;
    const code = codeOrigin(candidate, await candidates.madeBy(version));
    if (code === null) return;
    if (!order.allowCode)
      throw this.#refused(order, candidate, by, 'SLW-CODE-NOT-ALLOWED', notAllowedYet(code));
    audit.append({
      ...by,
      action: 'code.allowed',
      subject: order.target,
      from: null,
      to: `${order.model}:${version.version}`,
      why: `${code.what}: ${code.origin.join('; ')}`,
      details: { servedBy, digests },
    });
  }

  /** The report that lets it pass. */
  async #judged(
    order: ReleaseOrder,
    candidate: Candidate,
    by: Initiator,
    link: RunLink,
  ): Promise<GateReport | null> {
    const { gates } = this.#parts;
    if ((candidate.manifest.value.gates ?? []).length === 0) return null;
    const { model, context } = order;
    const { version } = candidate.version;
    const { digests } = candidate;
    const recorded = await gates.recordedReport(model, version, digests);
    // What is missing of either version may be all that blocks; what is on record is not measured again.
    const report =
      recorded?.verdict === 'passed'
        ? recorded
        : await gates.evaluate({ model, version, fresh: false, context, channel: by.channel, digests }, link);
    const blocking = gateRefusal(report);
    if (blocking === null) return report;
    if (order.override === null) throw this.#refused(order, candidate, by, 'SLW-GATE-REFUSED', blocking);
    this.#overriding('gate.overridden', order, candidate, by, blocking);
    return report;
  }

  /** Null where nobody has to agree; a result where that is waited for. */
  async #approval(
    { target, reason }: ReleaseOrder,
    { version: { name: model, version }, digests }: Candidate,
    { report, override }: { report: GateReport | null; override: string | null },
    by: Initiator,
  ): Promise<Approval | ReleaseResult | null> {
    const { targets, approvals } = this.#parts;
    const { protection } = targets.declaration(target) ?? {};
    if (!protection || protection.approvals === 0) return null;
    const asked = { target, model, version, digests, override, evidence: evidenceDigest(report) };
    const approval = await approvals.approvalOf(asked, reason, protection, by);
    if (approval !== null) return approval;
    const request = approvals.views(target).find((each) => each.model === model && each.version === version);
    return {
      ...{ target, model, version, revision: null, switchMs: null },
      previousRevision: targets.get(target).deployed.state.live,
      outcome: 'waiting-for-approval',
      reason: request === undefined ? 'its approval has expired' : waitingFor(target, request),
      notes: [],
    };
  }

  /** What would have kept the release from beginning is written down with the reason why it did not. */
  #overriding(
    action: string,
    { model, target, override }: ReleaseOrder,
    { version, digests }: Candidate,
    by: Initiator,
    blocking: string,
  ): void {
    this.#parts.audit.append({
      ...by,
      action,
      subject: target,
      from: null,
      to: `${model}:${version.version}`,
      why: override ?? '',
      details: { blocking, digests },
    });
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
      hints[code] ?? null,
    );
  }
}
