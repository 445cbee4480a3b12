import { stripVTControlCharacters } from 'node:util';
import type { StageRun } from '../../../schemas/protocol/pipelines.ts';
import { type RunRow, type RunStatus, runTags } from '../../../schemas/protocol/tracking.ts';
import type { ExecutionTable } from '../../executions/execution-table.ts';
import { readTail } from '../../jobs/output-log.ts';
import type { Tracker, TrackingChange } from '../../tracking/tracker.ts';

/** Runs of a stage whose durations count for the next; the middle one of few says more than the mean. */
const remembered = 7;
/** A query's ids are read in pages, the newest first, until each stage has enough. */
const pageRuns = 2_000;
const mostRuns = 20_000;
const tailBytes = 16 * 1024;
const tailLines = 12;
const columns = [runTags.stage, runTags.execution, runTags.reason].map((tag) => `tags.${tag}`);

interface KnownRun {
  runId: string;
  stage: string;
  executionId: string;
  status: RunStatus;
  startedAt: number;
  endedAt: number | null;
  reason: string | null;
}

export interface EndedStageRun {
  run: StageRun;
  status: RunStatus;
  /** Why it ended as it did; null where it simply succeeded. */
  reason: string | null;
}

/** A run that goes on now. */
export interface LiveStageRun {
  runId: string;
  since: number;
  /** Absolute: where its command runs. */
  cwd: string | null;
}

/** What the tracker knows of each stage's runs: read once, then kept up to date by its events. */
export class StageHistory {
  readonly #tracker: Tracker;
  readonly #executions: ExecutionTable;
  /** By stage, the newest first. */
  readonly #runs = new Map<string, KnownRun[]>();
  readonly #stageOfRun = new Map<string, string>();
  readonly #tails = new Map<string, string>();
  #loaded: Promise<void> | null = null;

  constructor(tracker: Tracker, executions: ExecutionTable) {
    this.#tracker = tracker;
    this.#executions = executions;
  }

  /** `stages`: addresses whose runs are wanted. */
  load(stages: readonly string[]): Promise<void> {
    this.#loaded ??= this.#load(new Set(stages));
    return this.#loaded;
  }

  /** From now on nothing is kept; `load` reads anew. */
  forget(): void {
    this.#loaded = null;
    for (const known of [this.#runs, this.#stageOfRun, this.#tails]) known.clear();
  }

  /** Takes in what the tracker says has changed; the stages whose runs did. */
  async update({ runs }: Pick<TrackingChange, 'runs'>): Promise<Set<string>> {
    const rows = await this.#tracker.runRows([...runs], columns);
    const changed = new Set<string>();
    for (const row of rows) {
      const run = knownRun(row);
      const stage = run?.stage ?? this.#stageOfRun.get(row.info.runId);
      if (stage === undefined) continue;
      if (run && row.info.lifecycleStage === 'active') this.#remember(run);
      else this.#drop(row.info.runId, stage);
      changed.add(stage);
    }
    await this.#readTails(changed);
    return changed;
  }

  /** The newest run that is not over. */
  running(stage: string): LiveStageRun | null {
    const run = this.#runs.get(stage)?.find(({ endedAt }) => endedAt === null);
    if (!run) return null;
    const cwd = this.#executions.get(run.executionId)?.cwd ?? null;
    return { runId: run.runId, since: run.startedAt, cwd };
  }

  /** Null before the first that ended. */
  lastRun(stage: string): EndedStageRun | null {
    const run = this.#runs.get(stage)?.find(({ endedAt }) => endedAt !== null);
    if (!run || run.endedAt === null) return null;
    const { runId, executionId, status, startedAt, endedAt, reason } = run;
    return {
      run: {
        runId,
        executionId,
        endedAt,
        durationMs: endedAt - startedAt,
        succeeded: status === 'FINISHED',
        outputTail: this.#tails.get(runId) ?? '',
      },
      status,
      reason,
    };
  }

  /** The median of what its last successful runs took; null without any. */
  expectedMs(stage: string): number | null {
    const durations = (this.#runs.get(stage) ?? [])
      .filter(({ status, endedAt }) => status === 'FINISHED' && endedAt !== null)
      .map(({ startedAt, endedAt }) => (endedAt ?? startedAt) - startedAt)
      .sort((a, b) => a - b);
    return durations[Math.floor((durations.length - 1) / 2)] ?? null;
  }

  async #load(stages: Set<string>): Promise<void> {
    const ids = await this.#tracker.queryRunIds({
      experimentIds: [],
      filter: `tags.\`${runTags.stage}\` != ''`,
      orderBy: ['attributes.start_time DESC'],
      view: 'ACTIVE_ONLY',
    });
    const lacking = new Set(stages);
    for (let at = 0; at < Math.min(ids.length, mostRuns) && lacking.size > 0; at += pageRuns) {
      for (const row of await this.#tracker.runRows(ids.slice(at, at + pageRuns), columns)) {
        const run = knownRun(row);
        if (!run) continue;
        this.#remember(run);
        if ((this.#runs.get(run.stage)?.length ?? 0) >= remembered) lacking.delete(run.stage);
      }
    }
    await this.#readTails(stages);
  }

  #remember(run: KnownRun): void {
    this.#stageOfRun.set(run.runId, run.stage);
    const others = (this.#runs.get(run.stage) ?? []).filter(({ runId }) => runId !== run.runId);
    const runs = [...others, run].sort((a, b) => b.startedAt - a.startedAt);
    for (const old of runs.splice(remembered)) this.#stageOfRun.delete(old.runId);
    this.#runs.set(run.stage, runs);
  }

  #drop(runId: string, stage: string): void {
    this.#stageOfRun.delete(runId);
    this.#runs.set(
      stage,
      (this.#runs.get(stage) ?? []).filter((run) => run.runId !== runId),
    );
  }

  /** How the last run of each ended, where it failed. */
  async #readTails(stages: Iterable<string>): Promise<void> {
    for (const stage of stages) {
      const run = this.#runs.get(stage)?.find(({ endedAt }) => endedAt !== null);
      if (run?.status !== 'FAILED' || this.#tails.has(run.runId)) continue;
      const file = this.#executions.get(run.executionId)?.outputFile;
      this.#tails.set(run.runId, file ? lastLines(await readTail(file, tailBytes)) : '');
    }
  }
}

function knownRun({ info, cells: [stage, executionId, reason] }: RunRow): KnownRun | null {
  if (typeof stage !== 'string' || stage === '') return null;
  const { runId, status, startTime, endTime } = info;
  return {
    runId,
    stage,
    executionId: typeof executionId === 'string' ? executionId : '',
    status,
    startedAt: startTime ?? 0,
    endedAt: status === 'RUNNING' || status === 'SCHEDULED' ? null : (endTime ?? startTime ?? 0),
    reason: typeof reason === 'string' ? reason : null,
  };
}

/** As a terminal would show them: without colours, and of a line that was written over what it came to. */
function lastLines(output: string): string {
  return stripVTControlCharacters(output)
    .trimEnd()
    .split(/\r?\n/)
    .slice(-tailLines)
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n');
}
