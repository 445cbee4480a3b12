import type { StageReport } from '../../schemas/protocol/pipelines.ts';

/** How the runs of a workspace's pipelines stand: which stages wait or run, and how each last ended. */
export class RunProgress {
  readonly #pending = new Map<string, number>();
  readonly #failures = new Map<string, string[]>();
  readonly #listeners = new Set<(stages: string[]) => void>();

  /** `listener` hears of the stages that have begun to wait, or are done; returns how to stop. */
  onChange(listener: (stages: string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A run has taken these on. Each must be settled, or left by the `end` that is returned. */
  begin(stages: readonly string[]): { settle: (report: StageReport) => void; end: () => void } {
    const open = new Set(stages);
    for (const stage of open) this.#pending.set(stage, (this.#pending.get(stage) ?? 0) + 1);
    const leave = (stage: string) => {
      if (!open.delete(stage)) return;
      const others = (this.#pending.get(stage) ?? 1) - 1;
      if (others > 0) this.#pending.set(stage, others);
      else this.#pending.delete(stage);
    };
    this.#tell([...open]);
    return {
      settle: ({ name, state, reasons }) => {
        leave(name);
        if (state === 'failed') this.#failures.set(name, reasons);
        else this.#failures.delete(name);
        this.#tell([name]);
      },
      end: () => {
        const left = [...open];
        for (const stage of left) leave(stage);
        if (left.length > 0) this.#tell(left);
      },
    };
  }

  isPending(stage: string): boolean {
    return this.#pending.has(stage);
  }

  /** Why it failed in the last run that took it on; null where it did not. */
  failure(stage: string): string[] | null {
    return this.#failures.get(stage) ?? null;
  }

  /** It has come right by other means. */
  forgive(stage: string): void {
    this.#failures.delete(stage);
  }

  #tell(stages: string[]): void {
    for (const listener of this.#listeners) listener(stages);
  }
}
