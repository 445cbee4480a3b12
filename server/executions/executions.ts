import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { Execution, StartedExecution } from '../../schemas/protocol/executions.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import { newSecret } from '../discovery/handshake.ts';
import { isRunning } from '../discovery/process-identity.ts';
import type { ExecutionFiles, ExecutionRecord, ExitRecord } from '../jobs/execution-files.ts';
import { readTail } from '../jobs/output-log.ts';
import { stopProcessGroup } from '../jobs/process-group.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { Attached, Companion, LiveExecution } from './companion.ts';
import { endRuns } from './end-runs.ts';
import type { ExecutionTable } from './execution-table.ts';
import { judgeExit } from './exit-reason.ts';
import { factsOf, type Launch, type PreparedExecution, type PreparedLaunch } from './prepared.ts';
import type { Supervisors } from './supervisors.ts';
import { terminalFolder } from './terminals.ts';

export interface ExecutionsDeps {
  /** Real path of the workspace folder. */
  folder: string;
  /** `.slipway/executions` in it. */
  outputRoot: string;
  files: ExecutionFiles;
  table: ExecutionTable;
  tracker: Tracker;
  companions: Companion[];
  supervisors: Supervisors;
  /** Opens the execution's own tracking URI. */
  admit: (secret: string, executionId: string, runId: string) => void;
  logFile: string;
  onChange: (execution: Execution) => void;
}

const tailBytes = 16 * 1024;
const mostSpares = availableParallelism();

/** The executions of one workspace: starts them, finds them again, and sees each to its end. */
export class Executions {
  readonly #deps: ExecutionsDeps;
  readonly #live = new Map<string, ExecutionRecord>();
  readonly #attached = new Map<string, (Attached & { name: string })[]>();
  readonly #ending = new Set<string>();
  /** Ends that could not be written down (the disk is full), to be tried again. */
  readonly #owed = new Map<string, { exit: ExitRecord; why: string | null }>();
  readonly #awaited = new Map<string, ((execution: Execution) => void)[]>();
  readonly #exits = new Map<string, (exit: ExitRecord) => void>();

  constructor(deps: ExecutionsDeps) {
    this.#deps = deps;
  }

  /** What lives goes on. */
  dispose(): void {
    this.#deps.supervisors.dispose();
  }

  get liveCount(): number {
    return this.#live.size;
  }

  live(): ExecutionRecord[] {
    return [...this.#live.values()];
  }

  /** Makes the run and its record for a process that is about to start. */
  async prepare(launch: PreparedLaunch): Promise<PreparedExecution> {
    return this.#prepare(launch, { supervised: false });
  }

  async #prepare(
    launch: PreparedLaunch,
    { supervised }: Pick<ExecutionRecord, 'supervised'>,
  ): Promise<PreparedExecution> {
    const { context } = launch;
    const executionId = randomBytes(8).toString('hex');
    const runId = randomBytes(16).toString('hex');
    const experimentId = await this.#experiment(context.experimentName);
    const record = {
      executionId,
      runId,
      secret: newSecret(16),
      supervised,
      supervisor: null,
      stopRequested: false,
      facts: factsOf(launch),
    };
    // Before the run: should this process be killed on the way, the next one ends what was begun.
    this.#deps.files.write(record);
    this.#remember(record);
    const executionDir = join(this.#deps.outputRoot, executionId);
    try {
      await this.#deps.tracker.createRun({
        runId,
        experimentId,
        startTime: Date.now(),
        userId: context.env.USER ?? context.env.USERNAME ?? '',
        runName: context.runName ?? '',
        tags: {
          ...context.tags,
          [runTags.execution]: executionId,
          [runTags.command]: launch.commandLine,
          [runTags.sourceType]: 'LOCAL',
          ...(launch.file ? { [runTags.sourceName]: relative(this.#deps.folder, launch.file) } : {}),
        },
      });
      mkdirSync(executionDir, { recursive: true, mode: 0o700 });
      this.#deps.table.insert(
        {
          executionId,
          runId,
          kind: launch.kind,
          commandLine: launch.commandLine,
          cwd: context.cwd,
          state: 'starting',
          pid: null,
          startedAt: Date.now(),
          endedAt: null,
          exitCode: null,
          signal: null,
          reason: null,
          outputFile: supervised ? this.outputFile(executionId) : null,
        },
        launch.recipe,
      );
    } catch (error) {
      await this.#failToStart(executionId, error);
      throw error;
    }
    return { executionId, runId, secret: record.secret, executionDir };
  }

  /** Starts a command under a supervisor of its own. Resolves once the process was started, or failed to. */
  async start(launch: Launch): Promise<StartedExecution> {
    const prepared = await this.#prepare(launch, { supervised: true });
    const { executionId, runId } = prepared;
    const { files, supervisors } = this.#deps;
    try {
      const { argv, env } = launch.command(prepared);
      files.writeOrder({
        executionId,
        folder: this.#deps.folder,
        command: argv,
        cwd: launch.context.cwd,
        env,
        outputFile: this.outputFile(executionId),
      });
      await this.#spawnSupervisor(executionId);
    } catch (error) {
      await this.#failToStart(executionId, error);
      throw error;
    }
    this.#watch(executionId, { resumed: false });
    const stages = this.live().filter(({ facts }) => facts.stage).length;
    if (stages > 0) supervisors.keepReady(Math.min(stages, mostSpares));
    return { executionId, runId };
  }

  /** The error that stopped the start is what the caller shall hear, not that of writing down the end. */
  async #failToStart(executionId: string, error: unknown): Promise<void> {
    const startError = error instanceof Error ? error.message : String(error);
    await this.#conclude(executionId, {
      exitCode: null,
      signal: null,
      endedAt: Date.now(),
      startError,
    }).catch(() => {});
  }

  /** A prepared execution's process was started by someone else. */
  began(executionId: string): void {
    this.#watch(executionId, { resumed: false });
  }

  /** The end of a prepared execution, as its starter saw it. */
  async finish(executionId: string, exitCode: number | null, reason: string | null): Promise<void> {
    await this.#conclude(
      executionId,
      { exitCode, signal: null, endedAt: Date.now(), startError: null },
      reason,
    );
  }

  /** The supervisor says that the exit record is on disk. */
  async supervisedEnd(executionId: string): Promise<void> {
    const exit = this.#deps.files.readExit(executionId);
    if (exit) await this.#conclude(executionId, exit);
  }

  /** Resolves once its whole process group has gone. `why`: for a person, where it is not at a person's request. */
  async stop(runId: string, why: string | null = null): Promise<void> {
    const record = this.live().find((candidate) => candidate.runId === runId);
    if (!record) throw new UserError('SLW-RUN-NOT-LIVE', 'This run has no live process to stop.');
    const leader = this.#deps.files.readChild(record.executionId);
    if (!leader) {
      throw new UserError(
        'SLW-RUN-NOT-OURS',
        'This run’s process was not started by Slipway, so it cannot be stopped from here.',
        'Stop it where it was started: in its terminal, debugger or notebook.',
      );
    }
    this.#update(record, { stopRequested: true, ...(why === null ? {} : { stopReason: why }) });
    this.#deps.table.setState(record.executionId, 'stopping', leader.pid);
    this.#changed(record.executionId);
    await stopProcessGroup(leader);
  }

  /** After a start of the runner: what ended meanwhile is concluded, what lives is watched again. */
  async recover(): Promise<void> {
    for (const record of this.#deps.files.readAll()) {
      this.#remember(record);
      this.#watch(record.executionId, { resumed: true });
      if (record.supervised && !this.#mayBeStarting(record)) await this.checkSupervisor(record);
    }
    const live = new Set(this.#live.keys());
    for (const { executionId } of this.#deps.table
      .list('live')
      .filter((known) => !live.has(known.executionId))) {
      await this.#conclude(
        executionId,
        lostExit(),
        'What became of its process is unknown: its record is gone.',
      );
    }
  }

  /**
   * Concludes an execution whose supervisor has gone. One that was killed may have left its process running: its end
   * is seen, its exit code is not.
   */
  async checkSupervisor(record: ExecutionRecord): Promise<void> {
    const { executionId, supervisor } = record;
    if (this.#owed.has(executionId)) return;
    const exit = this.#deps.files.readExit(executionId);
    if (exit) return this.#conclude(executionId, exit);
    if (supervisor && isRunning(supervisor)) return;
    const leader = this.#deps.files.readChild(executionId);
    if (!leader || !isRunning(leader)) {
      await this.#conclude(
        executionId,
        lostExit(),
        'Its supervisor was killed, so its exit code is unknown.',
      );
    }
  }

  /** The last runner was killed just after it had started a supervisor, which took its order but wrote nothing yet. */
  #mayBeStarting({ executionId, supervisor }: ExecutionRecord): boolean {
    const { files } = this.#deps;
    return supervisor === null && !files.hasOrder(executionId) && files.readChild(executionId) === null;
  }

  /** Tries again to write down the ends that are still owed. */
  async settle(): Promise<void> {
    for (const [executionId, { exit, why }] of this.#owed)
      await this.#conclude(executionId, exit, why).catch(() => {});
  }

  /** Its supervisor's connection closed. */
  async supervisorLeft(executionId: string): Promise<void> {
    const record = this.#live.get(executionId);
    if (record) await this.checkSupervisor(record);
  }

  /** Resolves when it ends, or at once where it has ended already. */
  ended(executionId: string): Promise<Execution> {
    const known = this.#deps.table.get(executionId);
    if (known?.state === 'ended') return Promise.resolve(known);
    return new Promise((done) => {
      this.#awaited.set(executionId, [...(this.#awaited.get(executionId) ?? []), done]);
    });
  }

  /** Tells that its process has ended, before what is left of it has been recorded; not where that has begun already. */
  onExit(executionId: string, tell: (exit: ExitRecord) => void): void {
    if (this.#live.has(executionId)) this.#exits.set(executionId, tell);
  }

  outputFile(executionId: string): string {
    return join(this.#deps.outputRoot, executionId, 'output.log');
  }

  async #experiment(name: string | undefined): Promise<string> {
    if (!name) return '0';
    const known = await this.#deps.tracker.getExperimentByName(name);
    return (
      known?.experimentId ?? this.#deps.tracker.createExperiment({ name, artifactLocation: null, tags: {} })
    );
  }

  async #spawnSupervisor(executionId: string): Promise<void> {
    const { supervisors, logFile } = this.#deps;
    const { supervisor, ready } = supervisors.start(executionId);
    const record = this.#live.get(executionId);
    if (record && supervisor) this.#update(record, { supervisor });
    if (!(await ready))
      throw new UserError(
        'SLW-START-FAILED',
        'The run’s supervisor ended before it began.',
        `The log may say why: ${logFile}`,
      );
  }

  #watch(executionId: string, { resumed }: Pick<LiveExecution, 'resumed'>): void {
    const record = this.#live.get(executionId);
    if (!record) return;
    const leader = this.#deps.files.readChild(executionId);
    this.#deps.table.setState(
      executionId,
      record.stopRequested ? 'stopping' : 'running',
      leader?.pid ?? null,
    );
    this.#changed(executionId);
    const execution = this.#deps.table.get(executionId);
    if (!execution || this.#attached.has(executionId)) return;
    const live: LiveExecution = {
      executionId,
      runId: record.runId,
      kind: execution.kind,
      cwd: execution.cwd,
      startedAt: execution.startedAt,
      facts: record.facts,
      executionDir: join(this.#deps.outputRoot, executionId),
      journalDir: this.journalDir(record),
      process: leader,
      resumed,
    };
    this.#attached.set(
      executionId,
      this.#deps.companions.map((companion) => ({ name: companion.name, ...companion.attach(live) })),
    );
  }

  /** The commands of a terminal share its environment, and with it the folder of their Python processes' journals. */
  journalDir({ executionId, facts }: ExecutionRecord): string {
    return join(this.#deps.outputRoot, facts.terminalId ? terminalFolder(facts.terminalId) : executionId);
  }

  /** Rejects where the end cannot be written down; it is then owed, and the execution stays live. */
  async #conclude(executionId: string, exit: ExitRecord, why: string | null = null): Promise<void> {
    if (this.#ending.has(executionId)) return;
    this.#ending.add(executionId);
    this.#exits.get(executionId)?.(exit);
    this.#exits.delete(executionId);
    try {
      await this.#writeEnd(executionId, exit, why);
      this.#owed.delete(executionId);
    } catch (error) {
      this.#owed.set(executionId, { exit, why });
      throw error;
    } finally {
      this.#ending.delete(executionId);
    }
    this.#live.delete(executionId);
    this.#exits.delete(executionId);
    this.#deps.files.remove(executionId);
    this.#changed(executionId);
    const ended = this.#deps.table.get(executionId);
    for (const done of this.#awaited.get(executionId) ?? []) if (ended) done(ended);
    this.#awaited.delete(executionId);
  }

  async #writeEnd(executionId: string, exit: ExitRecord, why: string | null): Promise<void> {
    const record = this.#live.get(executionId);
    const execution = this.#deps.table.get(executionId);
    // A start that broke off has a record and perhaps a run, but no execution yet.
    const subject = execution ?? record;
    if (!subject || execution?.state === 'ended') return;
    await this.#finishCompanions(executionId);
    const tail = await readTail(this.outputFile(executionId), tailBytes);
    const judged = judgeExit(exit, record?.stopRequested ?? false, tail);
    const reason = why ?? record?.stopReason ?? judged.reason;
    // The clock may have been set back meanwhile, and nothing ends before it began.
    const ended = { ...exit, endedAt: Math.max(exit.endedAt, execution?.startedAt ?? 0) };
    await endRuns(this.#deps.tracker, subject, { exit: ended, status: judged.status, reason });
    this.#deps.table.end(executionId, ended, reason);
  }

  async #finishCompanions(executionId: string): Promise<void> {
    const attached = this.#attached.get(executionId) ?? [];
    this.#attached.delete(executionId);
    for (const { name, finish } of attached) {
      await finish().catch((error) => logError(`${name} of ${executionId}`, error));
    }
  }

  #remember(record: ExecutionRecord): void {
    this.#live.set(record.executionId, record);
    this.#deps.admit(record.secret, record.executionId, record.runId);
  }

  #update(record: ExecutionRecord, change: Partial<ExecutionRecord>): void {
    Object.assign(record, change);
    this.#deps.files.write(record);
  }

  #changed(executionId: string): void {
    const execution = this.#deps.table.get(executionId);
    if (execution) this.#deps.onChange(execution);
  }
}

function lostExit(): ExitRecord {
  return { exitCode: null, signal: null, endedAt: Date.now(), startError: null };
}
