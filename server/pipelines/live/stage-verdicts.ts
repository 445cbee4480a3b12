import type { PipelineProblem, Stage } from '../../manifests/dvc/pipeline.ts';

export interface StageVerdict {
  /** Why it must run; null where that cannot be said. */
  reasons: string[] | null;
  /** Why it cannot. */
  unknown: string[];
  /** The same, with the place where it is to be put right. */
  faults: PipelineProblem[];
}

/** A file that is written all the time is not hashed all the time: a stage rests this many times as long as it took. */
const restFactor = 2;
const shortestRestMs = 100;

interface Case {
  stage: Stage;
  verdict: StageVerdict | null;
  busy: boolean;
  again: boolean;
  restsUntil: number;
  timer: NodeJS.Timeout | null;
}

/** A verdict for each stage, judged again when it is touched: one stage at most once at a time, all of them side by side. */
export class StageVerdicts {
  readonly #judge: (stage: Stage) => Promise<StageVerdict>;
  readonly #onVerdict: () => void;
  readonly #cases = new Map<string, Case>();
  #idle: (() => void)[] = [];

  constructor(judge: (stage: Stage) => Promise<StageVerdict>, onVerdict: () => void) {
    this.#judge = judge;
    this.#onVerdict = onVerdict;
  }

  dispose(): void {
    for (const { timer } of this.#cases.values()) if (timer) clearTimeout(timer);
    this.#cases.clear();
    this.#settle();
  }

  /** Those that are gone are forgotten; those that stay keep their verdict until they are touched. */
  replace(stages: readonly Stage[]): void {
    const names = new Set(stages.map(({ address }) => address));
    for (const [address, { timer }] of this.#cases) {
      if (names.has(address)) continue;
      if (timer) clearTimeout(timer);
      this.#cases.delete(address);
    }
    for (const stage of stages) {
      const known = this.#cases.get(stage.address);
      if (known) known.stage = stage;
      else
        this.#cases.set(stage.address, {
          stage,
          verdict: null,
          busy: false,
          again: false,
          restsUntil: 0,
          timer: null,
        });
    }
    this.#settle();
  }

  /** Null until it was judged. */
  get(address: string): StageVerdict | null {
    return this.#cases.get(address)?.verdict ?? null;
  }

  touch(addresses: Iterable<string>): void {
    for (const address of addresses) {
      const found = this.#cases.get(address);
      if (found?.busy) found.again = true;
      else if (found && !found.timer) this.#soon(found);
    }
  }

  /** Resolves when nothing is left to judge. */
  idle(): Promise<void> {
    if (!this.#isBusy()) return Promise.resolve();
    return new Promise((done) => this.#idle.push(done));
  }

  #soon(found: Case): void {
    const wait = found.restsUntil - performance.now();
    if (wait <= 0) void this.#work(found);
    else found.timer = setTimeout(() => void this.#work(found), wait);
  }

  async #work(found: Case): Promise<void> {
    found.timer = null;
    found.busy = true;
    found.again = false;
    const since = performance.now();
    const verdict = await this.#judge(found.stage);
    found.busy = false;
    found.restsUntil = performance.now() + Math.max(shortestRestMs, restFactor * (performance.now() - since));
    if (this.#cases.get(found.stage.address) !== found) return this.#settle();
    found.verdict = verdict;
    if (found.again) this.#soon(found);
    this.#onVerdict();
    this.#settle();
  }

  #isBusy(): boolean {
    return [...this.#cases.values()].some(({ busy, timer }) => busy || timer !== null);
  }

  #settle(): void {
    if (this.#idle.length === 0 || this.#isBusy()) return;
    for (const done of this.#idle.splice(0)) done();
  }
}
