import { InvalidRequest } from '../../oip/invalid-request.ts';
import { Traffic } from '../traffic/traffic.ts';
import type { MemoryAdmission } from './memory-admission.ts';
import { Revision } from './revision.ts';
import type { ModelPrograms, RevisionOptions, RevisionSource } from './revision-options.ts';

/** A model by name: everything of it that is loaded, and which of it answers. */
interface ServedModel {
  live: Revision | null;
  /** By revision; the newest last. */
  revisions: Map<string, Revision>;
  /** What an unloaded model was loaded from, to be loaded again. */
  last: RevisionSource;
  state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  reason: string;
}

export interface IndexEntry {
  name: string;
  version: string;
  state: ServedModel['state'];
  reason: string;
}

/** All models of the process. Which revision of a model answers is one pointer: to change it is one assignment. */
export class ModelTable {
  readonly traffic = new Traffic(() => performance.now());
  readonly #models = new Map<string, ServedModel>();
  /** Revisions that answer what they were given, and then end. */
  readonly #draining = new Map<Revision, Promise<void>>();
  /** Revisions that are being loaded. */
  readonly #loading = new Map<RevisionSource, AbortController>();
  readonly #options: RevisionOptions;
  readonly #programs: ModelPrograms;
  readonly #memory: MemoryAdmission;
  #onSleepChange: () => void = () => {};
  #onScaled: (source: RevisionSource, what: string) => void = () => {};

  constructor(options: RevisionOptions, programs: ModelPrograms, memory: MemoryAdmission) {
    this.#options = options;
    this.#programs = programs;
    this.#memory = memory;
  }

  /**
   * Loads a revision beside those that are there; nothing is sent to it yet.
   * @throws InvalidRequest where it is there; InferenceError where there is no memory for it, or it does not load
   */
  async load(source: RevisionSource, options: Partial<RevisionOptions> = {}): Promise<Revision> {
    const served = this.#models.get(source.model) ?? {
      live: null,
      revisions: new Map<string, Revision>(),
      last: source,
      state: 'LOADING',
      reason: '',
    };
    this.#models.set(source.model, served);
    if (served.revisions.has(source.revision) || this.#isLoading(source))
      throw new InvalidRequest(`${source.model}: revision ${source.revision} is loaded already.`);
    if (!served.live) served.state = 'LOADING';
    const giveUp = new AbortController();
    this.#loading.set(source, giveUp);
    try {
      const wanted = { ...this.#options, ...options };
      const admit = (replicas: number) => this.#admit(source, wanted, replicas);
      const revision = await Revision.load(source, wanted, this.#programs, admit, giveUp.signal);
      this.#memory.note(source.path, revision.loaded.memoryBytes);
      revision.onSleepChange(() => this.#onSleepChange());
      revision.onScaled((what) => this.#onScaled(source, what));
      served.revisions.set(source.revision, revision);
      return revision;
    } catch (error) {
      if (!served.live) {
        served.state = 'UNAVAILABLE';
        served.reason = error instanceof Error ? error.message : String(error);
      }
      throw error;
    } finally {
      this.#loading.delete(source);
    }
  }

  /**
   * From now on requests to the model go to this revision; those that the one before has are answered by it.
   * @returns the revision that was live before
   */
  makeLive(model: string, revision: string): Revision | null {
    const next = this.loaded(model, revision);
    const served = this.#of(model);
    const before = served.live;
    served.live = next;
    served.last = next.source;
    served.state = 'READY';
    served.reason = '';
    return before;
  }

  /** Nothing of any other model than `model` answers any more; null: nothing at all. */
  takeOffline(except: string | null): void {
    for (const [name, served] of this.#models) {
      if (name === except || !served.live) continue;
      served.live = null;
      served.state = 'UNAVAILABLE';
      served.reason = 'taken offline';
    }
  }

  /** @throws InvalidRequest with 404 for what is not loaded */
  loaded(model: string, name: string): Revision {
    const revision = this.#models.get(model)?.revisions.get(name);
    if (!revision) throw new InvalidRequest(`${model} has no loaded revision ${name}.`, 404);
    return revision;
  }

  isLive(revision: Revision): boolean {
    return this.#models.get(revision.source.model)?.live === revision;
  }

  /** Takes a revision away that is not live. What it was given is still answered, and nobody waits for that. */
  unloadRevision(model: string, name: string, graceMs: number): void {
    const revision = this.loaded(model, name);
    const served = this.#of(model);
    if (served.live === revision)
      throw new InvalidRequest(`${model}: revision ${name} is live; make another one live first.`);
    served.revisions.delete(name);
    void this.#drain(revision, graceMs);
  }

  /** Takes all away that are neither live nor among these, those that are still being loaded too. */
  keepOnly(names: readonly string[], graceMs: number): void {
    for (const revision of this.revisions()) {
      const { model, revision: name } = revision.source;
      if (!this.isLive(revision) && !names.includes(name)) this.unloadRevision(model, name, graceMs);
    }
    for (const [{ revision }, loading] of this.#loading) if (!names.includes(revision)) loading.abort();
  }

  /** Takes everything of the model away, once what it was given is answered. */
  async unload(model: string, graceMs: number): Promise<void> {
    const served = this.#of(model);
    served.live = null;
    served.state = 'UNAVAILABLE';
    served.reason = 'unloaded';
    const revisions = [...served.revisions.values()];
    served.revisions.clear();
    await Promise.all(revisions.map((revision) => this.#drain(revision, graceMs)));
  }

  /** Loads an unloaded model from where it was. */
  async loadAgain(model: string): Promise<void> {
    const served = this.#of(model);
    if (served.live) return;
    await this.load(served.last);
    this.makeLive(model, served.last.revision);
  }

  /**
   * The revision that answers requests to `model`, or to one of its versions.
   * @throws InvalidRequest with 404 for a name that is not served
   */
  find(model: string, version: string | null): Revision {
    const served = this.#models.get(model);
    if (!served?.live) throw unknownModel(model, served?.reason);
    if (version === null || served.live.source.version === version) return served.live;
    const found = [...served.revisions.values()].findLast(({ source }) => source.version === version);
    if (found) return found;
    throw new InvalidRequest(
      `${model} has no version ${JSON.stringify(version)}; expected ${this.versions(model).join(', ')}.`,
      404,
    );
  }

  versions(model: string): string[] {
    const served = this.#models.get(model);
    return [...new Set([...(served?.revisions.values() ?? [])].map(({ source }) => source.version))];
  }

  revisions(): Revision[] {
    return [...this.#models.values()].flatMap(({ revisions }) => [...revisions.values()]);
  }

  /** Called when a revision falls asleep or wakes. */
  onSleepChange(listener: () => void): void {
    this.#onSleepChange = listener;
  }

  /** Called with words that say how many replicas a revision has, and why, when they become more or fewer. */
  onScaled(listener: (source: RevisionSource, what: string) => void): void {
    this.#onScaled = listener;
  }

  /** Starts and ends replicas where the demand asks for it. */
  scale(): void {
    for (const revision of this.revisions()) revision.scale();
  }

  /** Ends the processes of what nobody has asked for as long as it may be idle. */
  sleepWhereIdle(): void {
    for (const revision of this.revisions()) revision.sleepIfIdle(this.isLive(revision));
  }

  index(): IndexEntry[] {
    return [...this.#models].flatMap(([name, { revisions, last, state, reason }]) =>
      revisions.size === 0
        ? [{ name, version: last.version, state, reason }]
        : this.versions(name).map((version) => ({ name, version, state, reason })),
    );
  }

  isReady(): boolean {
    const served = [...this.#models.values()];
    return served.every(({ live, state }) => (live ? live.isReady : state !== 'LOADING'));
  }

  #isLoading({ model, revision }: RevisionSource): boolean {
    return [...this.#loading.keys()].some((source) => source.model === model && source.revision === revision);
  }

  #admit(source: RevisionSource, { maxMemoryBytes }: RevisionOptions, replicas: number): () => void {
    const loaded = [...this.revisions(), ...this.#draining.keys()];
    const takenBytes = loaded.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    return this.#memory.admit({ ...source, replicas }, { limitBytes: maxMemoryBytes, takenBytes });
  }

  #of(model: string): ServedModel {
    const served = this.#models.get(model);
    if (!served) throw unknownModel(model);
    return served;
  }

  async close(graceMs: number): Promise<void> {
    const ending = this.revisions().map((revision) => revision.unload(graceMs));
    await Promise.all([...ending, ...this.#draining.values()]);
  }

  #drain(revision: Revision, graceMs: number): Promise<void> {
    const drained = revision.unload(graceMs).finally(() => this.#draining.delete(revision));
    this.#draining.set(revision, drained);
    return drained;
  }
}

function unknownModel(model: string, reason = ''): InvalidRequest {
  return new InvalidRequest(
    `There is no model ${JSON.stringify(model)}${reason ? ` (${reason})` : ''}.`,
    404,
  );
}
