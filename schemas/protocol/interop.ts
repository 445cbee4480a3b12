import type { ConversionSummary } from './conversion.ts';
import type { ReleaseResult } from './deployments.ts';
import type { GateReport } from './gates.ts';
import type { ApplySummary, PipelineOutcome } from './pipelines.ts';
import type { SweepView } from './sweeps.ts';

/** Work that takes a while: it runs in the runner, tells its progress to all connections, and can be cancelled. */
export type OperationKind =
  | 'import'
  | 'push'
  | 'export'
  | 'gc'
  | 'pipeline'
  | 'apply'
  | 'sweep'
  | 'gates'
  | 'deploy'
  | 'rollback'
  | 'convert';

export interface OperationProgress {
  operation: string;
  kind: OperationKind;
  done: number;
  /** Null where it is not known. */
  total: number | null;
  /** What is worked on now, for a person. */
  message: string;
}

/** Where runs are imported from. Paths are absolute. */
export type ImportRequest =
  | { kind: 'mlflow-server'; uri: string; token: string | null; username: string | null }
  /** SQLite file of an MLflow tracking server. */
  | { kind: 'mlflow-db'; file: string }
  /** MLflow's file store. */
  | { kind: 'mlruns'; folder: string }
  /** Folders of event files; each is a run. */
  | { kind: 'tensorboard'; folder: string; experimentName: string | null }
  /** A git repository with DVC experiments, a DVCLive folder, or a folder of those. */
  | { kind: 'dvc'; folder: string; experimentName: string | null };
export type ImportKind = ImportRequest['kind'];

export interface ImportSummary {
  added: number;
  /** Runs that were here and have changed in the source since. */
  updated: number;
  unchanged: number;
  /** Metric points, artifact files and their bytes that were read. */
  points: number;
  artifacts: number;
  artifactBytes: number;
  /** What could not be taken and why; the first of them, `skippedCount` tells all. */
  skipped: { item: string; reason: string }[];
  skippedCount: number;
}

export interface PushSummary {
  /** Runs that were made on the server, that were there and got something more, and that had all already. */
  created: number;
  updated: number;
  unchanged: number;
  points: number;
  artifacts: number;
  artifactBytes: number;
  failed: { runId: string; reason: string }[];
}

export type ExportFormat = 'csv' | 'arrow';

export interface ExportSummary {
  file: string;
  rows: number;
  bytes: number;
}

/** What may go. Ages count from when a run was deleted, ended, or from a file's last change. */
export interface GcPolicy {
  /** Deleted runs, old output and cache younger than this many days stay. */
  olderThanDays: number;
  /** This many of the newest deleted runs, and of the newest executions' output, stay however old. */
  keepLast: number;
}

export interface GcItem {
  what: 'run' | 'artifacts' | 'output' | 'cache' | 'copy';
  /** Run id, or the path again. */
  id: string;
  /** Below `.slipway`, with forward slashes; null for a run without files. */
  path: string | null;
  /** For a person: the run's name, a path. */
  label: string;
  bytes: number;
  reason: string;
}

export interface GcPlan {
  items: GcItem[];
  bytes: number;
  /** Deleted runs that stay, and why. */
  kept: { id: string; reason: string }[];
}

export interface InteropRequests {
  /** What lies at a path or address, as `import/start` wants it. */
  'import/detect': { params: { location: string }; result: { request: ImportRequest } };
  'import/start': { params: { request: ImportRequest }; result: { operation: string } };
  /** Sends local runs to a remote tracker of slipway.yaml. Null `runIds`: all that are active. */
  'push/start': { params: { tracker: string; runIds: string[] | null }; result: { operation: string } };
  'export/start': {
    params: {
      tracker?: string;
      /** In the order of the rows. */
      runIds: string[];
      what: 'runs' | 'metrics';
      format: ExportFormat;
      /** Of `runs`: empty takes every column that the runs have. Of `metrics`: keys, empty takes all. */
      columns: string[];
      /** Absolute; replaced where it is there. */
      file: string;
    };
    result: { operation: string };
  };
  'gc/plan': { params: GcPolicy; result: GcPlan };
  /** Plans again, for the plan that was shown may be old, and removes. */
  'gc/start': { params: GcPolicy; result: { operation: string } };
  /** Those that go on, whoever started them, with what each told last. */
  'operations/list': { params: Record<string, never>; result: { operations: OperationProgress[] } };
  /** Ends when the operation does. Rejects as the operation did. */
  'operations/result': { params: { operation: string }; result: OperationResult };
  'operations/cancel': { params: { operation: string }; result: null };
  /** Kept in the runner's memory only. */
  'credentials/set': { params: { tracker: string; token: string | null }; result: null };
  /** Trackers that may need a token, and the environment variable that holds it for those without a window. */
  'credentials/wanted': {
    params: Record<string, never>;
    result: { trackers: { name: string; tokenEnv: string | null; waiting: boolean }[] };
  };
}

interface OperationSummaries {
  import: ImportSummary;
  push: PushSummary;
  export: ExportSummary;
  gc: GcPlan;
  pipeline: PipelineOutcome;
  sweep: SweepView;
  apply: ApplySummary;
  gates: GateReport;
  deploy: ReleaseResult;
  rollback: ReleaseResult;
  convert: ConversionSummary;
}
export type OperationSummary<K extends OperationKind> = OperationSummaries[K];
export type OperationResult = {
  [K in OperationKind]: { kind: K; summary: OperationSummaries[K] };
}[OperationKind];

export interface InteropNotifications {
  /** Trackers of slipway.yaml have come, gone or changed their state, or its problems have: ask `trackers/list` again. */
  'trackers/changed': Record<string, never>;
  'operations/progress': OperationProgress;
}

/** Tags by which imported and pushed runs are known again. */
export const interopTags = {
  /** Where an imported run comes from, for a person. */
  importSource: 'slipway.import.source',
  /** Of the source's run as it was taken. */
  importFingerprint: 'slipway.import.fingerprint',
  /** Of a run that was not over in its source when it was taken: its status there. It is KILLED here, for nobody follows it. */
  importStatus: 'slipway.import.status',
  /** Id of the local run that a run of a server was pushed from. */
  pushedFrom: 'slipway.pushedFrom',
  /** Of the local run as it was pushed. */
  pushFingerprint: 'slipway.pushed.fingerprint',
  /** Milliseconds; a file that changed later is sent again. */
  pushedAt: 'slipway.pushed.at',
} as const;
