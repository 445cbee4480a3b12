import type { MlserverPlan, MlserverTensor } from '../../../schemas/protocol/inference.ts';
import { formatDuration } from '../../core/quantities.ts';
import type { LoadedModel } from '../../model-link/messages.ts';
import type { Datatype } from '../../oip/datatype.ts';
import type { ModelSignature, TensorSpec } from '../../oip/tensor.ts';
import { InferenceError } from '../inference-error.ts';
import { BackOff } from '../models/back-off.ts';
import type { ReplicaEvents } from '../models/process-replica.ts';
import { type Batch, type BatchResult, ModelRefused, type Replica } from '../models/replica.ts';
import { answeredOutputs, forwardedBody } from './forwarded-request.ts';
import { type Ended, MlserverProcess } from './mlserver-process.ts';
import { residentBytes } from './resident-bytes.ts';

export interface MlserverReplicaOptions {
  plan: MlserverPlan;
  /** Absolute path of what MLServer loads. */
  path: string;
  /** A run that takes longer hangs: its process is ended. */
  hangMs: number;
  loadMs: number;
}

/** Where the system does not tell. */
const typicalBytes = 350 * 2 ** 20;

/** A model in MLServer, which is started again when it ends by itself: at once, then ever later. */
export class MlserverReplica implements Replica {
  /** Python alone knows where it computes. */
  readonly device = 'mlserver';
  readonly #options: MlserverReplicaOptions;
  readonly #events: ReplicaEvents;
  readonly #backOff = new BackOff();
  #serving: MlserverProcess | null = null;
  #loaded = false;
  #running = false;
  #stopped = false;
  /** Why this process ended MLServer, where it did. */
  #endedBecause: string | null = null;
  #restartAt = 0;
  #restart: NodeJS.Timeout | null = null;

  private constructor(options: MlserverReplicaOptions, events: ReplicaEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Resolves once the model is loaded. Rejects, with nothing left behind, where it does not load. */
  static async start(
    options: MlserverReplicaOptions,
    events: ReplicaEvents,
    signal?: AbortSignal,
  ): Promise<{ replica: MlserverReplica; loaded: LoadedModel }> {
    const replica = new MlserverReplica(options, events);
    const giveUp = () => replica.stop();
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
    return this.#loaded && !this.#running;
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  get downForMs(): number {
    return this.#serving ? 0 : Math.max(this.#restartAt - performance.now(), 0);
  }

  /** Of MLServer; null while it does not run. */
  get pid(): number | null {
    return this.#serving?.pid ?? null;
  }

  async run(batch: Batch): Promise<BatchResult> {
    const serving = this.#serving;
    if (!serving) throw new InferenceError(503, 'The model’s process is being started again.', 1);
    const { plan, hangMs } = this.#options;
    this.#running = true;
    const watchdog = setTimeout(() => this.#end(`a run took more than ${formatDuration(hangMs)}`), hangMs);
    try {
      const body = forwardedBody(plan, batch);
      const startedAt = performance.now();
      const { status, text } = await serving.infer(body).catch(() => this.#lost(serving));
      const computeUs = Math.round((performance.now() - startedAt) * 1000);
      if (status !== 200) throw new ModelRefused(errorIn(text));
      return { outputs: answeredOutputs(plan, batch.outputs, text), computeUs };
    } finally {
      clearTimeout(watchdog);
      this.#running = false;
      // Who has asked learns first what became of it.
      if (this.#loaded) setImmediate(() => this.#events.onIdle());
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#restart) clearTimeout(this.#restart);
    this.#serving?.kill();
  }

  async #start(): Promise<LoadedModel> {
    const { plan, path, loadMs } = this.#options;
    const startedAt = performance.now();
    this.#backOff.started();
    this.#endedBecause = null;
    const serving = await MlserverProcess.start(plan, path);
    this.#serving = serving;
    void serving.ended.then((ended) => this.#ended(serving, ended));
    if (this.#stopped) serving.kill();
    const watchdog = setTimeout(() => this.#end(`loading took more than ${formatDuration(loadMs)}`), loadMs);
    const ended = await serving.ready().finally(() => clearTimeout(watchdog));
    if (ended) throw this.#notLoaded(ended);
    const memoryBytes = (serving.pid === null ? null : await residentBytes(serving.pid)) ?? typicalBytes;
    this.#loaded = this.#serving === serving;
    this.#events.onIdle();
    return {
      signature: signatureOf(plan),
      rowsAreFree: [...plan.inputs, ...plan.outputs].every(({ shape }) => shape?.[0] === -1),
      loadMs: performance.now() - startedAt,
      memoryBytes,
    };
  }

  #notLoaded({ how, failure }: Ended): Error {
    if (failure) return new ModelRefused(whyNotLoaded(failure, this.#options.plan));
    return new InferenceError(
      503,
      `The model's process ended while it loaded (${this.#endedBecause ?? how}).`,
    );
  }

  /** The connection broke: the process is about to have ended. */
  async #lost(serving: MlserverProcess): Promise<never> {
    serving.kill();
    const { how } = await serving.ended;
    const reason = this.#endedBecause ?? how;
    throw new InferenceError(500, `The model's process ended while this request ran (${reason}).`, 1);
  }

  #end(because: string): void {
    this.#endedBecause = because;
    this.#serving?.kill();
  }

  #ended(serving: MlserverProcess, { how }: Ended): void {
    if (this.#serving !== serving) return;
    this.#serving = null;
    this.#loaded = false;
    if (this.#stopped) return;
    this.#restartLater();
    this.#events.onDown(this.#endedBecause ?? how);
  }

  #restartLater(): void {
    const afterMs = this.#backOff.ended();
    this.#restartAt = performance.now() + afterMs;
    this.#restart = setTimeout(() => {
      this.#restart = null;
      this.#start().catch(() => {
        // One that does not load again has ended, and is tried again by that; so is one that could not even be started.
        if (!this.#serving && !this.#restart && !this.#stopped) this.#restartLater();
      });
    }, afterMs);
  }
}

function signatureOf({ inputs, outputs }: MlserverPlan): ModelSignature {
  const specs = (tensors: readonly MlserverTensor[]) =>
    tensors.map(({ name, datatype, shape }): TensorSpec => ({ name, datatype: datatype as Datatype, shape }));
  return { inputs: specs(inputs), outputs: specs(outputs) };
}

function whyNotLoaded(
  { message, module }: NonNullable<Ended['failure']>,
  { interpreter }: MlserverPlan,
): string {
  return module === null
    ? message
    : `${message}. Install it where ${interpreter} finds it; where it is a module of your own, log the model with code_paths`;
}

/** MLServer answers `{"error"}`, or, what it has not foreseen, a few words. */
function errorIn(text: string): string {
  try {
    const { error, detail } = JSON.parse(text) as { error?: unknown; detail?: unknown };
    return typeof error === 'string' ? error : JSON.stringify(detail ?? text);
  } catch {
    return text;
  }
}
