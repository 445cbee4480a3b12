import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { SweepView } from '../../schemas/protocol/sweeps.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import type { PrivateCopies } from '../pipelines/copies/private-copies.ts';
import type { PrivateOutcome, PrivateRuns } from '../pipelines/copies/private-runs.ts';
import type { Executor } from '../pipelines/executors/executor.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { EarlyStops, type ListenToChanges } from './early-stops.ts';
import { SuccessiveHalving } from './halving.ts';
import { randomNumbers } from './random-numbers.ts';
import { gridPoint, randomPoint } from './samplers.ts';
import type { Point } from './search-space.ts';
import { changesAt, planText, type SweepPlan, valuesAt } from './sweep-plan.ts';
import { bestOf, planOfRun, sweepView } from './sweep-view.ts';
import { tpePoint } from './tpe.ts';
import { lossOf, readTrials, type Trial, trialTag } from './trials.ts';

/** Who asks for a sweep, and what runs its stages. */
export interface SweepSite {
  context: StartContext;
  executor: Executor;
  signal: AbortSignal;
  onProgress: (done: number, total: number, message: string) => void;
}

export interface SweepsSite {
  tracker: Tracker;
  runs: PrivateRuns;
  copies: Pick<PrivateCopies, 'ofRun' | 'remove'>;
  listen: ListenToChanges;
}

interface Going extends SweepPlan {
  runId: string;
  site: SweepSite;
  /** By number: those that were made already, and those that go on. */
  points: Map<number, Point>;
  trials: Map<number, Trial>;
  stops: EarlyStops | null;
}

/**
 * Searches over params: each trial is a run of the pipeline in a private copy, below the sweep's own run, which keeps
 * what is searched. Whatever is needed to go on is in these runs, so a sweep can be taken up again at any time.
 */
export class Sweeps {
  readonly #tracker: Tracker;
  readonly #runs: PrivateRuns;
  readonly #copies: SweepsSite['copies'];
  readonly #listen: ListenToChanges;

  constructor({ tracker, runs, copies, listen }: SweepsSite) {
    this.#tracker = tracker;
    this.#runs = runs;
    this.#copies = copies;
    this.#listen = listen;
  }

  view(runId: string): Promise<SweepView> {
    return sweepView(this.#tracker, runId);
  }

  /** Makes the sweep's own run, which `go` then fills with trials. */
  async begin(plan: SweepPlan, context: StartContext): Promise<string> {
    const run = await this.#tracker.createRun({
      runId: null,
      experimentId: '0',
      startTime: Date.now(),
      userId: context.env.USER ?? context.env.USERNAME ?? '',
      runName: context.runName ?? `sweep of ${plan.stage}`,
      tags: { ...context.tags, [runTags.sweep]: planText(plan), [runTags.sourceType]: 'LOCAL' },
    });
    return run.info.runId;
  }

  /** Marks a sweep that has ended as one that goes on again. */
  async takeUp(runId: string): Promise<SweepPlan> {
    const plan = await planOfRun(this.#tracker, runId);
    const { info, tags } = await this.#tracker.getRun(runId);
    if (info.status === 'RUNNING')
      throw new UserError('SLW-SWEEP-RUNNING', `The sweep ${info.runName} goes on already.`);
    await this.#tracker.updateRun(runId, { status: 'RUNNING', endTime: null });
    if (tags[runTags.reason] !== undefined) await this.#tracker.deleteTag(runId, runTags.reason);
    return plan;
  }

  /** Makes the trials that are missing. Rejects with the signal's reason where it was stopped. */
  async go(runId: string, plan: SweepPlan, site: SweepSite): Promise<SweepView> {
    const { settings, total } = plan;
    const halving = settings.earlyStopping && new SuccessiveHalving(settings.earlyStopping);
    const stops = halving && new EarlyStops(this.#tracker, settings, halving, this.#listen);
    try {
      const trials = await readTrials(this.#tracker, runId, settings);
      const going: Going = {
        ...plan,
        runId,
        site,
        points: new Map(trials.map((trial) => [trial.number, trial.point])),
        trials: new Map(trials.filter(isKept).map((trial) => [trial.number, trial])),
        stops,
      };
      const missing = Array.from({ length: total }, (_, number) => number).filter(
        (number) => !going.trials.has(number),
      );
      const workers = Array.from({ length: Math.min(settings.parallel, missing.length) }, async () => {
        for (let next = missing.shift(); next !== undefined; next = missing.shift()) {
          if (site.signal.aborted) return;
          await this.#try(going, next).catch((error: unknown) => {
            missing.length = 0;
            throw error;
          });
        }
      });
      // One that fails for a reason of the machine stops the rest, which end before the sweep does.
      const ended = await Promise.allSettled(workers);
      const broken = ended.find((worker) => worker.status === 'rejected');
      await this.#end(going, broken !== undefined);
      site.signal.throwIfAborted();
      if (broken) throw broken.reason;
      return await this.view(runId);
    } finally {
      stops?.dispose();
    }
  }

  async #try(going: Going, number: number): Promise<void> {
    const { settings, site, runId, stage, total, stops } = going;
    const point = going.points.get(number) ?? nextPoint(going, number);
    going.points.set(number, point);
    const stopping = new AbortController();
    let pruned: { metric: number; steps: number } | null = null;
    let trialRun = '';
    let kept: Promise<void> = Promise.resolve();
    const values = valuesAt(settings, point);
    const params = [...settings.params.keys()].map((key, index) => ({ key, value: values[index] ?? '' }));
    const told = params.map(({ key, value }) => `${key}=${value}`).join(' ');
    site.onProgress(going.trials.size, total, told);
    try {
      const outcome = await this.#runs.run({
        stages: [stage],
        reach: 'upstream',
        changes: changesAt(settings, point),
        force: null,
        jobs: null,
        keepGoing: false,
        executor: site.executor,
        signal: AbortSignal.any([site.signal, stopping.signal]),
        context: {
          ...site.context,
          runName: `trial ${number + 1}`,
          tags: { ...site.context.tags, [runTags.trial]: trialTag(number, point) },
        },
        inputsOf: null,
        parentRunId: runId,
        // A private copy has no DVC of its own at work.
        onWait: () => {},
        onRun: (id) => {
          trialRun = id;
          kept = this.#tracker.logBatch(id, { metrics: [], params, tags: [] });
          // Awaited below, after the trial.
          kept.catch(() => {});
          stops?.watch(id, number, (metric, steps) => {
            pruned = { metric, steps };
            stopping.abort(new Error('It was stopped early.'));
          });
        },
        onReport: () => {},
      });
      await this.#noteFailure(outcome);
    } catch (error) {
      if (site.signal.aborted) return;
      if (!pruned) throw error;
      await this.#notePruned(trialRun, pruned, going);
    }
    await kept;
    const made = (await readTrials(this.#tracker, runId, settings)).find((trial) => trial.number === number);
    if (made) going.trials.set(number, made);
    await this.#dropCopies(going);
    site.onProgress(going.trials.size, total, told);
  }

  /** Only the best trial is likely to be applied: the copies of the others would fill the disk. */
  async #dropCopies({ trials, settings }: Going): Promise<void> {
    const best = bestOf([...trials.values()], (trial) => lossOf(trial, settings));
    for (const { runId } of trials.values()) {
      const copy = runId === best?.runId ? null : this.#copies.ofRun(runId);
      if (copy) await this.#copies.remove(copy);
    }
  }

  /** What a failed trial says of itself, where its row is read. */
  async #noteFailure({ runId, summary }: PrivateOutcome): Promise<void> {
    const failed = summary.stages.find(({ state }) => state === 'failed');
    if (!failed) return;
    const lastLine = failed.lastRun?.outputTail.trimEnd().split('\n').at(-1) ?? '';
    const reason = `${failed.name}: ${failed.reasons.at(-1) ?? ''}${lastLine === '' ? '' : ` ${lastLine}`}`;
    await this.#tag(runId, { [runTags.reason]: reason });
  }

  async #notePruned(
    runId: string,
    { metric, steps }: { metric: number; steps: number },
    { settings }: Going,
  ): Promise<void> {
    await this.#tracker.logBatch(runId, {
      metrics: [{ key: settings.metric, value: metric, timestamp: Date.now(), step: steps }],
      params: [],
      tags: [
        { key: runTags.pruned, value: 'true' },
        {
          key: runTags.reason,
          value: `Stopped early: after ${steps} steps, ${settings.metric} ${metric} was not among the best 1 of ${settings.earlyStopping?.reduction}.`,
        },
      ],
    });
  }

  async #end({ runId, settings, trials, site, total }: Going, isBroken: boolean): Promise<void> {
    const best = bestOf([...trials.values()], (trial) => lossOf(trial, settings));
    if (best?.metric != null)
      await this.#tracker.logBatch(runId, {
        metrics: [{ key: settings.metric, value: best.metric, timestamp: Date.now(), step: 0 }],
        params: [],
        tags: [{ key: runTags.bestTrial, value: best.runId }],
      });
    const isWhole = !isBroken && trials.size === total && best !== null;
    const status = site.signal.aborted ? 'KILLED' : isWhole ? 'FINISHED' : 'FAILED';
    if (status === 'FAILED')
      await this.#tag(runId, {
        [runTags.reason]: best
          ? `${total - trials.size} of ${total} trials could not be made.`
          : `No trial came to a value of ${settings.metric}.`,
      });
    await this.#tracker.updateRun(runId, { status, endTime: Date.now() });
  }

  async #tag(runId: string, tags: Record<string, string>): Promise<void> {
    await this.#tracker.logBatch(runId, {
      metrics: [],
      params: [],
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
  }
}

/** Sweeps whose runner was killed: their trials are there, and they can be taken up again. */
export async function endAbandonedSweeps(tracker: Tracker): Promise<void> {
  const ids = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.sweep}\` IS NOT NULL AND attributes.status = 'RUNNING'`,
    orderBy: [],
    view: 'ACTIVE_ONLY',
  });
  for (const id of ids) {
    const reason = 'The runner ended while it ran. Resume it: the trials that it made are kept.';
    await tracker.logBatch(id, { metrics: [], params: [], tags: [{ key: runTags.reason, value: reason }] });
    await tracker.updateRun(id, { status: 'FAILED', endTime: Date.now() });
  }
}

function nextPoint({ settings, points, trials }: Going, number: number): Point {
  const { method, params, seed } = settings;
  if (method === 'grid') return gridPoint(params, number);
  const random = randomNumbers(seed, number);
  if (method === 'random') return randomPoint(params, random);
  const observations = [...points]
    .sort(([a], [b]) => a - b)
    .map(([other, point]) => {
      const trial = trials.get(other);
      return { point, loss: trial ? lossOf(trial, settings) : null };
    });
  return tpePoint(params, observations, random);
}

/** A trial that need not be made again when its sweep is taken up: one that failed may go well this time. */
function isKept({ state }: Trial): boolean {
  return state === 'finished' || state === 'pruned';
}
