import type { Condition } from '../../search/vocabulary.ts';
import { likePattern } from './like-pattern.ts';
import { nextVersion, type Predicate } from './version.ts';

const absent = 0;
const fails = 1;
const passes = 2;
/** What a short string and its entry in the dictionary take, roughly. */
const bytesOfValue = 120;

/** Texts of one param, tag or attribute by the `pk` of their run, each different text held once. */
export class TextColumn {
  version = nextVersion();
  #codes: Uint32Array;
  /** The text of each code; the first stands for an absent one. */
  readonly #texts: string[] = [''];
  readonly #codeOf = new Map<string, number>();

  /** @param capacity the greatest `pk` to expect; greater ones make it grow */
  constructor(capacity: number) {
    this.#codes = new Uint32Array(capacity + 1);
  }

  get bytes(): number {
    return this.#codes.byteLength + this.#texts.length * bytesOfValue;
  }

  /** Texts that no run has any more are most of those held. */
  get isMostlyUnused(): boolean {
    return this.#texts.length > 2 * this.#codes.length + 1000;
  }

  set(pk: number, text: string | null): void {
    if (pk >= this.#codes.length) {
      const codes = new Uint32Array(2 * pk);
      codes.set(this.#codes);
      this.#codes = codes;
    }
    const code = text === null ? absent : this.#intern(text);
    if (this.#codes[pk] === code) return;
    this.#codes[pk] = code;
    this.version = nextVersion();
  }

  /** What is absent matches only IS NULL. */
  test({ comparator, value }: Pick<Condition, 'comparator' | 'value'>): Predicate {
    const codes = this.#codes;
    switch (comparator) {
      case 'IS NULL':
        return (pk) => codes[pk] === absent;
      case 'IS NOT NULL':
        return (pk) => codes[pk] !== absent;
      case 'LIKE':
      case 'ILIKE':
        return this.#testPattern(likePattern(String(value), { ignoreCase: comparator === 'ILIKE' }));
      default: {
        const texts = Array.isArray(value) ? value : [String(value)];
        const isOne = comparator === '=' || comparator === 'IN';
        const allowed = new Uint8Array(this.#texts.length).fill(isOne ? 0 : 1);
        for (const text of texts) allowed[this.#codeOf.get(text) ?? absent] = isOne ? 1 : 0;
        allowed[absent] = 0;
        return (pk) => allowed[codes[pk] ?? absent] === 1;
      }
    }
  }

  /** The place of each `pk` in the order of UTF-8, equal for equals; what is absent comes last. */
  ranks(ascending: boolean): Uint32Array {
    const sorted = sortAsUtf8(this.#texts.slice(1));
    const rankOfCode = new Uint32Array(this.#texts.length).fill(sorted.length);
    for (const [place, text] of sorted.entries())
      rankOfCode[this.#codeOf.get(text) ?? absent] = ascending ? place : sorted.length - 1 - place;
    return this.#codes.map((code) => rankOfCode[code] ?? 0);
  }

  #testPattern(pattern: RegExp): Predicate {
    const codes = this.#codes;
    const texts = this.#texts;
    // 0 for a text that was not tested yet.
    const verdicts = new Uint8Array(texts.length);
    verdicts[absent] = fails;
    return (pk) => {
      const code = codes[pk] ?? absent;
      if (verdicts[code] === 0) verdicts[code] = pattern.test(texts[code] ?? '') ? passes : fails;
      return verdicts[code] === passes;
    };
  }

  #intern(text: string): number {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#texts.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    return code;
  }
}

/** SQLite and MLflow order by bytes of UTF-8; JavaScript's own order differs from U+D800 on. */
function sortAsUtf8(texts: string[]): string[] {
  if (!texts.some((text) => /[\ud800-\uffff]/.test(text))) return texts.sort();
  return texts
    .map((text) => ({ text, bytes: Buffer.from(text) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ text }) => text);
}
