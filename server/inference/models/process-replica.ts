import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { formatDuration } from '../../core/quantities.ts';
import { frameKinds } from '../../model-link/frames.ts';
import type { Failure, LoadedModel, LoadOrder } from '../../model-link/messages.ts';
import { decodeTensorTable, encodeTensorTable } from '../../model-link/tensor-table.ts';
import { sliceChunks } from '../../oip/chunks.ts';
import { InferenceError } from '../inference-error.ts';
import { BackOff } from './back-off.ts';
import { deviceName } from './devices.ts';
import { type Frame, ModelLink, offsetsOf } from './model-link.ts';
import { type Batch, type BatchResult, ModelRefused, type Replica } from './replica.ts';

export interface ReplicaOptions {
  order: LoadOrder;
  /** The program of a model's process. */
  program: string;
  /** ONNX Runtime's native module. */
  binding: string;
  /** A run that takes longer hangs: its process is ended. */
  hangMs: number;
  loadMs: number;
}

export interface ReplicaEvents {
  /** Idle again: loaded, or done with a batch. */
  onIdle(): void;
  /** Its process ended by itself. */
  onDown(reason: string): void;
}

interface Running {
  resolve(result: BatchResult): void;
  reject(error: Error): void;
}

/** A revision in a process of its own, which is started again when it ends by itself: at once, then ever later. */
export class ProcessReplica implements Replica {
  readonly device: string;
  readonly #options: ReplicaOptions;
  readonly #events: ReplicaEvents;
  #child: ChildProcess | null = null;
  #link: ModelLink | null = null;
  #loaded = false;
  #stopped = false;
  #running: Running | null = null;
  #watchdog: NodeJS.Timeout | null = null;
  #endedBecause: string | null = null;
  readonly #backOff = new BackOff();
  #restartAt = 0;
  #restart: NodeJS.Timeout | null = null;

  private constructor(options: ReplicaOptions, events: ReplicaEvents) {
    this.#options = options;
    this.device = deviceName(options.order);
    this.#events = events;
  }

  /** Resolves once the model is loaded. Rejects, with nothing left behind, where it does not load. */
  static async start(
    options: ReplicaOptions,
    events: ReplicaEvents,
    signal?: AbortSignal,
  ): Promise<{ replica: ProcessReplica; loaded: LoadedModel }> {
    const replica = new ProcessReplica(options, events);
    const giveUp = () => replica.#kill('it was given up');
    signal?.addEventListener('abort', giveUp);
    try {
      return { replica, loaded: await replica.#start() };
    } catch (error) {
      replica.stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  get isIdle(): boolean {
    return this.#loaded && this.#running === null;
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  get downForMs(): number {
    return this.#child ? 0 : Math.max(this.#restartAt - performance.now(), 0);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  run({ inputs, outputs }: Batch): Promise<BatchResult> {
    const entries = inputs.map(({ shape, byteLength }, index) => ({ index, shape, byteLength }));
    const table = encodeTensorTable(outputs, entries);
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
      this.#watch(this.#options.hangMs, 'a run took');
      this.#link?.send(frameKinds.run, 0, new Uint8Array(table.buffer), inputs);
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#restart) clearTimeout(this.#restart);
    this.#child?.kill('SIGKILL');
  }

  #start(): Promise<LoadedModel> {
    this.#backOff.started();
    this.#endedBecause = null;
    const child = spawn(process.execPath, [this.#options.program], {
      // What native code prints is no answer of ours.
      stdio: ['ignore', process.stderr, process.stderr, 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...process.env, SLIPWAY_ONNX_BINDING: this.#options.binding },
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      const stream = child.stdio[3] as Duplex;
      // A broken pipe: the exit tells of it.
      for (const pipe of [stream, child.stdio[4] as Duplex]) pipe.on('error', () => {});
      const link = new ModelLink(stream, (frame) => this.#receive(frame, resolve, reject));
      this.#link = link;
      child.once('error', (error) => this.#ended(child, error.message, reject));
      child.once('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`, reject));
      this.#watch(this.#options.loadMs, 'loading took');
      link.send(frameKinds.load, 0, Buffer.from(JSON.stringify(this.#options.order)), []);
    });
  }

  #receive(frame: Frame, loaded: (model: LoadedModel) => void, notLoaded: (error: Error) => void): void {
    this.#unwatch();
    const running = this.#running;
    this.#running = null;
    switch (frame.head.kind) {
      case frameKinds.loaded:
        this.#loaded = true;
        loaded(JSON.parse(frame.about.toString()) as LoadedModel);
        this.#events.onIdle();
        return;
      case frameKinds.result:
        running?.resolve(resultOf(frame));
        this.#events.onIdle();
        return;
      case frameKinds.failed: {
        const { message } = JSON.parse(frame.about.toString()) as Failure;
        if (!running) {
          notLoaded(new ModelRefused(message));
          return;
        }
        running.reject(new ModelRefused(message));
        this.#events.onIdle();
      }
    }
  }

  #ended(child: ChildProcess, how: string, notLoaded: (error: Error) => void): void {
    if (this.#child !== child) return;
    this.#unwatch();
    const reason = this.#endedBecause ?? how;
    const running = this.#running;
    this.#child = null;
    this.#link = null;
    this.#loaded = false;
    this.#running = null;
    notLoaded(new InferenceError(503, `The model's process ended while it loaded (${reason}).`));
    if (!this.#stopped) this.#scheduleRestart();
    running?.reject(
      new InferenceError(500, `The model's process ended while this request ran (${reason}).`, 1),
    );
    if (!this.#stopped) this.#events.onDown(reason);
  }

  #scheduleRestart(): void {
    const afterMs = this.#backOff.ended();
    this.#restartAt = performance.now() + afterMs;
    this.#restart = setTimeout(() => {
      // One that does not load again ends too, and so is tried again.
      this.#start().catch(() => this.#child?.kill('SIGKILL'));
    }, afterMs);
  }

  #watch(ms: number, what: string): void {
    this.#watchdog = setTimeout(() => this.#kill(`${what} more than ${formatDuration(ms)}`), ms);
  }

  #kill(because: string): void {
    this.#endedBecause = because;
    this.#child?.kill('SIGKILL');
  }

  #unwatch(): void {
    if (this.#watchdog) clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }
}

function resultOf({ about, tensors }: Frame): BatchResult {
  // The bytes may begin anywhere in what was read.
  const words = new Int32Array(about.buffer.slice(about.byteOffset, about.byteOffset + about.byteLength));
  const { numbers, tensors: entries } = decodeTensorTable(words);
  const offsets = offsetsOf(entries);
  return {
    computeUs: numbers[0] ?? 0,
    outputs: entries.map(({ shape, byteLength }, position) => {
      const start = offsets[position] ?? 0;
      return { shape, byteLength, chunks: sliceChunks(tensors, start, start + byteLength) };
    }),
  };
}
