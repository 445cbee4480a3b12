import type { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { keyText } from '../yaml/node.ts';
import type { Placed, PlacedPair } from '../yaml/yaml-document.ts';

/** One entry under `stages`, with what it stands for. */
export interface StageEntry {
  readonly name: string;
  /** Its key and definition in the text, which is read again for them where need be. */
  readonly entry: PlacedPair;
  readonly definition: Placed;
  /** One, or those of its group; none where it cannot be read. */
  readonly stages: readonly Stage[];
  /** Why it cannot be read: its path leads from the top of the file. */
  readonly fault: ManifestFault | null;
}

/** Knows its place in the text by its number among the entries only, so that it holds no nodes. */
export class NumberedEntry implements StageEntry {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly fault: ManifestFault | null;
  readonly #pairs: EntryPairs;
  readonly #number: number;

  constructor(
    name: string,
    { stages, fault }: Pick<StageEntry, 'stages' | 'fault'>,
    pairs: EntryPairs,
    number: number,
  ) {
    this.name = name;
    this.stages = stages;
    this.fault = fault;
    this.#pairs = pairs;
    this.#number = number;
  }

  get entry(): PlacedPair {
    return this.#pairs.all[this.#number] as PlacedPair;
  }

  get definition(): Placed {
    return definitionOf(this.entry);
  }
}

/** Where the entries of a document stand: its nodes are kept until `rest`, and found again after it. */
export class EntryPairs {
  readonly #document: ManifestDocument;
  #all: readonly PlacedPair[] | null = null;

  constructor(document: ManifestDocument) {
    this.#document = document;
  }

  /** In the order of the text, without merge keys. */
  get all(): readonly PlacedPair[] {
    this.#all ??= this.#document.yaml.pairsAt(['stages']).filter(({ pair }) => {
      const name = keyText(pair.key);
      return name !== null && name !== '<<';
    });
    return this.#all;
  }

  rest(): void {
    this.#all = null;
  }
}

export function definitionOf({ pair, place }: PlacedPair): Placed {
  return { node: pair.value, place };
}
