import type { PipelineNotifications, PipelineView } from '../../../schemas/protocol/pipelines.ts';
import { Observation, type ObservationParts } from './observation.ts';

type Listener = (change: PipelineNotifications['pipelines/changed']) => void;

/** The view of a workspace's pipelines, kept up to date for as long as somebody listens. */
export class LivePipelines {
  readonly #parts: Omit<ObservationParts, 'onChange'>;
  readonly #listeners = new Set<Listener>();
  #observation: Observation | null = null;

  constructor(parts: Omit<ObservationParts, 'onChange'>) {
    this.#parts = parts;
  }

  dispose(): void {
    this.#listeners.clear();
    this.#stop();
  }

  /** `listener` hears of each change from now on; returns how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** As it is now; a stage that takes long to judge is `unknown` at first, and heard of later. */
  async view(): Promise<PipelineView> {
    this.#observation ??= new Observation({
      ...this.#parts,
      onChange: (change) => {
        for (const listener of this.#listeners) listener(change);
      },
    });
    return this.#observation.view();
  }

  #stop(): void {
    this.#observation?.dispose();
    this.#observation = null;
  }
}
