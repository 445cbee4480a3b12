import { runTags } from '../../schemas/protocol/tracking.ts';
import type { SweepSettings } from '../manifests/dvc/sweep-settings.ts';
import type { Tracker, TrackingChange } from '../tracking/tracker.ts';
import type { SuccessiveHalving } from './halving.ts';

/** Tells of each commit of the store; returns how to stop. */
export type ListenToChanges = (listener: (change: TrackingChange) => void) => () => void;

interface WatchedTrial {
  number: number;
  steps: number;
  stop: (metric: number, steps: number) => void;
}

/** Watches the metric of the trials that go on, and stops those that others have left behind. */
export class EarlyStops {
  readonly #tracker: Tracker;
  readonly #settings: SweepSettings;
  readonly #halving: SuccessiveHalving;
  /** By the run of the trial's pipeline. */
  readonly #trials = new Map<string, WatchedTrial>();
  /** By the run of a stage; null for one that is no trial's. */
  readonly #ofStage = new Map<string, WatchedTrial | null>();
  readonly #dispose: () => void;
  /** One change after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    tracker: Tracker,
    settings: SweepSettings,
    halving: SuccessiveHalving,
    listen: ListenToChanges,
  ) {
    this.#tracker = tracker;
    this.#settings = settings;
    this.#halving = halving;
    this.#dispose = listen((change) => {
      if (change.points.size > 0) this.#turn = this.#turn.then(() => this.#see(change));
    });
  }

  /** `stop` is told the metric and the steps at which the trial fell behind. */
  watch(runId: string, number: number, stop: (metric: number, steps: number) => void): void {
    this.#trials.set(runId, { number, steps: 0, stop });
  }

  dispose(): void {
    this.#dispose();
  }

  async #see({ points }: TrackingChange): Promise<void> {
    const { metric, goal } = this.#settings;
    for (const [runId, logged] of points) {
      const values = logged.filter(({ key }) => key === metric).map(({ value }) => value);
      const trial = values.length > 0 ? await this.#trialOf(runId) : null;
      if (!trial) continue;
      for (const value of values) {
        trial.steps++;
        const loss = goal === 'minimize' ? value : -value;
        if (
          this.#halving.report(
            trial.number,
            trial.steps,
            Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss,
          )
        )
          continue;
        trial.stop(value, trial.steps);
        break;
      }
    }
  }

  async #trialOf(stageRunId: string): Promise<WatchedTrial | null> {
    const known = this.#ofStage.get(stageRunId);
    if (known !== undefined) return known;
    const [run] = await this.#tracker.getRuns([stageRunId]);
    const trial = this.#trials.get(run?.tags[runTags.parent] ?? '') ?? null;
    this.#ofStage.set(stageRunId, trial);
    return trial;
  }
}
