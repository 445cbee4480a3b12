import type { FiringCause } from '../../schemas/protocol/schedules.ts';
import type { ScheduleDeclaration } from '../manifests/workspace/workspace-manifest.ts';
import type { TriggerWatch, WatchTrigger } from './trigger-watch.ts';

interface Armed {
  declaration: ScheduleDeclaration;
  /** Null for one that waits for a time. */
  watch: TriggerWatch | null;
}

/** What has come; `remember` notes that it was answered. */
export type OnTrigger = (
  declaration: ScheduleDeclaration,
  cause: FiringCause,
  files: string[],
  remember: () => void,
) => void;

/** The schedules that are declared and armed, by name; those that wait for files or data watch for them. */
export class ArmedTriggers {
  readonly #armed = new Map<string, Armed>();
  readonly #watch: WatchTrigger;
  readonly #onTrigger: OnTrigger;

  constructor(watch: WatchTrigger, onTrigger: OnTrigger) {
    this.#watch = watch;
    this.#onTrigger = onTrigger;
  }

  get size(): number {
    return this.#armed.size;
  }

  has(name: string): boolean {
    return this.#armed.has(name);
  }

  declarations(): ScheduleDeclaration[] {
    return [...this.#armed.values()].map(({ declaration }) => declaration);
  }

  /** Begins to wait for its trigger, where it does not yet. */
  rouse(declaration: ScheduleDeclaration): void {
    const { name, trigger } = declaration;
    if (this.#armed.has(name)) return;
    const armed: Armed = { declaration, watch: null };
    this.#armed.set(name, armed);
    if (trigger.kind === 'cron') return;
    armed.watch = this.#watch(
      { ...trigger, name },
      { onFire: (cause, files, remember) => this.#onTrigger(declaration, cause, files, remember) },
    );
  }

  /** Resolves when what comes is noticed; rejects where it cannot be read. */
  async ready(name: string): Promise<void> {
    await this.#armed.get(name)?.watch?.ready;
  }

  rest(name: string): void {
    this.#armed.get(name)?.watch?.close();
    this.#armed.delete(name);
  }

  dispose(): void {
    for (const { watch } of this.#armed.values()) watch?.close();
  }
}
