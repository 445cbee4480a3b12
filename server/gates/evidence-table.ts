import type { Evidence, EvidenceDigests, GateReport } from '../../schemas/protocol/gates.ts';
import type { Store } from '../store/store.ts';

interface EvidenceRow {
  run_id: string;
  recorded_at: number;
  model_digest: string;
  manifest_digest: string;
  data_digest: string;
  metrics: string;
}

/** What evaluations measured, and the newest report of each version. */
export class EvidenceTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  record(model: string, version: string, { runId, recordedAt, digests, metrics }: Evidence): void {
    this.#store.transaction(() =>
      this.#store.run(
        `INSERT INTO evidence (model, version, run_id, recorded_at, model_digest, manifest_digest, data_digest, metrics)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        model,
        version,
        runId,
        recordedAt,
        digests.model,
        digests.manifest,
        digests.data ?? '',
        JSON.stringify(metrics),
      ),
    );
  }

  /** The newest that is of these very files; null where there is none. */
  find(digests: EvidenceDigests): Evidence | null {
    const row = this.#store.read(() =>
      this.#store.get<EvidenceRow>(
        `SELECT * FROM evidence WHERE model_digest = ? AND manifest_digest = ? AND data_digest = ?
         ORDER BY id DESC LIMIT 1`,
        digests.model,
        digests.manifest,
        digests.data ?? '',
      ),
    );
    return row ? evidenceOf(row) : null;
  }

  /** The newest of a version, whatever its files were then. */
  newestOf(model: string, version: string): Evidence | null {
    const row = this.#store.read(() =>
      this.#store.get<EvidenceRow>(
        'SELECT * FROM evidence WHERE model = ? AND version = ? ORDER BY id DESC LIMIT 1',
        model,
        version,
      ),
    );
    return row ? evidenceOf(row) : null;
  }

  /** In the caller's transaction, where there is one. */
  putReport(report: GateReport): void {
    this.#store.transaction(() =>
      this.#store.run(
        `INSERT INTO gate_reports VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET report = excluded.report`,
        report.model,
        report.version,
        JSON.stringify(report),
      ),
    );
  }

  reports(model: string): GateReport[] {
    return this.#store
      .read(() =>
        this.#store.all<{ report: string }>(
          'SELECT report FROM gate_reports WHERE model = ? ORDER BY CAST(version AS INTEGER) DESC',
          model,
        ),
      )
      .map(({ report }) => ({
        measurements: [],
        ...(JSON.parse(report) as Omit<GateReport, 'measurements'>),
      }));
  }
}

function evidenceOf(row: EvidenceRow): Evidence {
  return {
    runId: row.run_id,
    recordedAt: row.recorded_at,
    digests: { model: row.model_digest, manifest: row.manifest_digest, data: row.data_digest || null },
    metrics: JSON.parse(row.metrics) as Evidence['metrics'],
  };
}
