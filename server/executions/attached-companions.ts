import { logError } from '../discovery/daemon-log.ts';
import type { Attached, Companion, LiveExecution } from './companion.ts';

/** Which companions watch which live execution. */
export class AttachedCompanions {
  readonly #companions: readonly Companion[];
  readonly #attached = new Map<string, (Attached & { name: string })[]>();

  constructor(companions: readonly Companion[]) {
    this.#companions = companions;
  }

  has(executionId: string): boolean {
    return this.#attached.has(executionId);
  }

  attach(live: LiveExecution): void {
    this.#attached.set(
      live.executionId,
      this.#companions.map((companion) => ({ name: companion.name, ...companion.attach(live) })),
    );
  }

  /** One after the other; what one cannot record is logged and spoils nothing else. */
  async finish(executionId: string): Promise<void> {
    const attached = this.#attached.get(executionId) ?? [];
    this.#attached.delete(executionId);
    for (const { name, finish } of attached)
      await finish().catch((error) => logError(`${name} of ${executionId}`, error));
  }
}
