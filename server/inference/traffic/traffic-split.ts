/** Gives a revision its share of the requests: exactly so many of a hundred, or always the same users. */
export class TrafficSplit {
  readonly #weight: number;
  #owed = 0;

  /** @param weight per cent, above 0 and at most 100 */
  constructor(weight: number) {
    this.#weight = weight;
  }

  /**
   * Whether this request goes to the revision.
   * @param user the value by which requests stay together; null: it goes by itself
   */
  takes(user: string | null): boolean {
    if (user !== null) return hashOf(user) < this.#weight / 100;
    this.#owed += this.#weight;
    if (this.#owed < 100) return false;
    this.#owed -= 100;
    return true;
  }
}

/** FNV-1a with a final mix, as a number from 0 to below 1: whoever sees the revision at 5 % sees it at 25 %, too. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
