import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  PipelineNotifications,
  PipelineView,
  StageRun,
  StageView,
} from '../../../schemas/protocol/pipelines.ts';
import { UserError } from '../../core/user-error.ts';
import { logError } from '../../discovery/daemon-log.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { TrackingChange } from '../../tracking/tracker.ts';
import type { HashPool } from '../hashing/hash-pool.ts';
import type { LockedStage } from '../lock-file.ts';
import { faultOf, stageView } from '../pipeline-view.ts';
import type { RunProgress } from '../run-progress.ts';
import { FolderWatch } from './folder-watch.ts';
import { judgeStage } from './judge-stage.ts';
import { remnantsOf } from './remnants.ts';
import { absolute, bearsOnSurvey, readScene, type Scene, type SceneParts } from './scene.ts';
import type { StageHistory } from './stage-history.ts';
import { type StageFacts, stageStates } from './stage-states.ts';
import { StageVerdicts } from './stage-verdicts.ts';

type Change = PipelineNotifications['pipelines/changed'];

export interface ObservationParts extends SceneParts {
  pool: HashPool;
  history: StageHistory;
  progress: RunProgress;
  /** Tells of changed runs; returns how to stop. */
  onRuns: (listener: (change: Pick<TrackingChange, 'runs'>) => void) => () => void;
  /** Where the system does not tell of every change: a network disk. */
  mustPoll: (folder: string) => boolean;
  onChange: (change: Change) => void;
}

/** What comes together is looked at, and told, together. */
const gatherMs = 80;
/** How long an answer waits for stages to be judged; what takes longer comes as a change. */
const patienceMs = 500;

/** Everything that is known and watched of a workspace's pipelines while somebody looks at them. */
export class Observation {
  readonly #parts: ObservationParts;
  readonly #verdicts: StageVerdicts;
  readonly #watch: FolderWatch;
  readonly #stops: (() => void)[];
  readonly #ready: Promise<void>;
  /** What has happened since the last look. */
  readonly #paths = new Set<string>();
  readonly #runs = new Set<string>();
  /** Entries of `dvc.lock` as each stage was judged by. */
  readonly #locked = new Map<string, LockedStage | null>();
  /** Failed runs that were followed by a fresh state. */
  readonly #forgiven = new Set<string>();
  readonly #told = new Map<string, string>();
  #toldShape = '';
  #shown: StageView[] = [];
  #remnants: StageView[] = [];
  #scene: Scene;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(parts: ObservationParts) {
    this.#parts = parts;
    this.#scene = readScene(parts);
    this.#verdicts = new StageVerdicts(
      (stage) => {
        this.#locked.set(stage.address, this.#lockedNow(stage));
        return judgeStage(stage, this.#scene.court);
      },
      () => this.#soon(),
    );
    this.#watch = new FolderWatch({
      foldersBelow: async (path) => (await parts.pool.ask({ kind: 'folders', path })).paths,
      onChange: (path) => {
        this.#paths.add(path);
        this.#soon();
      },
      mustPoll: parts.mustPoll,
    });
    this.#stops = [
      parts.progress.onChange((stages) => this.#settled(stages)),
      parts.onRuns(({ runs }) => {
        for (const run of runs) this.#runs.add(run);
        this.#soon();
      }),
    ];
    this.#ready = this.#begin();
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of this.#stops) stop();
    if (this.#timer) clearTimeout(this.#timer);
    this.#watch.close();
    this.#verdicts.dispose();
    this.#parts.history.forget();
  }

  async view(): Promise<PipelineView> {
    await this.#ready;
    return this.#view(this.#stages());
  }

  async #begin(): Promise<void> {
    const names = this.#scene.survey.order.map(({ address }) => address);
    this.#verdicts.replace(this.#scene.survey.order);
    this.#verdicts.touch(names);
    // What changes between a verdict and the watch is seen by judging once more: a stat for each file.
    void this.#follow().then(() => this.#verdicts.touch(names));
    await this.#parts.history.load(names);
    await this.#verdictsOr(patienceMs);
    this.#remember(this.#stages());
  }

  async #verdictsOr(limitMs: number): Promise<void> {
    await Promise.race([this.#verdicts.idle(), delay(limitMs, undefined, { ref: false })]);
  }

  #follow(): Promise<void> {
    const { survey, places } = this.#scene;
    return this.#watch.follow(
      [...places.paths, ...survey.read.map((file) => absolute(survey.root, file))],
      [join(survey.root, '.dvc'), ...survey.folders.map((folder) => join(survey.root, folder))],
    );
  }

  #soon(): void {
    if (this.#disposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#looking = this.#looking.then(() => this.#look()).catch((error) => logError('pipelines', error));
    }, gatherMs);
  }

  async #look(): Promise<void> {
    await this.#ready;
    const runs = new Set(this.#runs);
    const paths = new Set(this.#paths);
    this.#runs.clear();
    this.#paths.clear();
    if (runs.size > 0) await this.#parts.history.update({ runs });
    if (this.#disposed) return;
    if ([...paths].some((path) => bearsOnSurvey(path, this.#scene))) {
      this.#surveyAgain();
      // New stages are told of with their verdicts, where that does not take long.
      await this.#verdictsOr(gatherMs);
    }
    if ([...paths].some((path) => basename(path) === 'dvc.lock')) this.#touchRelocked();
    for (const path of paths) this.#touch(path);
    this.#tell();
  }

  #surveyAgain(): void {
    const before = new Map(this.#scene.survey.order.map((stage) => [stage.address, stage]));
    const { settings } = this.#scene.survey;
    this.#scene = readScene(this.#parts);
    const { order, settings: now } = this.#scene.survey;
    this.#remnants = remnantsOf(this.#shown, this.#scene.survey);
    this.#verdicts.replace(order);
    const sameSettings = isDeepStrictEqual(settings, now);
    this.#verdicts.touch(
      order
        .filter(
          (stage) =>
            !sameSettings ||
            !this.#verdicts.get(stage.address)?.reasons ||
            !isDeepStrictEqual(before.get(stage.address), stage),
        )
        .map(({ address }) => address),
    );
    void this.#follow();
  }

  #touchRelocked(): void {
    const changed = this.#scene.survey.order.filter(
      (stage) =>
        !this.#parts.progress.isPending(stage.address) &&
        this.#locked.get(stage.address) !== this.#lockedNow(stage),
    );
    this.#verdicts.touch(changed.map(({ address }) => address));
  }

  /** A stage that waits or runs is judged when it is done, and so is what reads what it writes. */
  #touch(path: string): void {
    const { progress } = this.#parts;
    const { places } = this.#scene;
    for (const maker of places.makersOf(path)) if (progress.isPending(maker)) return;
    this.#verdicts.touch([...places.touchedBy(path)].filter((name) => !progress.isPending(name)));
  }

  #settled(stages: string[]): void {
    const done = new Set(stages.filter((name) => !this.#parts.progress.isPending(name)));
    const { order, needs } = this.#scene.survey;
    this.#verdicts.touch(
      order
        .map(({ address }) => address)
        .filter((name) => done.has(name) || [...(needs.get(name) ?? [])].some((need) => done.has(need)))
        .filter((name) => !this.#parts.progress.isPending(name)),
    );
    this.#soon();
  }

  #lockedNow(stage: Stage): LockedStage | null {
    try {
      return this.#scene.court.locks.find(stage);
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    }
  }

  #stages(): StageView[] {
    const { root, order, needs } = this.#scene.survey;
    const facts = order.map((stage) => this.#facts(stage, needs.get(stage.address) ?? new Set()));
    const states = stageStates(facts);
    const views = facts.map(({ stage, needs: needed, running, lastRun }) => {
      const { state, reasons } = states.get(stage.address) ?? { state: 'unknown', reasons: [] };
      if (state === 'fresh') this.#forgive(stage, lastRun);
      return stageView(stage, root, needed, { state, reasons, running, lastRun });
    });
    return [...views, ...this.#remnants];
  }

  #facts(stage: Stage, needs: ReadonlySet<string>): StageFacts {
    const { history, progress } = this.#parts;
    const { address } = stage;
    const verdict = this.#verdicts.get(address);
    const live = history.running(address);
    const last = history.lastRun(address);
    // The same stage may run in a copy of the workspace too.
    const isHere = live?.cwd === join(this.#scene.survey.root, stage.workingFolder);
    const failed = last?.status === 'FAILED' && !this.#forgiven.has(last.run.runId);
    return {
      stage,
      needs,
      reasons: verdict?.reasons ?? null,
      unknown: verdict?.unknown ?? [],
      isPending: progress.isPending(address),
      running:
        live && isHere
          ? { since: live.since, expectedMs: history.expectedMs(address), runId: live.runId }
          : null,
      lastRun: last?.run ?? null,
      failure: progress.failure(address) ?? (failed ? [last.reason ?? 'it failed'] : null),
    };
  }

  #forgive({ address }: Stage, lastRun: StageRun | null): void {
    this.#parts.progress.forgive(address);
    if (lastRun) this.#forgiven.add(lastRun.runId);
  }

  #view(stages: StageView[]): PipelineView {
    const { root, files, problems } = this.#scene.survey;
    const faults = [...problems, ...stages.flatMap(({ name }) => this.#verdicts.get(name)?.faults ?? [])].map(
      (problem) => faultOf(problem, root),
    );
    return { files: files.map((file) => join(root, file)), stages, faults };
  }

  #tell(): void {
    const stages = this.#stages();
    const shape = this.#toldShape;
    const changed = this.#remember(stages);
    if (shape !== this.#toldShape) this.#parts.onChange({ stages: [], view: this.#view(stages) });
    else if (changed.length > 0) this.#parts.onChange({ stages: changed, view: null });
  }

  /** The stages that are not as they were last told. */
  #remember(stages: StageView[]): StageView[] {
    this.#shown = stages;
    const { files, faults } = this.#view(stages);
    this.#toldShape = JSON.stringify([files, faults, stages.map(({ name }) => name)]);
    const texts = new Map(stages.map((stage) => [stage.name, JSON.stringify(stage)]));
    const changed = stages.filter(({ name }) => this.#told.get(name) !== texts.get(name));
    this.#told.clear();
    for (const [name, text] of texts) this.#told.set(name, text);
    return changed;
  }
}
