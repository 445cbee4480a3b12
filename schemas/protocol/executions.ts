/**
 * An execution is one start of a user's process, tracked as a run. The supervisor owns the process; the
 * runner owns the record. A prepared execution (debugger, terminal, live kernel) has a process that
 * someone else started.
 */
export type ExecutionKind = 'python' | 'notebook' | 'command' | 'debug' | 'terminal' | 'kernel';
export type ExecutionState = 'starting' | 'running' | 'stopping' | 'ended';

export interface Execution {
  executionId: string;
  runId: string;
  kind: ExecutionKind;
  /** As a user would type it, secrets redacted. */
  commandLine: string;
  cwd: string;
  state: ExecutionState;
  pid: number | null;
  startedAt: number;
  endedAt: number | null;
  exitCode: number | null;
  signal: string | null;
  /** Why it ended as it did, for a person; null while it runs or when it simply succeeded. */
  reason: string | null;
  /** Combined stdout and stderr on disk; null where the process belongs to a terminal or debugger. */
  outputFile: string | null;
}

/** What every start carries, so that the daemon's own environment is never handed on. */
export interface StartContext {
  /** Absolute. */
  cwd: string;
  /** The user's whole environment for the process. */
  env: Record<string, string>;
  /** Absolute path of a file whose variables are laid over `env`, as `python.envFile` means it. */
  envFile?: string;
  /** Interpreter that the editor has chosen; otherwise the runner looks for one in `cwd`. */
  interpreter?: string;
  runName?: string;
  experimentName?: string;
  tags?: Record<string, string>;
  /** Call `mlflow.autolog()` in scripts that do not use mlflow themselves. */
  autolog?: boolean;
  /** JSON, YAML, TOML, CSV and TSV files whose numbers become metrics: JSON and tables as they change. */
  metricFiles?: string[];
}

export interface StartedExecution {
  executionId: string;
  runId: string;
}

export interface PythonEnvironment {
  interpreter: string;
  version: string;
  kind: 'venv' | 'uv' | 'poetry' | 'pipenv' | 'pixi' | 'conda' | 'system' | 'given';
  /** How it was found, for a person. */
  foundBy: string;
  /** Command prefix that adds a package in this environment's own tool, e.g. `uv add`. */
  addPackage: string;
}

export interface ExecutionRequests {
  'executions/startPython': {
    params: StartContext & { file: string; args: string[] };
    result: StartedExecution;
  };
  'executions/startNotebook': {
    params: StartContext & { file: string; parameters: Record<string, unknown>; kernelName?: string };
    result: StartedExecution;
  };
  'executions/startCommand': { params: StartContext & { command: string[] }; result: StartedExecution };
  /**
   * An environment for a terminal whose commands are runs of their own: its tracking URI belongs to the
   * terminal, and leads to the execution that was last prepared for it.
   */
  'terminals/open': { params: StartContext; result: { terminalId: string; env: Record<string, string> } };
  /** Makes a run for a process that the caller starts, with the environment that tracks it. */
  'executions/prepare': {
    params: StartContext & {
      kind: 'debug' | 'terminal' | 'kernel';
      commandLine: string;
      file?: string;
      /** The tracked terminal that runs it, so that the terminal's tracking URI leads to this execution. */
      terminalId?: string;
    };
    result: StartedExecution & { env: Record<string, string> };
  };
  'executions/finish': {
    params: { executionId: string; exitCode: number | null; reason?: string };
    result: null;
  };
  /** Polite first (SIGINT), then SIGTERM, then SIGKILL to the whole process group. */
  'executions/stop': { params: { runId: string }; result: null };
  'executions/list': { params: { state?: 'live' | 'all' }; result: { executions: Execution[] } };
  'executions/get': { params: { runId: string }; result: { execution: Execution | null } };
  /** What a rerun of this run would start; the caller adds today's environment. */
  'executions/recipe': { params: { runId: string }; result: { recipe: ExecutionRecipe | null } };
  /** Output from `offset` (bytes) on; with `follow`, `executions/output` notifications come after it. */
  'executions/readOutput': {
    params: { executionId: string; offset: number; maxBytes: number; follow: boolean };
    result: { text: string; nextOffset: number; ended: boolean };
  };
}

export type ExecutionRecipe =
  | { kind: 'python'; file: string; args: string[]; cwd: string; interpreter: string }
  | {
      kind: 'notebook';
      file: string;
      parameters: Record<string, unknown>;
      cwd: string;
      interpreter: string;
      kernelName?: string;
    }
  | { kind: 'command'; command: string[]; cwd: string };

export interface ExecutionNotifications {
  'executions/changed': { execution: Execution };
  'executions/output': { executionId: string; text: string; nextOffset: number };
}
