import type { Measurement } from '../../schemas/protocol/gates.ts';
import type { Store } from '../store/store.ts';

/** What instruments found, by what it is bound to. */
export class MeasurementTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** `boundTo`: canonical JSON. It takes the place of what was found before. */
  record(boundTo: string, measurement: Measurement): void {
    this.#store.transaction(() =>
      this.#store.run(
        `INSERT INTO measurements VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET measurement = excluded.measurement`,
        measurement.kind,
        boundTo,
        JSON.stringify(measurement),
      ),
    );
  }

  find(kind: Measurement['kind'], boundTo: string): Measurement | null {
    const row = this.#store.read(() =>
      this.#store.get<{ measurement: string }>(
        'SELECT measurement FROM measurements WHERE kind = ? AND bound_to = ?',
        kind,
        boundTo,
      ),
    );
    return row ? (JSON.parse(row.measurement) as Measurement) : null;
  }
}
