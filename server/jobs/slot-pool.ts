/** What there is to share out. */
export interface SlotCapacity {
  /** Cores. */
  cpu: number;
  memoryBytes: number;
  /** One opaque id for each. */
  gpus: string[];
}

export interface SlotRequest {
  cpu: number;
  memoryBytes: number;
  gpus: number;
  /** The GPUs that it may be given; those that the pool does not have are none. */
  amongGpus: readonly string[];
}

/** What was set aside, until released. */
export interface Slots {
  gpus: string[];
  /** False: it was there at once. */
  waited: boolean;
  release(): void;
}

interface Waiter {
  request: SlotRequest;
  grant: (gpus: string[], waited: boolean) => void;
}

/** Fractions of cores do not add up exactly. */
const tolerance = 1e-9;

/**
 * Shares out cores, memory and GPUs in the order of asking. What is free is kept for whoever has waited longest, so
 * that nobody who asks for much is starved; a later one goes first only on what no earlier one waits for. Nothing is
 * enforced: who takes more than it asked for is not stopped.
 */
export class SlotPool {
  #capacity: SlotCapacity;
  readonly #held = new Set<{ cpu: number; memoryBytes: number; gpus: string[] }>();
  readonly #waiting: Waiter[] = [];

  constructor(capacity: SlotCapacity) {
    this.#capacity = capacity;
  }

  get capacity(): SlotCapacity {
    return this.#capacity;
  }

  /** What is held stays held, also where it is more than there is now. */
  resize(change: Partial<SlotCapacity>): void {
    this.#capacity = { ...this.#capacity, ...change };
    this.#share();
  }

  /** Rejects with the signal's reason. A request that never fits waits for ever: see `isPossible`. */
  take(request: SlotRequest, signal: AbortSignal): Promise<Slots> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
        this.#share();
      };
      const waiter: Waiter = {
        request,
        grant: (gpus, waited) => {
          signal.removeEventListener('abort', leave);
          resolve({ waited, ...this.hold({ cpu: request.cpu, memoryBytes: request.memoryBytes, gpus }) });
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#share(waiter);
    });
  }

  /** Counts what is in use already, whether there is so much or not. */
  hold(taken: { cpu: number; memoryBytes: number; gpus: string[] }): Pick<Slots, 'gpus' | 'release'> {
    this.#held.add(taken);
    return {
      gpus: taken.gpus,
      release: () => {
        if (this.#held.delete(taken)) this.#share();
      },
    };
  }

  isPossible({ cpu, memoryBytes, gpus, amongGpus }: SlotRequest): boolean {
    const all = this.#capacity;
    return (
      cpu <= all.cpu + tolerance &&
      memoryBytes <= all.memoryBytes &&
      gpus <= all.gpus.filter((id) => amongGpus.includes(id)).length
    );
  }

  /** `newcomer` is the one that has not waited yet. */
  #share(newcomer: Waiter | null = null): void {
    const held = [...this.#held];
    const sum = (amount: (taken: (typeof held)[number]) => number) =>
      held.reduce((total, taken) => total + amount(taken), 0);
    let cpu = this.#capacity.cpu - sum((taken) => taken.cpu);
    let memoryBytes = this.#capacity.memoryBytes - sum((taken) => taken.memoryBytes);
    const gpusInUse = new Set(held.flatMap((taken) => taken.gpus));
    let gpus = this.#capacity.gpus.filter((id) => !gpusInUse.has(id));
    for (const waiter of [...this.#waiting]) {
      const { request, grant } = waiter;
      const chosen = gpus.filter((id) => request.amongGpus.includes(id)).slice(0, request.gpus);
      const fits =
        request.cpu <= cpu + tolerance &&
        request.memoryBytes <= memoryBytes &&
        chosen.length === request.gpus;
      // Granted or kept for it: either way those that come after it do not have it.
      cpu -= Math.min(request.cpu, Math.max(cpu, 0));
      memoryBytes -= Math.min(request.memoryBytes, Math.max(memoryBytes, 0));
      gpus = gpus.filter((id) => !chosen.includes(id));
      if (!fits) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      grant(chosen, waiter !== newcomer);
    }
  }
}
