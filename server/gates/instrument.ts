import type { Measurement } from '../../schemas/protocol/gates.ts';
import type { Candidate } from '../candidates/candidates.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';

export type Reading = Pick<Measurement, 'values' | 'how'>;

/** Finds out what gates name and the evaluating stage does not measure. */
export interface Instrument {
  kind: Measurement['kind'];
  /** First words of the names that it gives values to: `latency`. */
  groups: readonly string[];
  /**
   * What a reading is of, as JSON has it: for the very same it is taken again.
   * @throws UserError that says why there can be none
   */
  boundTo(candidate: Candidate): Promise<Record<string, unknown>>;
  /** @throws UserError that says why there is none; the signal's reason once it was stopped */
  read(candidate: Candidate, link: RunLink): Promise<Reading>;
}
