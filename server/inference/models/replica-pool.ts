import type { LoadedModel } from '../../model-link/messages.ts';
import type { ReplicaDevice } from '../../model-link/replica-device.ts';
import { deviceHere } from './devices.ts';
import type { ReplicaEvents } from './process-replica.ts';
import type { Replica } from './replica.ts';
import type { ModelPrograms, RevisionOptions, RevisionSource } from './revision-options.ts';
import { type StartedReplicas, startReplicas } from './start-replicas.ts';

/** Promises the memory that so many more replicas take, until the function that it returns is called. Throws where there is none. */
export type Admit = (replicas: number) => () => void;

export interface ReplicaPoolParts {
  source: RevisionSource;
  options: RevisionOptions;
  programs: ModelPrograms;
  events: ReplicaEvents;
  admit: Admit;
}

/** The replicas of one revision: `minReplicas` of them at first, at most one for each of `devices`. */
export class ReplicaPool {
  readonly #parts: ReplicaPoolParts;
  /** Of each slot. */
  readonly #devices: readonly ReplicaDevice[];
  #slots: (Replica | null)[];
  #replicas: readonly Replica[] = [];
  #starting = false;
  /** Counts the stops: what began to load before one is not wanted after it. */
  #stops = 0;

  /** @throws DeviceMissing */
  constructor(parts: ReplicaPoolParts) {
    this.#parts = parts;
    this.#devices = parts.options.devices.map((device) => deviceHere(device, parts.programs.binding));
    this.#slots = this.#devices.map(() => null);
  }

  get replicas(): readonly Replica[] {
    return this.#replicas;
  }

  /** Whether one is being started beside those that are there. */
  get isGrowing(): boolean {
    return this.#starting;
  }

  /** Starts as many as there are to be at first. Rejects, with none left behind, where one does not load, or the signal gives it up. */
  async start(signal?: AbortSignal): Promise<LoadedModel> {
    const { minReplicas } = this.#parts.options;
    const started = await this.#start(this.#devices.slice(0, minReplicas), signal);
    for (const [slot, { replica }] of started.entries()) this.#put(slot, replica);
    return started[0].loaded;
  }

  /** Starts one more. Rejects where there is no memory for it, or it does not load; the others go on. */
  async grow(): Promise<void> {
    const slot = this.#slots.indexOf(null);
    const device = this.#devices[slot];
    if (device === undefined || this.#starting) return;
    this.#starting = true;
    const stops = this.#stops;
    try {
      const [{ replica }] = await this.#start([device]);
      if (stops !== this.#stops) replica.stop();
      else this.#put(slot, replica);
    } finally {
      this.#starting = false;
    }
  }

  /** Ends one that runs nothing, the last that came first; none where all run. */
  shrink(): void {
    const slot = this.#slots.findLastIndex((replica) => replica?.isIdle);
    const replica = this.#slots[slot];
    if (!replica) return;
    this.#put(slot, null);
    replica.stop();
  }

  stop(): void {
    this.#stops++;
    for (const replica of this.#replicas) replica.stop();
    this.#slots = this.#slots.map(() => null);
    this.#replicas = [];
  }

  #put(slot: number, replica: Replica | null): void {
    this.#slots[slot] = replica;
    this.#replicas = this.#slots.filter((replica) => replica !== null);
  }

  async #start(devices: readonly ReplicaDevice[], signal?: AbortSignal): Promise<StartedReplicas> {
    const { source, options, programs, events, admit } = this.#parts;
    const release = admit(devices.length);
    try {
      return await startReplicas(source, devices, options, programs, events, signal);
    } finally {
      release();
    }
  }
}
