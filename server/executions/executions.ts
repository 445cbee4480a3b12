import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Execution, StartedExecution } from '../../schemas/protocol/executions.ts';
import { UserError } from '../core/user-error.ts';
import { newSecret } from '../discovery/handshake.ts';
import type { ExecutionFiles, ExecutionRecord, ExitRecord } from '../jobs/execution-files.ts';
import { stopProcessGroup } from '../jobs/process-group.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { AttachedCompanions } from './attached-companions.ts';
import type { Companion, LiveExecution } from './companion.ts';
import { ExecutionEnds } from './execution-ends.ts';
import type { ExecutionTable } from './execution-table.ts';
import { factsOf, type Launch, type PreparedExecution, type PreparedLaunch } from './prepared.ts';
import { recordStart } from './record-start.ts';
import { RunningMarks } from './running-marks.ts';
import { lostExit, SupervisorCheck } from './supervisor-check.ts';
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

const mostSpares = availableParallelism();

/** The executions of one workspace: starts them, finds them again, and sees each to its end. */
export class Executions {
  readonly #deps: ExecutionsDeps;
  readonly #live = new Map<string, ExecutionRecord>();
  readonly #attached: AttachedCompanions;
  readonly #marks: RunningMarks;
  readonly #ends: ExecutionEnds;
  readonly #check: SupervisorCheck;

  constructor(deps: ExecutionsDeps) {
    this.#deps = deps;
    this.#attached = new AttachedCompanions(deps.companions);
    const { files, table } = deps;
    const changed = (executionId: string) => this.#changed(executionId);
    this.#marks = new RunningMarks({ files, table, changed });
    this.#ends = new ExecutionEnds({
      files,
      table,
      tracker: deps.tracker,
      live: this.#live,
      outputFile: (executionId) => this.outputFile(executionId),
      finish: (executionId) => this.#attached.finish(executionId),
      changed,
    });
    this.#check = new SupervisorCheck(files, this.#ends);
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
    const executionId = randomBytes(8).toString('hex');
    const runId = randomBytes(16).toString('hex');
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
      await recordStart(this.#deps, launch, record, {
        executionDir,
        outputFile: supervised ? this.outputFile(executionId) : null,
      });
    } catch (error) {
      await this.#failToStart(executionId, error);
      throw error;
    }
    return { executionId, runId, secret: record.secret, executionDir };
  }

  /** So many starts are about to come: what each will need is made meanwhile. */
  expectStarts(count: number): void {
    this.#deps.supervisors.makeReady(Math.min(count, mostSpares));
  }

  /** Starts a command under a supervisor of its own. Resolves once the process was started, or failed to. */
  async start(launch: Launch): Promise<StartedExecution> {
    const prepared = await this.#prepare(launch, { supervised: true });
    const { executionId, runId } = prepared;
    const { files } = this.#deps;
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
    if (stages > 0) this.#deps.supervisors.replaceTaken(Math.min(stages, mostSpares));
    return { executionId, runId };
  }

  /** The error that stopped the start is what the caller shall hear, not that of writing down the end. */
  async #failToStart(executionId: string, error: unknown): Promise<void> {
    const startError = error instanceof Error ? error.message : String(error);
    await this.#ends
      .conclude(executionId, {
        exitCode: null,
        signal: null,
        endedAt: Date.now(),
        startError,
      })
      .catch(() => {});
  }

  /** A prepared execution's process was started by someone else. */
  began(executionId: string): void {
    this.#watch(executionId, { resumed: false });
  }

  /** The end of a prepared execution, as its starter saw it. */
  async finish(executionId: string, exitCode: number | null, reason: string | null): Promise<void> {
    await this.#ends.conclude(
      executionId,
      { exitCode, signal: null, endedAt: Date.now(), startError: null },
      reason,
    );
  }

  /** The supervisor says that the exit record is on disk. */
  async supervisedEnd(executionId: string): Promise<void> {
    const exit = this.#deps.files.readExit(executionId);
    if (exit) await this.#ends.conclude(executionId, exit);
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
      if (record.supervised && !this.#check.mayBeStarting(record)) await this.#check.check(record);
    }
    const live = new Set(this.#live.keys());
    for (const { executionId } of this.#deps.table
      .list('live')
      .filter((known) => !live.has(known.executionId))) {
      await this.#ends.conclude(
        executionId,
        lostExit(),
        'What became of its process is unknown: its record is gone.',
      );
    }
  }

  /** Concludes it where its supervisor has gone, and its process with it. */
  checkSupervisor(record: ExecutionRecord): Promise<void> {
    return this.#check.check(record);
  }

  /** Its supervisor's connection closed. */
  async supervisorLeft(executionId: string): Promise<void> {
    const record = this.#live.get(executionId);
    if (record) await this.checkSupervisor(record);
  }

  /** Resolves when it ends, or at once where it has ended already. */
  ended(executionId: string): Promise<Execution> {
    return this.#ends.ended(executionId);
  }

  /** As `ExecutionEnds.onExit`. */
  onExit(executionId: string, tell: (exit: ExitRecord) => void): void {
    this.#ends.onExit(executionId, tell);
  }

  /** Tries again to write down what is still owed. */
  async settle(): Promise<void> {
    await this.#ends.settle();
    this.#marks.settle((executionId) => this.#live.has(executionId));
  }

  outputFile(executionId: string): string {
    return join(this.#deps.outputRoot, executionId, 'output.log');
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
    const leader = this.#marks.mark(record);
    const execution = this.#deps.table.get(executionId);
    if (!execution || this.#attached.has(executionId)) return;
    this.#attached.attach({
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
    });
  }

  /** The commands of a terminal share its environment, and with it the folder of their Python processes' journals. */
  journalDir({ executionId, facts }: ExecutionRecord): string {
    return join(this.#deps.outputRoot, facts.terminalId ? terminalFolder(facts.terminalId) : executionId);
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
