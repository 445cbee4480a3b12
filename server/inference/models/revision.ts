import type { LoadedModel } from '../../model-link/messages.ts';
import type { InferRequest } from '../../oip/infer-request.ts';
import { InferenceError } from '../inference-error.ts';
import { RevisionMetrics } from '../metrics/revision-metrics.ts';
import { Batcher, type BatcherOptions, type Inferred } from './batcher.ts';
import { ProcessReplica, type ReplicaOptions } from './process-replica.ts';
import type { Replica } from './replica.ts';

export interface RevisionSource {
  model: string;
  version: string;
  /** Names it among all that were loaded for the model. */
  revision: string;
  /** Of the ONNX file. */
  path: string;
}

export interface RevisionOptions extends BatcherOptions {
  /** Of each replica: the threads of one run; 0 leaves it to ONNX Runtime. At least one. */
  replicaThreads: readonly number[];
  hangMs: number;
  loadMs: number;
  /** That all revisions of the server may take together; null: all that the machine has. */
  maxMemoryBytes: number | null;
}

/** Where the programs of a model's process lie. */
export type ModelPrograms = Pick<ReplicaOptions, 'program' | 'binding'>;

/** One file, loaded to be served, with its queue and its counts. */
export class Revision {
  readonly source: RevisionSource;
  readonly loaded: LoadedModel;
  readonly metrics = new RevisionMetrics();
  readonly #batcher: Batcher;
  #replicas: Replica[] = [];
  #closed = false;

  private constructor(source: RevisionSource, loaded: LoadedModel, options: RevisionOptions) {
    this.source = source;
    this.loaded = loaded;
    const maxRows = loaded.rowsAreFree ? options.maxRows : 1;
    this.#batcher = new Batcher(loaded.signature, { ...options, maxRows }, () => this.#replicas, {
      onRun: ({ rows, computeUs }) => this.metrics.run(rows, computeUs),
    });
  }

  /** @throws ModelRefused or InferenceError where the file does not load; nothing is left behind then */
  static async load(
    source: RevisionSource,
    options: RevisionOptions,
    programs: ModelPrograms,
  ): Promise<Revision> {
    let revision: Revision | null = null;
    const starts = options.replicaThreads.map((threads) =>
      ProcessReplica.start(
        {
          order: { path: source.path, threads },
          hangMs: options.hangMs,
          loadMs: options.loadMs,
          ...programs,
        },
        { onIdle: () => revision?.onIdle(), onDown: () => revision?.onDown() },
      ),
    );
    const ends = await Promise.allSettled(starts);
    const started = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const failed = ends.find((end) => end.status === 'rejected');
    const [first] = started;
    if (failed || !first) {
      for (const { replica } of started) replica.stop();
      throw failed?.reason ?? new InferenceError(500, 'Expected at least one replica.');
    }
    revision = new Revision(source, first.loaded, options);
    for (const { replica } of started) revision.#replicas.push(replica);
    return revision;
  }

  /** Whether a request would be run now, or as soon as those before it are. */
  get isReady(): boolean {
    return !this.#closed && this.#replicas.some((replica) => replica.isLoaded);
  }

  /** Of all its replicas, when they were loaded. */
  get memoryBytes(): number {
    return this.#replicas.length * this.loaded.memoryBytes;
  }

  /** `cpu`, or `cpu:1 cpu:4` where its replicas differ. */
  get device(): string {
    return [...new Set(this.#replicas.map(({ device }) => device))].join(' ');
  }

  get waiting(): number {
    return this.#batcher.waiting;
  }

  async infer(request: InferRequest): Promise<Inferred> {
    if (this.#closed) throw new InferenceError(503, 'This revision is being unloaded.', 1);
    this.metrics.inFlight++;
    try {
      const inferred = await this.#batcher.infer(request);
      this.metrics.queue.observe(inferred.queueMs / 1000);
      this.metrics.compute.observe(inferred.computeMs / 1000);
      return inferred;
    } finally {
      this.metrics.inFlight--;
    }
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
    for (const replica of this.#replicas) replica.stop();
    this.#replicas = [];
  }

  /** Of its replicas. */
  onIdle(): void {
    this.#batcher.onIdle();
  }

  onDown(): void {
    this.metrics.restarts++;
  }
}
