/** The last results by key, each for as long as the evidence that it was made from is the same. */
export class Memo<Result> {
  readonly #most: number;
  /** The one used last comes last. */
  readonly #known = new Map<string, { evidence: readonly unknown[]; result: Result }>();

  /** `most`: results that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Null where there is none from this evidence, compared one by one as `Object.is` does. */
  find(key: string, evidence: readonly unknown[]): Result | null {
    const known = this.#known.get(key);
    if (!known || known.evidence.length !== evidence.length) return null;
    if (!known.evidence.every((piece, index) => Object.is(piece, evidence[index]))) return null;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known.result;
  }

  keep(key: string, evidence: readonly unknown[], result: Result): Result {
    this.#known.delete(key);
    this.#known.set(key, { evidence, result });
    if (this.#known.size > this.#most)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    return result;
  }
}
