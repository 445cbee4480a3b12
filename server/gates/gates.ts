import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { Evidence, EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import { encodeMetricValue } from '../../schemas/protocol/tracking.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Candidate, Candidates } from '../candidates/candidates.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { detailsOf, reasonOf } from './audited-report.ts';
import { type DeclaredGate, evaluateGates, verdictOf } from './evaluate-gates.ts';
import type { Evaluation } from './evaluation.ts';
import { EvidenceTable } from './evidence-table.ts';
import type { Champion, Measured as Metrics } from './facts.ts';
import { gateFacts, metricsOf } from './gate-facts.ts';
import type { Instrument } from './instrument.ts';
import { MeasurementTable } from './measurement-table.ts';
import { type Measured, Measuring } from './measuring.ts';
import { namedGroups } from './named-groups.ts';

export interface GateSite {
  store: Store;
  registry: Registry;
  candidates: Candidates;
  audit: AuditLog;
  evaluation: Pick<Evaluation, 'run'>;
  instruments: readonly Instrument[];
  /** A report was made, and is on disk. */
  onReport: (report: GateReport) => void;
}

export interface GateOrder {
  model: string;
  /** A number, or `@alias`. */
  version: string;
  /** Evaluates anew what there is evidence of. */
  fresh: boolean;
  /** Whose files it must be of; left out where whatever they are now will do. */
  digests?: EvidenceDigests;
  context: StartContext;
  channel: AuditChannel;
}

type EvidenceOrNot = { evidence: Evidence; problem: null } | { evidence: null; problem: string };
/** Where a report takes what it judges by. */
interface Sources {
  evidence: (candidate: Candidate) => Promise<EvidenceOrNot>;
  measure: (candidate: Candidate, groups: ReadonlySet<string>) => Promise<Measured>;
}

/** Gates of the folder's models: their evidence, and what they say. */
export class Gates {
  readonly #site: GateSite;
  readonly #table: EvidenceTable;
  readonly #measuring: Measuring;

  constructor(site: GateSite) {
    this.#site = site;
    this.#table = new EvidenceTable(site.store);
    this.#measuring = new Measuring(new MeasurementTable(site.store), site.instruments, (candidate) =>
      this.#requireSame(candidate),
    );
  }

  /** What evidence of a version must be bound to, as its files are now. @throws UserError as `Candidates.resolve` does */
  async digestsOf(model: string, version: string): Promise<EvidenceDigests> {
    return (await this.#site.candidates.resolve(model, version)).digests;
  }

  /**
   * What the gates say of evidence that is recorded; runs nothing and records nothing. Null: the manifest has no gates.
   * `digests`: whose files it must be of; left out where whatever they are now will do.
   * @throws UserError `SLW-GATES-CHANGED`, and as `Candidates.resolve` does
   */
  async recordedReport(
    model: string,
    version: string,
    digests?: EvidenceDigests,
  ): Promise<GateReport | null> {
    const candidate = await this.#candidate(model, version, digests);
    if (gatesOf(candidate).length === 0) return null;
    return this.#report(candidate, {
      evidence: async (subject) => this.#recorded(subject),
      measure: (subject, groups) => this.#measuring.recorded(subject, groups),
    });
  }

  /** The newest report of each version that has one, the newest version first. */
  reports(model: string): GateReport[] {
    return this.#table.reports(model);
  }

  /**
   * Sees to the evidence, evaluates the gates, and writes report and log entry down together.
   * @throws UserError `SLW-GATES-NONE`, `SLW-GATES-CHANGED`, and as `Candidates.resolve` and `Evaluation.run` do
   */
  async evaluate(order: GateOrder, link: RunLink): Promise<GateReport> {
    const { model, fresh, context, channel } = order;
    const candidate = await this.#candidate(model, order.version, order.digests);
    const { version } = candidate.version;
    if (gatesOf(candidate).length === 0)
      throw new UserError(
        'SLW-GATES-NONE',
        `${candidate.manifest.location} has no gates.`,
        'Say under "gates" what must hold before a version is released: - {name: quality, expr: auc >= 0.9}',
      );
    let anew = fresh;
    const begunAt = Date.now();
    const report = await this.#report(candidate, {
      evidence: (subject) => {
        // The version that is live is evaluated anew only where nothing is known of it.
        const mustRun = fresh && subject.version.version === version;
        return this.#obtain(subject, mustRun, context, link);
      },
      measure: async (subject, groups) => {
        const measured = await this.#measuring.obtain(subject, groups, anew, link);
        // Two versions are compared by what this machine did in the same minutes.
        anew ||= measured.measurements.some(({ measuredAt }) => measuredAt >= begunAt);
        return measured;
      },
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

  async #candidate(model: string, version: string, digests: EvidenceDigests | undefined): Promise<Candidate> {
    const candidate = await this.#site.candidates.resolve(model, version);
    if (digests && !isSame(digests, candidate.digests))
      throw new UserError(
        'SLW-GATES-CHANGED',
        `The files of ${model} ${candidate.version.version}, its manifest or the evaluation data are others than a moment ago.`,
        'Look at it again.',
      );
    return candidate;
  }

  async #report(candidate: Candidate, sources: Sources): Promise<GateReport> {
    const { manifest, version } = candidate;
    const { evidence, problem } = await sources.evidence(candidate);
    const own = await sources.measure(candidate, namedGroups(gatesOf(candidate)).candidate);
    const live = await this.#live(candidate);
    const { champion, measurements } = await this.#champion(candidate, live, sources);
    const known = live === 'unknown' ? null : live;
    const facts = gateFacts(candidate, { evidence, problem }, champion, known, own.facts);
    const gates = evaluateGates(gatesOf(candidate), facts);
    return {
      manifest: manifest.location,
      model: version.name,
      version: version.version,
      championVersion: live === null || live === 'unknown' ? null : live.version.version,
      evidence,
      evidenceProblem: problem,
      measurements: [...own.measurements, ...measurements],
      gates,
      verdict: verdictOf(gates),
      evaluatedAt: Date.now(),
    };
  }

  /** The version that the manifest's alias points to; null: it points to none. */
  async #live(candidate: Candidate): Promise<Candidate | null | 'unknown'> {
    const { manifest, version } = candidate;
    const alias = manifest.value.deploy?.alias;
    if (alias === undefined) return 'unknown';
    const { aliases } = await this.#site.registry.getModel(version.name);
    const live = aliases.find((each) => each.alias === alias);
    if (!live) return null;
    return live.version === version.version
      ? candidate
      : this.#site.candidates.resolve(version.name, live.version);
  }

  async #champion(
    candidate: Candidate,
    live: Candidate | null | 'unknown',
    sources: Sources,
  ): Promise<{ champion: Champion; measurements: Measured['measurements'] }> {
    if (live === 'unknown')
      return {
        champion: { unknown: 'the manifest names no deploy.alias, by which the live version is known' },
        measurements: [],
      };
    if (live === null) return { champion: { exists: false }, measurements: [] };
    const { version } = live.version;
    const asked = namedGroups(gatesOf(candidate));
    const measured = asked.championMetrics
      ? await this.#championMetrics(live, sources)
      : { unknown: 'no gate asks for it' };
    const { facts: others, measurements } = await sources.measure(live, asked.champion);
    return { champion: { exists: true, version, measured, others }, measurements };
  }

  async #championMetrics(live: Candidate, sources: Sources): Promise<Metrics> {
    const { version } = live.version;
    const found = await sources.evidence(live).catch((error: unknown): EvidenceOrNot => {
      if (!(error instanceof UserError) || error.code === 'SLW-CANCELLED') throw error;
      return { evidence: null, problem: error.message };
    });
    return found.evidence === null
      ? { unknown: `version ${version}, which is live, has no evidence: ${found.problem}` }
      : { metrics: metricsOf(found.evidence) };
  }

  #recorded({ version, digests }: Candidate): EvidenceOrNot {
    const evidence = this.#table.find(digests);
    if (evidence) return { evidence, problem: null };
    const isOld = this.#table.newestOf(version.name, version.version) !== null;
    return {
      evidence: null,
      problem: isOld
        ? 'the model, its manifest or the evaluation data has changed since it was evaluated'
        : 'it was not evaluated yet',
    };
  }

  async #obtain(
    candidate: Candidate,
    mustRun: boolean,
    context: StartContext,
    link: RunLink,
  ): Promise<EvidenceOrNot> {
    const { manifest, version, digests } = candidate;
    const known = mustRun ? null : this.#table.find(digests);
    if (known) return { evidence: known, problem: null };
    const stage = manifest.value.evaluate?.stage;
    if (stage === undefined)
      return {
        evidence: null,
        problem: 'the manifest names no stage that evaluates it, under evaluate.stage',
      };
    link.report(0, null, `evaluates ${version.name} ${version.version}`);
    const { runId, metrics } = await this.#site.evaluation.run({ candidate, stage, context }, link);
    await this.#requireSame(candidate);
    const evidence: Evidence = {
      runId,
      recordedAt: Date.now(),
      digests,
      metrics: Object.fromEntries([...metrics].map(([name, value]) => [name, encodeMetricValue(value)])),
    };
    this.#table.record(version.name, version.version, evidence);
    return { evidence, problem: null };
  }

  async #requireSame({ version, digests }: Candidate): Promise<void> {
    if (isSame(await this.digestsOf(version.name, version.version), digests)) return;
    throw new UserError(
      'SLW-EVALUATION-CHANGED',
      'The model, its manifest or the evaluation data was changed while the evaluation ran, so that what it measured is no evidence.',
      'Evaluate it again.',
    );
  }
}

function gatesOf({ manifest }: Candidate): DeclaredGate[] {
  return (manifest.value.gates ?? []).map(({ name, expr, when }, index) => ({
    name,
    expr,
    when: when ?? null,
    line: manifest.gateLines[index] ?? 1,
  }));
}

function isSame(a: EvidenceDigests, b: EvidenceDigests): boolean {
  return a.model === b.model && a.manifest === b.manifest && a.data === b.data;
}
