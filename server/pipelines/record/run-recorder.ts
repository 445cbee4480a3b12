import type { StartContext } from '../../../schemas/protocol/executions.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { pythonJson } from '../../core/python-json.ts';
import type { MetricSample } from '../../jobs/metric-sample.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import { outsOf } from '../copies/data-files.ts';
import { defaultSettings } from '../dvc-settings.ts';
import type { LockedStage } from '../lock-file.ts';
import { MadePaths } from '../missing-inputs.ts';
import { ObjectCache } from '../object-cache.ts';
import type { ChosenStages, ParentRun } from '../run-stages.ts';
import { lockedInputs, readInputs } from '../stage-inputs.ts';
import { type CodeRecord, recordCode } from './code-record.ts';
import { flatParams } from './flat-params.ts';
import { type RecordSite, type RunRecord, writeRunRecord, writeStageEntries } from './record-files.ts';

export interface RecorderSite extends RecordSite {
  tracker: Tracker;
  /** Absolute, of the workspace. */
  folder: string;
}

/** What a run is, besides its stages. */
export interface RecordedRun extends Omit<RunRecord, 'code'> {
  context: StartContext;
  /** More tags than the context's. */
  tags: Record<string, string>;
  /** The pipelines' root that git knows: of a private copy, its original. */
  original: string | null;
  /** Of a past run, whose code it runs. */
  code: CodeRecord | null;
  /** Params files that were changed for it. */
  changedFiles: string[];
}

/** MLflow's limits of one request. */
const paramsInBatch = 100;
const metricsInBatch = 1_000;

/** The run of a whole pipeline, with all that is needed to run it again: code, params, and inputs of its stages. */
export class RunRecorder implements ParentRun {
  readonly #site: RecorderSite;
  readonly #run: RecordedRun;
  /** Where the code comes from: of no stage's making, so none waits for it. */
  #toldOrigin: Promise<void> = Promise.resolve();

  constructor(site: RecorderSite, run: RecordedRun) {
    this.#site = site;
    this.#run = run;
  }

  async start(chosen: ChosenStages): Promise<string> {
    const { tracker } = this.#site;
    const { context, tags } = this.#run;
    const { info } = await tracker.createRun({
      runId: null,
      experimentId: '0',
      startTime: Date.now(),
      userId: context.env.USER ?? context.env.USERNAME ?? '',
      runName: context.runName ?? 'pipeline',
      tags: { ...context.tags, ...tags, [runTags.pipeline]: 'true', [runTags.sourceType]: 'LOCAL' },
    });
    await this.#recordStart(info.runId, chosen);
    return info.runId;
  }

  async record(runId: string, metrics: MetricSample[]): Promise<void> {
    for (let at = 0; at < metrics.length; at += metricsInBatch)
      await this.#site.tracker.logBatch(runId, {
        metrics: metrics.slice(at, at + metricsInBatch),
        params: [],
        tags: [],
      });
  }

  async end(runId: string, outcome: 'FINISHED' | 'FAILED' | 'KILLED', chosen: ChosenStages): Promise<void> {
    const { tracker } = this.#site;
    await this.#toldOrigin;
    const entries = new Map(
      await Promise.all(
        chosen.stages.map(async (stage) => [stage.address, await this.#entry(stage, chosen)] as const),
      ),
    );
    await writeStageEntries(this.#site, runId, entries);
    await this.#recordStages(runId, entries);
    await tracker.updateRun(runId, { status: outcome, endTime: Date.now() });
  }

  async #recordStart(runId: string, chosen: ChosenStages): Promise<void> {
    const { context, original, code: given, changedFiles, tags: _, ...asked } = this.#run;
    const { workspace, hasher } = chosen;
    const code =
      given ??
      (await recordCode(
        { listed: original ?? workspace.root, outs: outsOf(workspace.order), also: changedFiles },
        hasher,
        new ObjectCache(defaultSettings(this.#site.folder)),
      ));
    const inputs = await inputsAtStart(chosen);
    await Promise.all([
      writeRunRecord(this.#site, runId, { ...asked, code }),
      writeStageEntries(this.#site, runId, inputs),
    ]);
    await this.#log(runId, flatParams(inputs.values()), code.commit ? { [runTags.commit]: code.commit } : {});
    this.#toldOrigin = this.#logOrigin(runId, context, workspace.root, code);
    // The end of the run waits for it, and fails with it.
    this.#toldOrigin.catch(() => {});
  }

  async #logOrigin(runId: string, context: StartContext, root: string, code: CodeRecord): Promise<void> {
    // Git's library is loaded when a run first starts, not with the runner.
    const { readGitOrigin } = await import('../../provenance/git-state.ts');
    const origin = await readGitOrigin(root, context.env).catch(() => null);
    if (origin === null) return;
    await this.#log(runId, new Map(), {
      ...(origin.branch ? { [runTags.branch]: origin.branch } : {}),
      ...(origin.remote ? { [runTags.repository]: origin.remote } : {}),
      [runTags.dirty]: String(code.changed.length + code.unkept.length > 0),
    });
  }

  /** Each stage's run gets the params and inputs that were its own. */
  async #recordStages(runId: string, entries: ReadonlyMap<string, LockedStage>): Promise<void> {
    const { tracker } = this.#site;
    const ids = await tracker.queryRunIds({
      experimentIds: [],
      filter: `tags.\`${runTags.parent}\` = '${runId}'`,
      orderBy: [],
      view: 'ACTIVE_ONLY',
    });
    for (const { info, tags, params } of await tracker.getRuns(ids)) {
      const address = tags[runTags.stage] ?? '';
      const entry = entries.get(address);
      if (!entry) continue;
      // A script may have logged a param of the same name, and MLflow lets none be changed.
      const own = [...flatParams([entry])].filter(([name]) => params[name] === undefined);
      await this.#log(info.runId, new Map(own), {});
      await writeStageEntries(this.#site, info.runId, new Map([[address, entry]]));
    }
  }

  /** As locked where that is what it ran with, else as its inputs are. */
  async #entry(stage: Stage, { workspace, hasher, locks }: ChosenStages): Promise<LockedStage> {
    const inputs = lockedInputs(stage, await readInputs(stage, workspace.root, hasher));
    const locked = locks.find(stage);
    return locked && sameInputs(locked, inputs) ? locked : { ...inputs, outs: [] };
  }

  async #log(
    runId: string,
    params: ReadonlyMap<string, string>,
    tags: Record<string, string>,
  ): Promise<void> {
    const rows = [...params].map(([key, value]) => ({ key, value }));
    for (let at = 0; at === 0 || at < rows.length; at += paramsInBatch)
      await this.#site.tracker.logBatch(runId, {
        metrics: [],
        params: rows.slice(at, at + paramsInBatch),
        tags: at > 0 ? [] : Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
  }
}

/** What no stage of the run makes is known before any of them runs. */
async function inputsAtStart({ workspace, stages, hasher }: ChosenStages): Promise<Map<string, LockedStage>> {
  const made = new MadePaths(stages.filter(({ frozen }) => !frozen));
  return new Map(
    await Promise.all(
      stages.map(async (stage) => {
        const given = { ...stage, deps: stage.deps.filter(({ location }) => !made.has(location)) };
        const inputs = lockedInputs(given, await readInputs(given, workspace.root, hasher));
        return [stage.address, { ...inputs, outs: [] }] satisfies [string, LockedStage];
      }),
    ),
  );
}

type Inputs = Omit<LockedStage, 'outs'>;

function sameInputs(a: Inputs, b: Inputs): boolean {
  const key = ({ command, deps, params }: Inputs) =>
    JSON.stringify([command, deps.map(({ path, md5 }) => [path, md5])]) + pythonJson(new Map(params));
  return key(a) === key(b);
}
