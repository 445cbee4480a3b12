import type { Observation, RolloutRecord } from '../../../server/deployments/rollout/events.ts';
import { emptyTarget, type TargetState } from '../../../server/deployments/rollout/target-state.ts';
import { RolloutDriver } from '../../../server/deployments/rollout-driver.ts';
import type { Target } from '../../../server/deployments/target.ts';

/** Stands in for an inference server, to see what it is told in which order; the real one has tests of its own. */
export class DriverTarget implements Target {
  readonly done: string[] = [];
  readonly broken = new Set<number>();
  readonly observation: Observation = {
    requests: 10,
    goBack: false,
    why: 'the rule',
    compared: 0,
    agreed: 0,
  };
  pointer: number | null = null;
  readonly #loaded = new Set<number>();
  #held: Promise<void> = Promise.resolve();
  /** Warm-ups never end. */
  warmUpsHang = false;

  /** Loads wait until what this returns is called. */
  holdLoads(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  async load(revision: number): Promise<{ warm: boolean }> {
    await this.#held;
    if (this.broken.has(revision)) throw new Error(`revision ${revision} does not load`);
    this.done.push(`load ${revision}`);
    const warm = this.#loaded.has(revision);
    this.#loaded.add(revision);
    return { warm };
  }

  async warm(revision: number): Promise<{ inconclusive: string | null }> {
    this.done.push(`warm ${revision}`);
    if (this.warmUpsHang) await new Promise(() => {});
    return { inconclusive: null };
  }

  async shadow(revision: number, sample: number): Promise<void> {
    this.done.push(`shadow ${revision} ${sample}`);
  }

  async canary(revision: number, weight: number): Promise<void> {
    this.done.push(`canary ${revision} ${weight}`);
  }

  async stable(): Promise<void> {
    this.done.push('stable');
  }

  async replay(revision: number, requests: number): Promise<void> {
    this.done.push(`replay ${revision} ${requests}`);
  }

  async promote(revision: number | null): Promise<{ submitted: string } | null> {
    this.done.push(`promote ${revision}`);
    this.pointer = revision;
    return null;
  }

  async keep(revisions: readonly number[]): Promise<void> {
    this.done.push(`keep ${revisions}`);
  }

  async observe(): Promise<Observation> {
    return { ...this.observation };
  }

  async serving(): Promise<number | null> {
    return this.pointer;
  }
}

/** A driver whose disk and clock the test holds. */
export function driverOf(target: Target, state: TargetState = emptyTarget) {
  const disk = { state, records: [] as RolloutRecord[], alias: null as number | null, full: false };
  const errors: string[] = [];
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  const driver = new RolloutDriver({
    target,
    following: null,
    clock: {
      now: () => now,
      after(ms, call) {
        const timer = { at: now + ms, call };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
    monotonic: () => now,
    state,
    commit(next, records) {
      if (disk.full) throw new Error('the disk is full');
      disk.state = next;
      disk.records.push(...records);
    },
    moveAlias: async (revision) => {
      disk.alias = revision;
    },
    onError: (what, error) => errors.push(`${what}: ${error}`),
  });
  /** Lets time pass, and all that it brings come to rest. */
  const pass = async (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { call } of due) call();
    await new Promise((resolve) => setImmediate(resolve));
    await driver.settled();
  };
  return { driver, disk, errors, pass };
}
