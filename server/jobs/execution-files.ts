import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivateJson, writePrivateJson } from '../discovery/private-file.ts';
import type { ProcessIdentity } from '../discovery/process-identity.ts';
import type { MetricsFile } from './metrics-reader.ts';

/** What the supervisor is started with. The environment is the user's, hence a private file that ends with the start. */
export interface LaunchOrder {
  executionId: string;
  /** Workspace folder, to find the runner by. */
  folder: string;
  command: string[];
  cwd: string;
  env: Record<string, string>;
  outputFile: string;
}

/** Which stage of a pipeline an execution is, and what is to be kept of the files that it writes. */
export interface StageFacts {
  /** Absolute, of the pipelines. */
  root: string;
  /** Of the stage. */
  address: string;
  /** Stands for what it was started with. */
  inputs: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  slots: { cpu: number; memoryBytes: number; gpus: string[] };
  metrics: MetricsFile[];
  /** `path` is absolute; `name` is the artifact's below `plots/`. */
  plots: { path: string; name: string }[];
}

/** What is known of an execution's start, for those who watch it. */
export interface ExecutionFacts {
  /** Absolute path of the script or notebook; null for any other command. */
  file: string | null;
  interpreter: string | null;
  /** Files whose numbers become metrics. Absolute. */
  metricFiles: string[];
  /** Of a stage of a pipeline. */
  stage?: StageFacts;
  /** The tracked terminal that runs it. */
  terminalId: string | null;
  /** Of its environment only what those who watch need to know. */
  env: Record<string, string>;
}

/** The runner's own memory of a live execution, for the runner that comes after it. */
export interface ExecutionRecord {
  executionId: string;
  runId: string;
  /** The path segment of its tracking URI. */
  secret: string;
  /** False where someone else (debugger, terminal, kernel) starts the process. */
  supervised: boolean;
  /** Null until it was started. */
  supervisor: ProcessIdentity | null;
  stopRequested: boolean;
  /** Why it was asked to stop, where that was not a person's wish. */
  stopReason?: string;
  facts: ExecutionFacts;
}

/** What the supervisor leaves behind: on disk before it ends. */
export interface ExitRecord {
  exitCode: number | null;
  signal: string | null;
  endedAt: number;
  /** Set where the command could not be started. */
  startError: string | null;
}

/** The files of one folder's live executions, in the user's state folder. */
export class ExecutionFiles {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  orderFile(executionId: string): string {
    return join(this.dir, `${executionId}.order.json`);
  }

  writeOrder(order: LaunchOrder): void {
    writePrivateJson(this.orderFile(order.executionId), order);
  }

  /** False once a supervisor has taken it. */
  hasOrder(executionId: string): boolean {
    return existsSync(this.orderFile(executionId));
  }

  /** Reads the order and removes it: it holds the user's environment. */
  takeOrder(executionId: string): LaunchOrder | null {
    const order = readPrivateJson<LaunchOrder>(this.orderFile(executionId));
    rmSync(this.orderFile(executionId), { force: true });
    return order;
  }

  write(record: ExecutionRecord): void {
    writePrivateJson(join(this.dir, `${record.executionId}.json`), record);
  }

  readAll(): ExecutionRecord[] {
    return readdirSync(this.dir)
      .filter((name) => /^[0-9a-f]+\.json$/.test(name))
      .flatMap((name) => readPrivateJson<ExecutionRecord>(join(this.dir, name)) ?? []);
  }

  writeChild(executionId: string, child: ProcessIdentity): void {
    writePrivateJson(join(this.dir, `${executionId}.child.json`), child);
  }

  readChild(executionId: string): ProcessIdentity | null {
    return readPrivateJson<ProcessIdentity>(join(this.dir, `${executionId}.child.json`));
  }

  writeExit(executionId: string, exit: ExitRecord): void {
    writePrivateJson(join(this.dir, `${executionId}.exit.json`), exit);
  }

  readExit(executionId: string): ExitRecord | null {
    return readPrivateJson<ExitRecord>(join(this.dir, `${executionId}.exit.json`));
  }

  /** Once the end is in the store. */
  remove(executionId: string): void {
    for (const suffix of ['order.json', 'child.json', 'exit.json', 'json']) {
      rmSync(join(this.dir, `${executionId}.${suffix}`), { force: true });
    }
  }
}
