import { sep } from 'node:path';
import type { StartContext } from '../../../schemas/protocol/executions.ts';
import type { PipelineSummary, StageReach } from '../../../schemas/protocol/pipelines.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { UserError } from '../../core/user-error.ts';
import type { ParamChange } from '../../manifests/dvc/param-change.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { headlineMetrics } from '../headline-metrics.ts';
import { LockFiles } from '../lock-file.ts';
import { ObjectCache } from '../object-cache.ts';
import { pipelineStatus } from '../pipeline-status.ts';
import type { Pipelines } from '../pipelines.ts';
import { readRunRecord } from '../record/record-files.ts';
import { type RecordedRun, type RecorderSite, RunRecorder } from '../record/run-recorder.ts';
import { type ChosenStages, isDone, outcomeOf, type RunOptions, runStages } from '../run-stages.ts';
import { StageJudge } from '../stage-judge.ts';
import type { CopyRecord } from './copy-records.ts';
import { linkOuts } from './data-files.ts';
import type { CopyOrder, PrivateCopies, PrivateCopy } from './private-copies.ts';
import { metricsOfStages } from './stage-metrics.ts';

export interface PrivateRunOptions extends Omit<RunOptions, 'parentRun'> {
  /** Name, tags and environment of the pipeline's run. */
  context: StartContext;
  /** The pipeline's run has begun; its stages' runs are its children. */
  onRun: (runId: string) => void;
}

export interface PrivateOrder extends PrivateRunOptions {
  /** None: all; those of the past run, where its inputs are wanted. */
  stages: string[];
  reach: StageReach;
  /** Params for this run. */
  changes: readonly ParamChange[];
  /** A pipeline's run whose exact code and inputs are wanted; null for those of the workspace as it is. */
  inputsOf: string | null;
  /** The run that this one belongs to, that of a sweep for one; null for none. */
  parentRunId: string | null;
  /** Its stages run whatever is known of them, and what they make is no run of theirs that a later one could take out of the cache. */
  uncached?: boolean;
  /** Sees the stages before any of them begins; what it throws refuses the run. */
  admit?: (stages: readonly Stage[]) => void;
}

export interface PrivateRunSite {
  copies: PrivateCopies;
  pipelines: Pipelines;
  recorder: RecorderSite;
  /** Where commands run now. */
  liveFolders: () => string[];
}

export interface PrivateOutcome {
  /** The pipeline's run. */
  runId: string;
  summary: PipelineSummary;
  /** By name: what its stages logged, and the numbers of their metrics files. They are metrics of the run too. */
  metrics: ReadonlyMap<string, number>;
}

/**
 * Runs of stages apart from the workspace: each in a copy of its own, on the workspace's cache. They wait for
 * nobody, several may run at once, and the user may edit meanwhile.
 */
export class PrivateRuns {
  readonly #copies: PrivateCopies;
  readonly #pipelines: Pipelines;
  readonly #site: RecorderSite;
  readonly #liveFolders: () => string[];
  /** Ids of the copies that are run in. */
  readonly #busy = new Set<string>();

  constructor({ copies, pipelines, recorder, liveFolders }: PrivateRunSite) {
    this.#copies = copies;
    this.#pipelines = pipelines;
    this.#site = recorder;
    this.#liveFolders = liveFolders;
  }

  /**
   * Rejects before any run is made where the order cannot be carried out, and with the signal's reason once it was
   * stopped. A stage that fails is in the summary. The copy stays.
   */
  async run(order: PrivateOrder): Promise<PrivateOutcome> {
    const { changes, context, parentRunId, inputsOf } = order;
    const copyOrder = await this.#copyOrder(order);
    const made = await this.#copies.create(copyOrder);
    const copy = order.uncached
      ? { ...made, stages: made.stages.map((stage) => ({ ...stage, alwaysChanged: true })) }
      : made;
    const { record } = copy;
    try {
      order.admit?.(copy.stages);
    } catch (error) {
      await this.#copies.remove(record);
      throw error;
    }
    const recorder = new RunRecorder(this.#site, {
      stages: record.stages,
      reach: record.reach,
      changes: record.changes,
      inputsOf,
      force: order.force,
      context,
      tags: {
        [runTags.copy]: record.id,
        ...(parentRunId === null ? {} : { [runTags.parent]: parentRunId }),
      },
      original: record.original,
      code: copyOrder.past?.code ?? null,
      changedFiles: changes.map(({ file }) => file),
    });
    return this.#runIn(copy, recorder, order, null);
  }

  /** What a run with other params would do. Nothing of it stays. */
  async preview({ stages, reach, changes }: Omit<CopyOrder, 'past'>): Promise<PipelineSummary> {
    const {
      record,
      workspace,
      stages: chosen,
    } = await this.#copies.create({ stages, reach, changes, past: null });
    try {
      const { root, needs, settings } = workspace;
      // A run would put them back as it needs them; to be judged, those of the workspace will do.
      await linkOuts(record.original, workspace);
      const judge = new StageJudge(
        root,
        this.#pipelines.hasherOf(root),
        new LockFiles(root),
        new ObjectCache(settings),
      );
      return { stages: await pipelineStatus(chosen, needs, judge) };
    } finally {
      await this.#copies.remove(record);
    }
  }

  /**
   * Goes on in the copy of an earlier run, which becomes live again: what it had done stays done.
   * @throws UserError `SLW-COPY-NONE`, `SLW-COPY-BUSY`
   */
  async resume(runId: string, options: PrivateRunOptions): Promise<PrivateOutcome> {
    const record = this.#copies.ofRun(runId);
    if (!record)
      throw new UserError(
        'SLW-COPY-NONE',
        `Run ${runId} cannot go on: its private copy was applied or removed.`,
        `The same is done anew by: slipway run --inputs-of ${runId}`,
      );
    if (this.isBusy(record)) throw copyBusy(record);
    const copy = { record, ...this.#copies.open(record) };
    const { code, entries: _, ...asked } = await readRunRecord(this.#site, runId);
    const recorder = new RunRecorder(this.#site, {
      ...asked,
      context: options.context,
      tags: {},
      original: record.original,
      code,
      changedFiles: [],
    } satisfies RecordedRun);
    return this.#runIn(copy, recorder, options, runId);
  }

  /** It is run in, or a stage that outlived the last runner still runs there. */
  isBusy({ id, root }: CopyRecord): boolean {
    return (
      this.#busy.has(id) ||
      this.#liveFolders().some((folder) => folder === root || folder.startsWith(root + sep))
    );
  }

  async #copyOrder({ stages, reach, changes, inputsOf }: PrivateOrder): Promise<CopyOrder> {
    if (inputsOf === null) return { stages, reach, changes, past: null };
    const { code, entries, ...asked } = await readRunRecord(this.#site, inputsOf);
    const chosen = stages.length > 0 ? { stages, reach } : { stages: asked.stages, reach: asked.reach };
    return { ...chosen, changes, past: { runId: inputsOf, code, entries } };
  }

  async #runIn(
    { record, workspace, stages }: PrivateCopy,
    recorder: RunRecorder,
    options: PrivateRunOptions,
    resumed: string | null,
  ): Promise<PrivateOutcome> {
    const { signal } = options;
    const { root } = workspace;
    const chosen = { workspace, stages, hasher: this.#pipelines.hasherOf(root), locks: new LockFiles(root) };
    this.#busy.add(record.id);
    let started: Promise<string> | null = null;
    const start = () => {
      started ??= this.#start(chosen, record, recorder, options, resumed);
      return started;
    };
    try {
      const parentRun = { start, record: async () => {}, end: async () => {} };
      const summary = await runStages(chosen, { ...options, parentRun });
      // Where all came out of the cache, it is a run all the same.
      const runId = await start();
      const done = stages.filter(({ address }) =>
        isDone(summary.stages.find(({ name }) => name === address)),
      );
      const metrics = [
        ...(await metricsOfStages(this.#site.tracker, runId, resumed === null ? runsOf(summary) : null)),
        ...(await headlineMetrics(done, workspace.declared, root)),
      ];
      await recorder.record(runId, metrics);
      await recorder.end(runId, outcomeOf(summary.stages, signal), chosen);
      return { runId, summary, metrics: new Map(metrics.map(({ key, value }) => [key, value])) };
    } catch (error) {
      if (started) await recorder.end(await started, signal.aborted ? 'KILLED' : 'FAILED', chosen);
      else if (resumed === null) await this.#copies.remove(record);
      throw error;
    } finally {
      this.#busy.delete(record.id);
    }
  }

  async #start(
    chosen: ChosenStages,
    record: CopyRecord,
    recorder: RunRecorder,
    { onRun }: PrivateRunOptions,
    resumed: string | null,
  ): Promise<string> {
    const { tracker } = this.#site;
    const runId = resumed ?? (await recorder.start(chosen));
    if (resumed !== null) {
      await tracker.updateRun(runId, { status: 'RUNNING', endTime: null });
      const { tags } = await tracker.getRun(runId);
      if (tags[runTags.reason] !== undefined) await tracker.deleteTag(runId, runTags.reason);
    }
    this.#copies.setRun(record, runId);
    onRun(runId);
    return runId;
  }
}

/** Runs of the commands that were started for it. */
function runsOf({ stages }: PipelineSummary): ReadonlySet<string> {
  return new Set(stages.flatMap(({ lastRun }) => lastRun?.runId ?? []));
}

export function copyBusy({ runId, root }: CopyRecord): UserError {
  return new UserError(
    'SLW-COPY-BUSY',
    `Run ${runId} is still running in its private copy, ${root}.`,
    'Wait for its end, or stop it: slipway runs stop.',
  );
}
