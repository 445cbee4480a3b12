import type { LoadedModel } from '../../model-link/messages.ts';
import type { InferRequest } from '../../oip/infer-request.ts';
import { InferenceError } from '../inference-error.ts';
import { RevisionMetrics } from '../metrics/revision-metrics.ts';
import { Batcher } from './batcher.ts';
import { ModelRefused } from './replica.ts';
import { type Admit, ReplicaPool } from './replica-pool.ts';
import { ReplicaScaler } from './replica-scaler.ts';
import type { Inferred } from './request-queue.ts';
import type { ModelPrograms, RevisionOptions, RevisionSource } from './revision-options.ts';

/** One file, loaded to be served, with its queue and its counts. Where nobody asks it may sleep: the next request loads it again. */
export class Revision {
  readonly source: RevisionSource;
  readonly metrics = new RevisionMetrics();
  readonly loaded: LoadedModel;
  /** `cpu`, or `cpu:1 cpu:4` where its replicas differ. */
  readonly device: string;
  readonly #options: RevisionOptions;
  readonly #pool: ReplicaPool;
  readonly #batcher: Batcher;
  /** Null where there are always as many replicas. */
  readonly #scaler: ReplicaScaler | null;
  #closed = false;
  #asleep = false;
  #waking: Promise<void> | null = null;
  /** Requests that wait until it is awake. */
  #waitForWaking = 0;
  #usedAt = performance.now();
  #onSleepChange: () => void = () => {};
  #onScaled: (what: string) => void = () => {};

  private constructor(
    source: RevisionSource,
    options: RevisionOptions,
    pool: ReplicaPool,
    loaded: LoadedModel,
  ) {
    this.source = source;
    this.loaded = loaded;
    this.#options = options;
    this.#pool = pool;
    this.device = [...new Set(pool.replicas.map(({ device }) => device))].join(' ');
    const maxRows = loaded.rowsAreFree ? options.maxRows : 1;
    this.#batcher = new Batcher(loaded.signature, { ...options, maxRows }, () => pool.replicas, {
      onRun: ({ rows, computeUs }) => this.metrics.run(rows, computeUs),
    });
    const { minReplicas: min, shrinkAfterMs } = options;
    const max = options.devices.length;
    this.#scaler =
      min < max
        ? new ReplicaScaler({
            pool,
            batcher: this.#batcher,
            metrics: this.metrics,
            limits: { min, max, shrinkAfterMs },
            onChange: (what) => this.#onScaled(what),
          })
        : null;
  }

  /** @throws ModelRefused or InferenceError where the file does not load, or is given up; nothing is left behind then */
  static async load(
    source: RevisionSource,
    options: RevisionOptions,
    programs: ModelPrograms,
    admit: Admit,
    signal: AbortSignal,
  ): Promise<Revision> {
    let revision: Revision | null = null;
    const events = { onIdle: () => revision?.onIdle(), onDown: () => revision?.onDown() };
    const pool = new ReplicaPool({ source, options, programs, events, admit });
    const loaded = await pool.start(signal);
    revision = new Revision(source, options, pool, loaded);
    return revision;
  }

  /** Whether a request would be run now, or as soon as those before it are. */
  get isReady(): boolean {
    return !this.#closed && (this.#asleep || this.#pool.replicas.some((replica) => replica.isLoaded));
  }

  get isAsleep(): boolean {
    return this.#asleep;
  }

  get replicas(): number {
    return this.#pool.replicas.length;
  }

  /** Of all its replicas, when they were loaded. */
  get memoryBytes(): number {
    return this.#pool.replicas.length * this.loaded.memoryBytes;
  }

  get waiting(): number {
    return this.#batcher.waiting + this.#waitForWaking;
  }

  /** Called when it falls asleep or wakes. */
  onSleepChange(listener: () => void): void {
    this.#onSleepChange = listener;
  }

  /** Called with words that say how many replicas there are, and why, when they become more or fewer. */
  onScaled(listener: (what: string) => void): void {
    this.#onScaled = listener;
  }

  async infer(request: InferRequest): Promise<Inferred> {
    if (this.#closed) throw new InferenceError(503, 'This revision is being unloaded.', 1);
    this.metrics.inFlight++;
    const arrivedAt = performance.now();
    try {
      if (this.#asleep) await this.#wakeFor(request);
      const inferred = await this.#batcher.infer(request, arrivedAt);
      this.metrics.queue.observe(inferred.queueMs / 1000);
      this.metrics.compute.observe(inferred.computeMs / 1000);
      return inferred;
    } finally {
      this.metrics.inFlight--;
      this.#usedAt = performance.now();
    }
  }

  /** Ends its processes where it has not been asked for as long as it may be idle. */
  sleepIfIdle(isLive: boolean): void {
    const { idleMs, sleepsWhenKept } = this.#options;
    if (idleMs === null || this.#asleep || this.#closed || this.metrics.inFlight > 0) return;
    if (performance.now() - this.#usedAt < idleMs || !(isLive || sleepsWhenKept)) return;
    this.#asleep = true;
    this.#pool.stop();
    this.#onSleepChange();
  }

  /** Starts or ends a replica where the demand asks for it. To be called now and then. */
  scale(): void {
    if (!this.#asleep && !this.#closed) this.#scaler?.look(performance.now());
  }

  /** Resolves once it is loaded again, at once where it is. Rejects where there is no memory, or it does not load any more. */
  wake(): Promise<void> {
    if (!this.#asleep) return Promise.resolve();
    this.#waking ??= this.#load().finally(() => {
      this.#waking = null;
    });
    return this.#waking;
  }

  /** Ends its processes as soon as what they were given is answered, `graceMs` later at the latest. */
  async unload(graceMs: number): Promise<void> {
    this.#closed = true;
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#batcher.drained(), grace]);
    clearTimeout(timer);
    this.#batcher.refuseWaiting(new InferenceError(503, 'This revision was unloaded.', 1));
    this.#pool.stop();
  }

  /** Of its replicas. */
  onIdle(): void {
    this.#batcher.onIdle();
  }

  onDown(): void {
    this.metrics.restarts++;
  }

  async #load(): Promise<void> {
    await this.#pool.start().catch((error: unknown) => {
      if (!(error instanceof ModelRefused)) throw error;
      throw new InferenceError(503, `The model could not be loaded again: ${error.message}`, 1);
    });
    this.#usedAt = performance.now();
    this.#asleep = false;
    if (this.#closed) this.#pool.stop();
    this.#onSleepChange();
  }

  /** @throws InferenceError where too many wait, or it takes longer than the request may */
  async #wakeFor(request: InferRequest): Promise<void> {
    const { queue } = this.#options;
    if (this.#waitForWaking >= queue)
      throw new InferenceError(503, `The model wakes, and its queue is full (${queue} requests).`, 1);
    this.#waitForWaking++;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const { timeoutMs } = request;
      if (timeoutMs === null) return;
      const error = new InferenceError(
        504,
        `The model did not wake within the request's ${timeoutMs} ms.`,
        1,
      );
      timer = setTimeout(() => reject(error), timeoutMs);
    });
    try {
      await Promise.race([this.wake(), late]);
    } finally {
      clearTimeout(timer);
      this.#waitForWaking--;
    }
  }
}
