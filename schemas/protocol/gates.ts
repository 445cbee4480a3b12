import type { StartContext } from './executions.ts';
import type { MetricValue } from './tracking.ts';

/** `unknown`: a value is missing or NaN, or the expression failed or is no boolean; it blocks as `failed` does. `skipped`: its `when` does not hold. */
export type GateVerdict = 'passed' | 'failed' | 'unknown' | 'skipped';

/** A value that a gate named, as it was when the gate was evaluated. */
export interface GateValue {
  /** As the expression writes it: `auc`, `champion.auc`, `metrics["val/loss"]`. */
  name: string;
  /** JSON has no NaN: what is not finite is written as text. Null: it is missing. */
  value: number | boolean | string | null;
}

export interface GateResult {
  name: string;
  expr: string;
  when: string | null;
  /** Of its declaration in the manifest, from 1. */
  line: number;
  verdict: GateVerdict;
  /** In a person's words: what was found and what was asked. */
  reason: string;
  values: GateValue[];
}

/** What evidence is bound to: lower-case hex SHA-256. */
export interface EvidenceDigests {
  /** Over the names and contents of all files of the version's artifact. */
  model: string;
  manifest: string;
  /** Null where the manifest names no evaluation data. */
  data: string | null;
}

/** Metrics of one evaluation that the runner started itself. */
export interface Evidence {
  /** Run of the evaluation. */
  runId: string;
  /** Milliseconds since 1970. */
  recordedAt: number;
  digests: EvidenceDigests;
  metrics: Record<string, MetricValue>;
}

/** What was found of a version otherwise than by its evaluation. */
export interface Measurement {
  /** `benchmark` gives `latency.…` and `throughput.…`, `contract` gives `data.valid`. */
  kind: 'benchmark' | 'contract';
  /** Version of the model that it is of. */
  version: string;
  /** By whole name: `latency.p99_ms`. */
  values: Record<string, number | boolean>;
  /** In a person's words: on what, with what, how often. */
  how: string;
  /** Milliseconds since 1970. */
  measuredAt: number;
}

export interface GateReport {
  /** Path of the manifest from the workspace folder. */
  manifest: string;
  model: string;
  version: string;
  /** Version that the champion's values are of; null where nothing is live. */
  championVersion: string | null;
  evidence: Evidence | null;
  /** Why there is no evidence, or none that counts for these files; null where there is. */
  evidenceProblem: string | null;
  /** What gates named beside metrics, of this version and of the champion. */
  measurements: Measurement[];
  gates: GateResult[];
  /** `refused`: one gate or more failed or is unknown. */
  verdict: 'passed' | 'refused';
  /** Milliseconds since 1970. */
  evaluatedAt: number;
}

/** On the run of an evaluation: `<model>/<version>`. */
export const evaluationTag = 'slipway.evaluation';

export interface GateRequests {
  /**
   * Runs the manifest's `evaluate.stage` for the version in a private copy, records what it measured, and evaluates the gates.
   * `fresh: false` takes evidence that is recorded for the very same files. `version`: a number, or `@alias`. The result of the
   * operation is a `GateReport`.
   */
  'gates/evaluate': {
    params: { model: string; version: string; fresh: boolean; context: StartContext };
    result: { operation: string };
  };
  /** The newest report of each version of the model that has one. */
  'gates/reports': { params: { model: string }; result: { reports: GateReport[] } };
}

export interface GateNotifications {
  /** A report was made. */
  'gates/changed': { model: string; version: string };
}
