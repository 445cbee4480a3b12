import type { PipelineView, StageView, StageViewState } from '../../../schemas/protocol/pipelines.ts';
import type { RunnerClient } from '../../../server/discovery/connect.ts';

/** A view as a client keeps it: asked for once, then changed by what the runner tells. */
export class WatchedView {
  view: PipelineView = { files: [], stages: [], faults: [] };
  /** Every state that a stage was told to have, in order. */
  readonly told: { name: string; state: StageViewState }[] = [];
  notifications = 0;
  readonly #waiting = new Set<() => void>();

  static async of(client: RunnerClient): Promise<WatchedView> {
    const watched = new WatchedView();
    client.on('pipelines/changed', ({ stages, view }) => {
      watched.notifications++;
      const changed = new Map(stages.map((stage) => [stage.name, stage]));
      watched.#take(
        view ?? {
          ...watched.view,
          stages: watched.view.stages.map((stage) => changed.get(stage.name) ?? stage),
        },
      );
    });
    watched.#take(await client.request('pipelines/view', {}));
    return watched;
  }

  stage(name: string): StageView {
    const found = this.view.stages.find((stage) => stage.name === name);
    if (!found) throw new Error(`no stage ${name} among ${this.view.stages.map((stage) => stage.name)}`);
    return found;
  }

  get states(): Record<string, StageViewState> {
    return Object.fromEntries(this.view.stages.map(({ name, state }) => [name, state]));
  }

  /** Resolves once the view is so. The test's own time limit ends the wait. */
  async until(isSo: (view: this) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise<void>((done) => this.#waiting.add(done));
  }

  #take(view: PipelineView): void {
    for (const { name, state } of view.stages)
      if (this.view.stages.find((stage) => stage.name === name)?.state !== state)
        this.told.push({ name, state });
    this.view = view;
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }
}
