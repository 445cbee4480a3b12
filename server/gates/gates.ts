import { join } from 'node:path';
import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { Evidence, EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import { encodeMetricValue } from '../../schemas/protocol/tracking.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { ModelFiles } from '../registry/model-files.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { digestOfFiles, digestOfPath } from './digests.ts';
import { evaluateGates, verdictOf } from './evaluate-gates.ts';
import type { Evaluation } from './evaluation.ts';
import { EvidenceTable } from './evidence-table.ts';
import type { Champion } from './facts.ts';
import { type GateSubject, gateFacts, metricsOf, usesChampion } from './gate-facts.ts';
import { findModelManifest, type ModelManifest } from './model-manifest.ts';
import { versionFiles } from './version-files.ts';

export interface GateSite {
  /** Absolute, of the workspace. */
  folder: string;
  store: Store;
  registry: Registry;
  files: ModelFiles;
  audit: AuditLog;
  evaluation: Evaluation;
  /** A report was made, and is on disk. */
  onReport: (report: GateReport) => void;
}

export interface GateOrder {
  model: string;
  /** A number, or `@alias`. */
  version: string;
  /** Evaluates anew what there is evidence of. */
  fresh: boolean;
  context: StartContext;
  channel: AuditChannel;
}

type EvidenceOrNot = { evidence: Evidence; problem: null } | { evidence: null; problem: string };
type Obtain = (subject: GateSubject) => Promise<EvidenceOrNot>;

/** Gates of the folder's models: their evidence, and what they say. */
export class Gates {
  readonly #site: GateSite;
  readonly #table: EvidenceTable;

  constructor(site: GateSite) {
    this.#site = site;
    this.#table = new EvidenceTable(site.store);
  }

  /**
   * What evidence of a version must be bound to, as its files are now.
   * @throws UserError `SLW-MANIFEST-NONE`, `SLW-MODEL-FILES`, `SLW-EVALUATION-DATA`, and as `findModelManifest` does
   */
  async digestsOf(model: string, version: string): Promise<EvidenceDigests> {
    return this.#digests(await this.#subject(this.#manifestOf(model), await this.resolve(model, version)));
  }

  /**
   * What the gates say of evidence that is recorded; runs nothing and records nothing. Null: there is no manifest, or it has no
   * gates.
   * @throws UserError for a manifest that cannot be read
   */
  async recordedReport(model: string, version: string): Promise<GateReport | null> {
    const manifest = findModelManifest(this.#site.folder, model);
    if (!manifest || manifest.gates.length === 0) return null;
    return this.#report(manifest, await this.resolve(model, version), (subject) => this.#recorded(subject));
  }

  /** The newest report of each version that has one, the newest version first. */
  reports(model: string): GateReport[] {
    return this.#table.reports(model);
  }

  /**
   * Sees to the evidence, evaluates the gates, and writes report and log entry down together.
   * @throws UserError `SLW-MANIFEST-NONE`, `SLW-GATES-NONE`, and as `Evaluation.run` does
   */
  async evaluate(order: GateOrder, link: RunLink): Promise<GateReport> {
    const { model, fresh, context, channel } = order;
    const manifest = this.#manifestOf(model);
    if (manifest.gates.length === 0)
      throw new UserError(
        'SLW-GATES-NONE',
        `${manifest.file} has no gates.`,
        'Say under "gates" what must hold before a version is released: - {name: quality, expr: auc >= 0.9}',
      );
    const version = await this.resolve(model, order.version);
    const report = await this.#report(manifest, version, (subject) => {
      // The version that is live is evaluated anew only where nothing is known of it.
      const mustRun = fresh && subject.version === version;
      return this.#obtain(subject, mustRun, context, link);
    });
    const { store, audit, onReport } = this.#site;
    store.transaction(() => {
      this.#table.putReport(report);
      audit.append({
        channel,
        action: 'gate.evaluated',
        subject: model,
        from: report.championVersion,
        to: version,
        why: reasonOf(report),
        details: detailsOf(report),
      });
      store.afterCommit(() => onReport(report));
    });
    return report;
  }

  /** The number that `@alias` stands for. @throws UserError `SLW-ALIAS-NONE`; TrackingError for a version that is not there */
  async resolve(model: string, version: string): Promise<string> {
    if (!version.startsWith('@')) return (await this.#site.registry.getVersion(model, version)).version;
    const found = await this.#versionAt(model, version.slice(1));
    if (found !== null) return found;
    throw new UserError(
      'SLW-ALIAS-NONE',
      `No version of ${model} has the alias "${version.slice(1)}".`,
      'Give the number of a version, or set the alias first.',
    );
  }

  async #versionAt(model: string, alias: string): Promise<string | null> {
    if (alias.toLowerCase() === 'latest')
      return (await this.#site.registry.getVersionByAlias(model, alias)).version;
    const { aliases } = await this.#site.registry.getModel(model);
    return aliases.find((each) => each.alias === alias)?.version ?? null;
  }

  #manifestOf(model: string): ModelManifest {
    const manifest = findModelManifest(this.#site.folder, model);
    if (manifest) return manifest;
    throw new UserError(
      'SLW-MANIFEST-NONE',
      `No *.model.yaml of this folder has "name: ${model}".`,
      'It says what a model must be before it is released: make one by "Slipway: Create Model Manifest".',
    );
  }

  async #report(manifest: ModelManifest, version: string, obtain: Obtain): Promise<GateReport> {
    const { model, gates, file } = manifest;
    const subject = await this.#subject(manifest, version);
    const { evidence, problem } = await obtain(subject);
    const live = await this.#live(manifest, subject);
    const champion = await this.#champion(manifest, live, obtain);
    const facts = gateFacts(subject, { evidence, problem }, champion, live === 'unknown' ? null : live);
    const results = evaluateGates(gates, facts);
    return {
      manifest: file,
      model,
      version,
      championVersion: live === null || live === 'unknown' ? null : live.version,
      evidence,
      evidenceProblem: problem,
      gates: results,
      verdict: verdictOf(results),
      evaluatedAt: Date.now(),
    };
  }

  async #subject(manifest: ModelManifest, version: string): Promise<GateSubject> {
    return { manifest, version, files: await versionFiles(this.#site.files, manifest.model, version) };
  }

  /** The version that the manifest's alias points to; null: it points to none. */
  async #live(
    { alias, model }: ModelManifest,
    candidate: GateSubject,
  ): Promise<GateSubject | null | 'unknown'> {
    if (alias === null) return 'unknown';
    const version = await this.#versionAt(model, alias);
    if (version === null) return null;
    return version === candidate.version ? candidate : this.#subject(candidate.manifest, version);
  }

  async #champion(
    { gates }: ModelManifest,
    live: GateSubject | null | 'unknown',
    obtain: Obtain,
  ): Promise<Champion> {
    if (live === 'unknown')
      return { unknown: 'the manifest names no deploy.alias, by which the live version is known' };
    if (live === null) return { exists: false };
    const { version } = live;
    if (!usesChampion(gates)) return { exists: true, version, measured: { unknown: 'no gate asks for it' } };
    const found = await obtain(live).catch((error: unknown): EvidenceOrNot => {
      if (!(error instanceof UserError) || error.code === 'SLW-CANCELLED') throw error;
      return { evidence: null, problem: error.message };
    });
    return {
      exists: true,
      version,
      measured:
        found.evidence === null
          ? { unknown: `version ${version}, which is live, has no evidence: ${found.problem}` }
          : { metrics: metricsOf(found.evidence) },
    };
  }

  async #recorded(subject: GateSubject): Promise<EvidenceOrNot> {
    try {
      const evidence = this.#table.find(await this.#digests(subject));
      if (evidence) return { evidence, problem: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { evidence: null, problem: error.message };
    }
    const { manifest, version } = subject;
    const isOld = this.#table.newestOf(manifest.model, version) !== null;
    return {
      evidence: null,
      problem: isOld
        ? 'the model, its manifest or the evaluation data has changed since it was evaluated'
        : 'it was not evaluated yet',
    };
  }

  async #obtain(
    subject: GateSubject,
    mustRun: boolean,
    context: StartContext,
    link: RunLink,
  ): Promise<EvidenceOrNot> {
    const { manifest, version, files } = subject;
    const digests = await this.#digests(subject);
    const known = mustRun ? null : this.#table.find(digests);
    if (known) return { evidence: known, problem: null };
    const { stage, model, artifact } = manifest;
    if (stage === null)
      return {
        evidence: null,
        problem: 'the manifest names no stage that evaluates it, under evaluate.stage',
      };
    link.report(0, null, `evaluates ${model} ${version}`);
    const { runId, metrics, modelDigest } = await this.#site.evaluation.run(
      { model, version, files, artifact, stage, data: this.#dataOf(manifest), context },
      link,
    );
    const after = await this.#digests({ ...subject, manifest: this.#manifestOf(model) });
    if (modelDigest !== digests.model || !isSame(after, digests))
      throw new UserError(
        'SLW-EVALUATION-CHANGED',
        'The model, its manifest or the evaluation data was changed while the evaluation ran, so that what it measured is no evidence.',
        'Evaluate it again.',
      );
    const evidence: Evidence = {
      runId,
      recordedAt: Date.now(),
      digests,
      metrics: Object.fromEntries([...metrics].map(([name, value]) => [name, encodeMetricValue(value)])),
    };
    this.#table.record(model, version, evidence);
    return { evidence, problem: null };
  }

  async #digests({ manifest, files }: GateSubject): Promise<EvidenceDigests> {
    const path = this.#dataOf(manifest);
    const data = path === null ? null : await digestOfPath(path);
    if (path !== null && data === null)
      throw new UserError(
        'SLW-EVALUATION-DATA',
        `${manifest.evaluationData}, the evaluation data of ${manifest.file}, is not there.`,
        'Run the pipeline that makes it, or get it with dvc pull.',
      );
    return { model: await digestOfFiles(files), manifest: manifest.digest, data };
  }

  #dataOf({ evaluationData }: ModelManifest): string | null {
    return evaluationData === null ? null : join(this.#site.folder, evaluationData);
  }
}

function isSame(a: EvidenceDigests, b: EvidenceDigests): boolean {
  return a.model === b.model && a.manifest === b.manifest && a.data === b.data;
}

function reasonOf({ verdict, gates }: GateReport): string {
  if (verdict === 'passed') return 'all gates that count passed';
  return gates
    .filter((gate) => gate.verdict === 'failed' || gate.verdict === 'unknown')
    .map(
      ({ name, verdict: each, reason }) =>
        `${name} ${each === 'failed' ? 'failed' : 'is unknown'}: ${reason}`,
    )
    .join('; ');
}

function detailsOf({
  verdict,
  evidence,
  evidenceProblem,
  gates,
  manifest,
}: GateReport): Record<string, unknown> {
  return {
    verdict,
    manifest,
    run: evidence?.runId ?? null,
    digests: evidence?.digests ?? null,
    evidenceProblem,
    gates: gates.map(({ name, verdict: each, reason, values }) => ({ name, verdict: each, reason, values })),
  };
}
