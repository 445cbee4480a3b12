import type { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { Placed, PlacedPair } from '../yaml/yaml-document.ts';
import { noPaths } from './stage-paths.ts';

/** One entry under `stages`, with what it stands for. */
export interface StageEntry {
  readonly name: string;
  /** Its key and definition in the text, which is read again for them where need be. */
  readonly entry: PlacedPair;
  readonly definition: Placed;
  /** One, or those of its group; none where it cannot be read. Read again where need be. */
  readonly stages: readonly Stage[];
  readonly hasStages: boolean;
  /** As `writePaths` writes its stages: there without reading anything. */
  readonly paths: string;
  /** Why it cannot be read: its path leads from the top of the file. */
  readonly fault: ManifestFault | null;
  /**
   * What `find` says of it, asked once for as long as its text and what its templates read are the same.
   * @param key of what is asked: an object that is made once
   */
  remember<T>(key: object, find: () => T): T;
}

/** What stands under one key, as it was read. */
export interface ReadStages {
  stages: readonly Stage[];
  paths: string;
  fault: ManifestFault | null;
  /** What was found out about it, by what was asked. */
  remembered: Map<object, unknown>;
}

/** Where an entry has what it does not hold itself: by its number among the entries of its document. */
export interface EntrySource {
  pairOf(number: number): PlacedPair;
  stagesOf(number: number): readonly Stage[];
}

/** Holds no nodes, and what it stands for only until `rest`. */
export class NumberedEntry implements StageEntry {
  readonly name: string;
  readonly paths: string;
  readonly fault: ManifestFault | null;
  readonly #source: EntrySource;
  readonly #number: number;
  #stages: readonly Stage[] | null;
  #remembered: Map<object, unknown> | null;

  constructor(name: string, read: ReadStages, source: EntrySource, number: number) {
    const { stages, paths, fault, remembered } = read;
    this.name = name;
    this.paths = paths;
    this.fault = fault;
    this.#source = source;
    this.#number = number;
    this.#stages = stages;
    this.#remembered = remembered;
  }

  get entry(): PlacedPair {
    return this.#source.pairOf(this.#number);
  }

  get definition(): Placed {
    return definitionOf(this.entry);
  }

  get hasStages(): boolean {
    return this.paths !== noPaths;
  }

  get stages(): readonly Stage[] {
    this.#stages ??= this.#source.stagesOf(this.#number);
    return this.#stages;
  }

  remember<T>(key: object, find: () => T): T {
    this.#remembered ??= new Map();
    if (!this.#remembered.has(key)) this.#remembered.set(key, find());
    return this.#remembered.get(key) as T;
  }

  rest(): void {
    this.#stages = null;
    this.#remembered = null;
  }
}

export function definitionOf({ pair, place }: PlacedPair): Placed {
  return { node: pair.value, place };
}
