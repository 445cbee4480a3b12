import { existsSync } from 'node:fs';
import type { StageReport, StageRun } from '../../schemas/protocol/pipelines.ts';
import { pythonEqual } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import type { MeasuredFiles, Stage, StagePath } from '../manifests/dvc/pipeline.ts';
import type { Admission, Executor } from './executors/executor.ts';
import { type Forcing, isForced } from './forcing.ts';
import type { GitProject } from './git-project.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { Claim, LiveDvc, Waiting } from './live-dvc.ts';
import type { LockedStage, LockFiles } from './lock-file.ts';
import { filesOfStage } from './measured-files.ts';
import type { ObjectCache } from './object-cache.ts';
import { attemptsFailed, runAttempts } from './run-attempts.ts';
import { inputsKey, isRunCached, RunCache } from './run-cache.ts';
import { beforeItsTurn, type Turn } from './schedule-stages.ts';
import { hashAll, lockedPaths, readInputs, unmadeStage } from './stage-inputs.ts';
import { type JudgedStage, StageJudge } from './stage-judge.ts';
import { keepsRunOf, StageOuts } from './stage-outs.ts';

export interface StageRunnerParts {
  root: string;
  declared: MeasuredFiles;
  cacheFolder: string;
  hasher: PathHasher;
  locks: LockFiles;
  cache: ObjectCache;
  git: GitProject;
  dvc: LiveDvc;
  waiting: Waiting;
  executor: Executor;
  force: Forcing;
  /** The pipeline's own run, made when the first stage needs it. */
  parentRun: () => Promise<string>;
  signal: AbortSignal;
}

type Outcome = Pick<StageReport, 'state' | 'reasons'>;

interface StageWork {
  stage: Stage;
  turn: Turn;
  admitted: boolean;
  /** Of its command's last attempt; null while there is none. */
  lastRun: StageRun | null;
}

/** Brings one stage up to date: leaves it, takes it out of the cache, or runs it. */
export class StageRunner {
  readonly #parts: StageRunnerParts;
  readonly #judge: StageJudge;
  readonly #outs: StageOuts;
  readonly #runs: RunCache;

  constructor(parts: StageRunnerParts) {
    this.#parts = parts;
    this.#judge = new StageJudge(parts.root, parts.hasher, parts.locks, parts.cache);
    this.#outs = new StageOuts(parts.hasher, parts.cache, parts.git);
    this.#runs = new RunCache(parts.cacheFolder);
  }

  /**
   * Never rejects for what a stage, its files or the disk do: that is its report. Yields its turn once its command has
   * succeeded.
   */
  async bringUpToDate(stage: Stage, turn: Turn): Promise<StageReport> {
    const since = performance.now();
    const work: StageWork = { stage, turn, admitted: false, lastRun: null };
    const report = ({ state, reasons }: Outcome): StageReport => ({
      name: stage.address,
      state,
      reasons,
      durationMs: Math.round(performance.now() - since),
      ...(work.lastRun ? { lastRun: work.lastRun } : {}),
    });
    try {
      const ended = await this.#takeUp(work);
      if (ended) return report(ended);
      const { outcome, judged } = await this.#settle(stage);
      return report(outcome ?? (await this.#admitAndRun(work, judged)));
    } catch (error) {
      if (turn.begin.aborted && !work.admitted) return report({ state: 'blocked', reasons: [beforeItsTurn] });
      return report({ state: 'failed', reasons: [error instanceof Error ? error.message : String(error)] });
    }
  }

  /** Its command may go on since an earlier run, whose runner has ended: its end serves, if what it reads is the same. */
  async #takeUp(work: StageWork): Promise<Outcome | null> {
    const { stage } = work;
    const { executor, root, hasher, force, signal } = this.#parts;
    const live = await executor.findLive(stage, root);
    if (!live) return null;
    const inputs = unmadeStage(stage, await readInputs(stage, root, hasher));
    if (isForced(force, stage) || live.inputs !== inputsKey(inputs)) {
      await live.stop();
      return null;
    }
    work.admitted = true;
    const end = await live.ended(signal);
    if (end.failure !== null && !end.stopped && !signal.aborted) {
      // It failed, or was lost with its runner: this run has not tried it yet.
      await this.#outs.disown(stage);
      work.admitted = false;
      return null;
    }
    work.lastRun = end.run;
    const reasons = ['its command had gone on since an earlier run'];
    return this.#owning(stage, async () => {
      if (end.failure !== null) throw new UserError('SLW-STAGE-FAILED', end.failure);
      return this.#conclude(stage, inputs, reasons);
    });
  }

  /** Whatever can be done without the command; an outcome of null: nothing can. */
  async #settle(stage: Stage): Promise<{ outcome: Outcome | null; judged: JudgedStage }> {
    const judged = await this.#judge.judge(stage);
    const reasons = this.#reasons(stage, judged);
    if (reasons.length === 0) return { outcome: { state: 'fresh', reasons: [] }, judged };
    const { dvc, waiting } = this.#parts;
    if (await dvc.gone(waiting, this.#claim(stage))) return this.#settle(stage);
    if (stage.frozen) return { outcome: await this.#settleFrozen(stage, judged), judged };
    const inputs = unmadeStage(stage, judged.inputs);
    const found =
      isForced(this.#parts.force, stage) || stage.alwaysChanged
        ? null
        : await this.#findInCache(stage, judged, inputs);
    if (!found) return { outcome: null, judged };
    await this.#outs.putBack(stage, judged.outs, judged.locked, found);
    await this.#lock(stage, { ...inputs, outs: found.outs });
    return { outcome: { state: 'cached', reasons }, judged };
  }

  /** It does not run: what is missing comes out of the cache, what has changed is taken as it is, as DVC does. */
  async #settleFrozen(stage: Stage, judged: JudgedStage): Promise<Outcome> {
    const { locked, inputs, outs, outReasons } = judged;
    const missing = stage.outs.filter(({ path }) => !outs.get(path)).map(({ path }) => path);
    if (missing.length > 0) {
      if (!locked || !(await this.#outs.canPutBack(stage, locked)))
        return { state: 'failed', reasons: [`it is frozen, and ${missing.join(', ')} is missing`] };
      await this.#outs.putBack(stage, outs, locked, locked);
      return { state: 'cached', reasons: outReasons };
    }
    if ([...inputs.deps.values()].includes(null))
      return { state: 'fresh', reasons: ['it is frozen: it does not run'] };
    await this.#outs.keep(stage, outs);
    await this.#lock(stage, { ...unmadeStage(stage, inputs), outs: lockedPaths(outs) });
    return { state: 'fresh', reasons: ['it is frozen: it does not run, and its outs are taken as they are'] };
  }

  async #admitAndRun(work: StageWork, judged: JudgedStage): Promise<Outcome> {
    const { stage, turn } = work;
    const { executor, root } = this.#parts;
    const admission = await executor.admit(stage, root, turn.begin);
    work.admitted = true;
    try {
      if (!admission.waited) return await this.#run(work, judged, admission);
      const { outcome, judged: now } = await this.#settle(stage);
      return outcome ?? (await this.#run(work, now, admission));
    } finally {
      admission.release();
    }
  }

  #reasons(stage: Stage, { inputReasons, outReasons }: JudgedStage): string[] {
    const forced = isForced(this.#parts.force, stage) ? ['it was asked for by --force'] : [];
    return [...forced, ...inputReasons, ...outReasons];
  }

  async #findInCache(stage: Stage, judged: JudgedStage, inputs: LockedStage): Promise<LockedStage | null> {
    const candidate =
      judged.inputReasons.length === 0 ? judged.locked : isRunCached(stage) ? this.#runs.find(inputs) : null;
    return candidate && (await this.#outs.canPutBack(stage, candidate)) ? candidate : null;
  }

  async #run(work: StageWork, judged: JudgedStage, admission: Admission): Promise<Outcome> {
    const { stage } = work;
    const { root, signal, parentRun } = this.#parts;
    for (const [path, hash] of judged.inputs.deps)
      if (!hash)
        throw new UserError('SLW-DEP-MISSING', `${path} is missing, and "${stage.address}" needs it.`);
    const inputs = unmadeStage(stage, judged.inputs);
    await this.#outs.clear(stage, judged.outs, judged.locked);
    const files = filesOfStage(stage, this.#parts.declared);
    const order = {
      stage,
      files,
      inputs: inputsKey(inputs),
      root,
      parentRunId: await parentRun(),
      onSuccess: () => {
        // What another one needs to begin is not held while this one's files are hashed and locked.
        admission.release();
        work.turn.yield();
      },
    };
    const attempts = await runAttempts(admission, order, signal, () => this.#outs.discard(stage));
    work.lastRun = attempts.end.run;
    return this.#owning(stage, async () => {
      const failure = attemptsFailed(attempts);
      if (failure) throw failure;
      return this.#conclude(stage, inputs, [...this.#reasons(stage, judged), ...attempts.failures]);
    });
  }

  /** What the command left is nobody's where it comes to nothing. */
  async #owning(stage: Stage, conclude: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await conclude();
    } catch (error) {
      await this.#outs.disown(stage);
      throw error;
    }
  }

  /** The command has succeeded on these inputs. */
  async #conclude(stage: Stage, inputs: LockedStage, reasons: string[]): Promise<Outcome> {
    const { root, hasher } = this.#parts;
    const outs = await hashAll(stage.outs, hasher);
    for (const { path, location } of stage.outs)
      if (!existsSync(hasher.absolute(location)))
        throw new UserError('SLW-OUT-MISSING', `Its command succeeded, but did not write ${path}.`);
    const after = unmadeStage(stage, await readInputs(stage, root, hasher));
    const changed = changedMeanwhile(inputs, after);
    if (changed.length > 0) {
      await this.#outs.disown(stage);
      const note = `${changed.join(', ')} changed while it ran: what it made is neither locked nor cached`;
      return { state: 'ran', reasons: [...reasons, note] };
    }
    await this.#outs.keep(stage, outs);
    const locked = { ...after, outs: lockedPaths(outs) };
    if (isRunCached(stage) && keepsRunOf(stage)) await this.#runs.save(locked);
    await this.#lock(stage, locked);
    return { state: 'ran', reasons };
  }

  /** A `dvc` that read `dvc.lock` before we wrote it writes it again without our entry. */
  async #lock(stage: Stage, locked: LockedStage): Promise<void> {
    const { git, locks, dvc, waiting } = this.#parts;
    do {
      await dvc.gone(waiting);
      git.wrote(await locks.save(stage, locked));
    } while ((await dvc.gone(waiting)) && !locks.has(stage, locked));
  }

  #claim({ deps, params, outs }: Stage): Claim {
    const absolute = ({ location }: StagePath) => this.#parts.hasher.absolute(location);
    return { reads: [...deps, ...params].map(absolute), writes: outs.map(absolute) };
  }
}

function changedMeanwhile(before: LockedStage, after: LockedStage): string[] {
  const md5s = new Map(before.deps.map(({ path, md5 }) => [path, md5]));
  const deps = after.deps.filter(({ path, md5 }) => md5s.get(path) !== md5).map(({ path }) => path);
  const gone = before.deps
    .filter(({ path }) => !after.deps.some((dep) => dep.path === path))
    .map(({ path }) => path);
  const params = [...after.params]
    .filter(([file, values]) => !pythonEqual(before.params.get(file) ?? null, values))
    .map(([file]) => file);
  return [...deps, ...gone, ...params];
}
