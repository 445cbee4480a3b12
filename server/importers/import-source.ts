import type { Readable } from 'node:stream';
import type { LifecycleStage, RunStatus } from '../../schemas/protocol/tracking.ts';
import type { MetricPoint, RunInput } from '../tracking/tracker.ts';

/** A run as its source tells it. Metrics and artifacts are read only when the run is taken, a part at a time. */
export interface SourceRun {
  /** MLflow's own id where the source is MLflow's, otherwise derived from where the run lies: always the same. */
  runId: string;
  /** Where it comes from, for a person and for the tag `slipway.import.source`. */
  origin: string;
  /** Changes when anything of the run does; a run that was taken at this state is not read again. */
  fingerprint: string;
  experiment: SourceExperiment;
  runName: string;
  status: RunStatus;
  /** Milliseconds since 1970 (UTC). */
  startTime: number;
  endTime: number | null;
  lifecycleStage: LifecycleStage;
  userId: string;
  params: Record<string, string>;
  tags: Record<string, string>;
  inputs: RunInput[];
  /** All points of all metrics, each once, in chunks of any size. */
  metrics(): AsyncIterable<MetricPoint[]> | Iterable<MetricPoint[]>;
  artifacts(): AsyncIterable<SourceArtifact>;
}

export interface SourceExperiment {
  name: string;
  lifecycleStage: LifecycleStage;
  tags: Record<string, string>;
}

export interface SourceArtifact {
  /** Relative, with forward slashes. Not believed: checked before it is written. */
  path: string;
  /** Bytes; null where the source does not say. */
  size: number | null;
  open(): Promise<Readable>;
}

/** Tells of something that could not be taken; the import goes on without it. */
export type Skip = (item: string, reason: string) => void;

export interface ImportSource {
  /** Runs in any order. Ends with the `signal`'s reason when it is aborted. */
  runs(context: { skip: Skip; signal: AbortSignal }): AsyncIterable<SourceRun>;
  /** How many runs there are, where that is known at once. */
  count(): Promise<number | null>;
  close(): Promise<void>;
}
