import type { ExecutionKind } from '../../schemas/protocol/executions.ts';
import type { ProcessIdentity } from '../discovery/process-identity.ts';
import type { ExecutionFacts } from '../jobs/execution-files.ts';

/** What stands beside a live execution and watches it: system metrics, metric files, provenance. */
export interface LiveExecution {
  executionId: string;
  runId: string;
  kind: ExecutionKind;
  cwd: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  facts: ExecutionFacts;
  /** `.slipway/executions/<id>` of the workspace. What lies in its `artifacts/` in the end becomes the run's. */
  executionDir: string;
  /** Where its Python processes keep their journals. */
  journalDir: string;
  /** Null while it is not known, and where someone else owns the process. */
  process: ProcessIdentity | null;
  /** Found alive by a runner that did not start it. */
  resumed: boolean;
}

/** `attach` is called at the start, and again by a runner that finds the execution alive. It must be quick. */
export interface Companion {
  readonly name: string;
  attach(execution: LiveExecution): Attached;
}

export interface Attached {
  /** The process has ended: record what is left. Its failure is logged and spoils nothing else. */
  finish(): Promise<void>;
}
