import { pathsWithin, type StampedPaths } from './list-folder.ts';

/** Paths that are looked at again and again. */
export interface RememberedPaths extends StampedPaths {
  /** Those with the same one are the same, whatever their stamps. */
  id: number;
}

/** In each thread; some 60 bytes each. */
const mostPaths = 500_000;

/** Lists of a hundred thousand paths, taken apart once and not each time that they are looked at. */
export class RememberedLists {
  /** The one used last comes last. */
  readonly #lists = new Map<number, string[]>();
  #count = 0;

  /** `path`: absolute, of the folder that they lie in. */
  of(path: string, known: RememberedPaths): readonly string[] {
    const list = this.#lists.get(known.id) ?? pathsWithin(path, known);
    if (this.#lists.delete(known.id)) this.#count -= list.length;
    this.#lists.set(known.id, list);
    this.#count += list.length;
    for (const [id, { length }] of this.#lists) {
      if (this.#count <= mostPaths || id === known.id) break;
      this.#lists.delete(id);
      this.#count -= length;
    }
    return list;
  }
}
