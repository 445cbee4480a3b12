import type { StartContext } from '../../schemas/protocol/executions.ts';
import type {
  ApplySummary,
  PipelineOutcome,
  PipelineResumeRequest,
  PipelineRunRequest,
  PipelineStatusRequest,
  PipelineSummary,
  PrivateCopyInfo,
} from '../../schemas/protocol/pipelines.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { sizeOf } from '../housekeeping/folder-size.ts';
import { parseParamChange } from '../manifests/dvc/param-change.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { applyRun } from './copies/apply-run.ts';
import type { CopyRecord } from './copies/copy-records.ts';
import type { PrivateCopies } from './copies/private-copies.ts';
import { copyBusy, type PrivateRunOptions, type PrivateRuns } from './copies/private-runs.ts';
import type { Executor } from './executors/executor.ts';
import { everyStage, stillForced } from './forcing.ts';
import type { Pipelines } from './pipelines.ts';
import { readRunRecord } from './record/record-files.ts';
import { type RecorderSite, RunRecorder } from './record/run-recorder.ts';
import { StoppableRuns } from './stoppable-runs.ts';

/** Whoever asked for a run, while it goes on. */
export interface RunLink {
  signal: AbortSignal;
  /** `total` is null where it is not known. */
  report: (done: number, total: number | null, message: string) => void;
}

export interface PipelineRunSite {
  pipelines: Pipelines;
  privateRuns: PrivateRuns;
  copies: PrivateCopies;
  recorder: RecorderSite;
  /** For stages that are run with this environment. */
  executorFor: (context: StartContext) => Executor;
}

/** Sees the stages of a run before any of them begins; what it throws refuses the run. */
type Admit = (stages: readonly Stage[]) => void;

/** Runs of a folder's pipelines, as they are asked for; each can be stopped by the id of its run. */
export class PipelineRuns {
  readonly #site: PipelineRunSite;
  readonly #stoppable = new StoppableRuns();

  constructor(site: PipelineRunSite) {
    this.#site = site;
  }

  /** In the workspace as it is; where that is not what is asked for, in a private copy. */
  run(request: PipelineRunRequest, link: RunLink, admit?: Admit): Promise<PipelineOutcome> {
    return this.#stoppable.track(link.signal, async (signal, began) => {
      const {
        stages,
        reach,
        force: isForced,
        jobs,
        keepGoing,
        set = [],
        inputsOf = null,
        ...context
      } = request;
      const force = isForced ? everyStage : null;
      const options = this.#options({ force, jobs, keepGoing, context }, { ...link, signal });
      if (set.length === 0 && inputsOf === null) {
        const asked = {
          stages,
          reach,
          context,
          tags: {},
          ...(admit && { admit }),
        };
        return this.#runInWorkspace(asked, options, began);
      }
      const { runId, summary } = await this.#site.privateRuns.run({
        ...options,
        stages,
        reach,
        changes: set.map(parseParamChange),
        inputsOf,
        parentRunId: null,
        onRun: began,
        ...(admit && { admit }),
      });
      return { ...summary, runId, isPrivate: true };
    });
  }

  /** What a run would do; with params that are set for it, what it would do in its private copy. */
  status({ stages, reach, set = [] }: PipelineStatusRequest): Promise<PipelineSummary> {
    const { pipelines, privateRuns } = this.#site;
    if (set.length === 0) return pipelines.status(stages, reach);
    return privateRuns.preview({ stages, reach, changes: set.map(parseParamChange) });
  }

  /**
   * Goes on with what a run was asked for: one in a private copy there, as the same run; one in the workspace as a new
   * run, for which all that is done is up to date. What was forced is forced, but for what it had done.
   */
  resume(request: PipelineResumeRequest, link: RunLink): Promise<PipelineOutcome> {
    return this.#stoppable.track(link.signal, async (signal, began) => {
      const { runId, force: isForced, jobs, keepGoing, ...context } = request;
      const { recorder, copies } = this.#site;
      const record = await readRunRecord(recorder, runId);
      const force = isForced ? everyStage : await stillForced(recorder.tracker, runId, record.force);
      const options = this.#options({ force, jobs, keepGoing, context }, { ...link, signal });
      if (copies.ofRun(runId) === null) {
        const { stages, reach, changes, inputsOf } = record;
        const tags = { [runTags.resumed]: runId };
        if (changes.length === 0 && inputsOf === null)
          return this.#runInWorkspace({ stages, reach, context, tags }, options, began);
      }
      const { summary } = await this.#site.privateRuns.resume(runId, { ...options, onRun: began });
      return { ...summary, runId, isPrivate: true };
    });
  }

  /** Ends its stages too; what had not begun does not begin. False where no such run goes on. */
  stop(runId: string): boolean {
    return this.#stoppable.stop(runId);
  }

  /** When it is its turn, for it writes into the workspace. */
  apply(request: { runId: string; confirmed: boolean }, { signal, report }: RunLink): Promise<ApplySummary> {
    const { runId, confirmed } = request;
    const { pipelines, copies, recorder } = this.#site;
    const turn = {
      label: `the application of run ${runId}`,
      signal,
      onWait: (holder: string) => report(0, null, `waiting for ${holder}`),
    };
    return pipelines.inTurn(turn, async () => {
      this.#requireIdle(copies.ofRun(runId));
      const site = { folder: recorder.folder, copies, pipelines, recorder };
      return applyRun(site, runId, { confirmed, signal, onWait: turn.onWait });
    });
  }

  async copies(): Promise<PrivateCopyInfo[]> {
    const { copies, privateRuns } = this.#site;
    return Promise.all(
      copies.all().map(async (record) => ({
        id: record.id,
        runId: record.runId,
        createdAt: record.createdAt,
        set: record.changes,
        inputsOf: record.inputsOf,
        isRunning: privateRuns.isBusy(record),
        bytes: (await sizeOf(copies.folderOf(record))).bytes,
      })),
    );
  }

  /** For the collection of what is old. */
  collectable(): { id: string; label: string; createdAt: number; isBusy: boolean }[] {
    const { copies, privateRuns } = this.#site;
    return copies.all().map((record) => ({
      id: record.id,
      label: `copy of run ${record.runId ?? 'none'} ${record.changes.join(' ')}`.trimEnd(),
      createdAt: record.createdAt,
      isBusy: record.state === 'making' || privateRuns.isBusy(record),
    }));
  }

  /** One without a record is but a folder. */
  async collect(id: string): Promise<void> {
    const record = this.#site.copies.all().find((copy) => copy.id === id);
    if (record) await this.#site.copies.remove(record);
  }

  /** Removes the copy of a run, or the copy of that id. */
  async discard(id: string): Promise<void> {
    const { copies } = this.#site;
    const record = copies.ofRun(id) ?? copies.all().find((copy) => copy.id === id);
    if (!record)
      throw new UserError(
        'SLW-COPY-NONE',
        `${id} has no private copy.`,
        'slipway copies shows those that are there.',
      );
    this.#requireIdle(record);
    await copies.remove(record);
  }

  #requireIdle(record: CopyRecord | null): void {
    if (record && this.#site.privateRuns.isBusy(record)) throw copyBusy(record);
  }

  async #runInWorkspace(
    {
      stages,
      reach,
      context,
      tags,
      ...turn
    }: Pick<PipelineRunRequest, 'stages' | 'reach'> & {
      context: StartContext;
      /** Of the pipeline's run. */
      tags: Record<string, string>;
      admit?: Admit;
    },
    options: Omit<PrivateRunOptions, 'onRun'>,
    began: (runId: string) => void,
  ): Promise<PipelineOutcome> {
    const recorder = new RunRecorder(this.#site.recorder, {
      stages,
      reach,
      changes: [],
      inputsOf: null,
      force: options.force,
      context,
      tags,
      original: null,
      code: null,
      changedFiles: [],
    });
    let runId: string | null = null;
    const summary = await this.#site.pipelines.run({
      ...options,
      stages,
      reach,
      parentRun: {
        start: async (chosen) => {
          runId = await recorder.start(chosen);
          began(runId);
          return runId;
        },
        record: (...measured) => recorder.record(...measured),
        end: (...ended) => recorder.end(...ended),
      },
      label: stages.length > 0 ? `the run of ${stages.join(', ')}` : 'the run of all stages',
      ...turn,
    });
    return { ...summary, runId, isPrivate: false };
  }

  #options(
    { context, ...how }: Pick<PrivateRunOptions, 'force' | 'jobs' | 'keepGoing' | 'context'>,
    { signal, report }: RunLink,
  ): Omit<PrivateRunOptions, 'onRun'> {
    return {
      ...how,
      context,
      executor: this.#site.executorFor(context),
      signal,
      onReport: ({ name, state }, done, total) => report(done, total, `${name}: ${state}`),
      onWait: (holder) => report(0, null, `waiting for ${holder}`),
    };
  }
}
