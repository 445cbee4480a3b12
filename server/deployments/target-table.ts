import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import type { ReleaseResult } from '../../schemas/protocol/deployments.ts';
import type { EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import type { Store } from '../store/store.ts';
import type { Approval } from './approvals/approvals.ts';
import { emptyTarget, type TargetState } from './rollout/target-state.ts';

/** What serves a model that executes code when it is loaded. */
export interface PythonServing {
  runtime: 'mlflow' | 'sklearn';
  /** Absolute path of the Python that has MLServer. */
  interpreter: string;
}

/** What a revision was made of, and by whom; it never changes. */
export interface RevisionRecord {
  target: string;
  number: number;
  model: string;
  version: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  actor: string;
  channel: AuditChannel;
  reason: string;
  /** Why gates that did not hold were passed over; null where none was. */
  overridden: string | null;
  digests: EvidenceDigests;
  /** Who let it begin; null where nobody had to. */
  approval: Approval | null;
  /** Null where ONNX Runtime serves it, or another system does. */
  serving: PythonServing | null;
  /** Where the files of the version lie. */
  artifactUri: string;
  /** From the workspace folder, with the manifest's text as it was. */
  manifestPath: string;
  manifest: string;
  report: GateReport | null;
}

interface RevisionRow {
  target: string;
  number: number;
  model: string;
  version: string;
  created_at: number;
  actor: string;
  channel: AuditChannel;
  reason: string;
  overridden: string | null;
  digests: string;
  manifest_path: string;
  manifest: string;
  report: string | null;
  artifact_uri: string;
  approval: string | null;
  serving: string | null;
}

/** Targets and their revisions in the store. */
export class TargetTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  transaction<T>(work: () => T): T {
    return this.#store.transaction(work);
  }

  /** Names of all targets that something was ever deployed to. */
  names(): string[] {
    return this.#store
      .all<{ name: string }>('SELECT name FROM targets ORDER BY name')
      .map(({ name }) => name);
  }

  state(target: string): TargetState {
    const row = this.#store.get<{ state: string }>('SELECT state FROM targets WHERE name = ?', target);
    return row ? (JSON.parse(row.state) as TargetState) : emptyTarget;
  }

  putState(target: string, state: TargetState): void {
    this.#store.run(
      'INSERT INTO targets VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
      target,
      JSON.stringify(state),
    );
  }

  /** What it was approved by is used up: no other revision can be made of it. @throws Error where it was already */
  addRevision(revision: RevisionRecord): void {
    if (revision.approval !== null) this.#useRequest(revision.approval.nonce);
    this.#store.run(
      'INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      revision.target,
      revision.number,
      revision.model,
      revision.version,
      revision.createdAt,
      revision.actor,
      revision.channel,
      revision.reason,
      revision.overridden,
      JSON.stringify(revision.digests),
      revision.manifestPath,
      revision.manifest,
      revision.report === null ? null : JSON.stringify(revision.report),
      revision.artifactUri,
      revision.approval === null ? null : JSON.stringify(revision.approval),
      revision.serving === null ? null : JSON.stringify(revision.serving),
    );
  }

  revision(target: string, number: number): RevisionRecord | null {
    const row = this.#store.get<RevisionRow>(
      'SELECT * FROM revisions WHERE target = ? AND number = ?',
      target,
      number,
    );
    return row ? recordOf(row) : null;
  }

  /** The newest first. */
  revisions(target: string): RevisionRecord[] {
    return this.#store
      .all<RevisionRow>('SELECT * FROM revisions WHERE target = ? ORDER BY number DESC', target)
      .map(recordOf);
  }

  #useRequest(nonce: string): void {
    const used = this.#store.get<{ nonce: string }>(
      "UPDATE release_requests SET state = 'used' WHERE nonce = ? AND state <> 'used' RETURNING nonce",
      nonce,
    );
    if (!used) throw new Error(`the approved request ${nonce} was used`);
  }

  /** Digests of the models of all revisions of all targets. */
  modelDigests(): Set<string> {
    const rows = this.#store.all<{ digests: string }>('SELECT digests FROM revisions');
    return new Set(rows.map(({ digests }) => (JSON.parse(digests) as EvidenceDigests).model));
  }

  /** What became of an order with this key; null: there was none. Its `result` is null where it never came to one. */
  order(key: string): { target: string; result: ReleaseResult | null } | null {
    const row = this.#store.get<{ target: string; result: string | null }>(
      'SELECT target, result FROM release_orders WHERE key = ?',
      key,
    );
    return row
      ? { ...row, result: row.result === null ? null : (JSON.parse(row.result) as ReleaseResult) }
      : null;
  }

  putOrder(key: string, target: string, result: ReleaseResult | null): void {
    this.#store.transaction(() =>
      this.#store.run(
        'INSERT INTO release_orders VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET result = excluded.result',
        key,
        target,
        result === null ? null : JSON.stringify(result),
      ),
    );
  }
}

function recordOf(row: RevisionRow): RevisionRecord {
  return {
    target: row.target,
    number: row.number,
    model: row.model,
    version: row.version,
    createdAt: row.created_at,
    actor: row.actor,
    channel: row.channel,
    reason: row.reason,
    overridden: row.overridden,
    digests: JSON.parse(row.digests) as EvidenceDigests,
    artifactUri: row.artifact_uri,
    serving: row.serving === null ? null : (JSON.parse(row.serving) as PythonServing),
    approval: row.approval === null ? null : (JSON.parse(row.approval) as Approval),
    manifestPath: row.manifest_path,
    manifest: row.manifest,
    report:
      row.report === null
        ? null
        : { measurements: [], ...(JSON.parse(row.report) as Omit<GateReport, 'measurements'>) },
  };
}
