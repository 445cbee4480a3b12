import type { Comparator } from '../../search/vocabulary.ts';
import { nextVersion, type Predicate } from './version.ts';

const absent = 0;
const number = 1;
const nan = 2;

/** Numbers of one metric or attribute by the `pk` of their run; a run may have none, or NaN. */
export class NumberColumn {
  version = nextVersion();
  #values: Float64Array;
  #states: Uint8Array;

  /** @param capacity the greatest `pk` to expect; greater ones make it grow */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity + 1);
    this.#states = new Uint8Array(capacity + 1);
  }

  get bytes(): number {
    return this.#values.byteLength + this.#states.byteLength;
  }

  set(pk: number, value: number | null): void {
    if (pk >= this.#values.length) this.#grow(pk);
    const state = value === null ? absent : Number.isNaN(value) ? nan : number;
    const stored = state === number && value !== null ? value : 0;
    if (this.#states[pk] === state && this.#values[pk] === stored) return;
    this.#states[pk] = state;
    this.#values[pk] = stored;
    this.version = nextVersion();
  }

  /** NaN differs from every number and is neither less nor greater; what is absent compares with nothing. */
  test(comparator: Comparator, bound: number): Predicate {
    const values = this.#values;
    const states = this.#states;
    const at = (pk: number) => values[pk] ?? 0;
    switch (comparator) {
      case '>':
        return (pk) => states[pk] === number && at(pk) > bound;
      case '>=':
        return (pk) => states[pk] === number && at(pk) >= bound;
      case '<':
        return (pk) => states[pk] === number && at(pk) < bound;
      case '<=':
        return (pk) => states[pk] === number && at(pk) <= bound;
      case '=':
        return (pk) => states[pk] === number && at(pk) === bound;
      case '!=':
        return (pk) => states[pk] === nan || (states[pk] === number && at(pk) !== bound);
      default:
        throw new Error(`numbers are not compared by ${comparator}`);
    }
  }

  /** Greater numbers first, what is no number last; to sort by. */
  compareDescending(a: number, b: number): number {
    const difference = (this.#values[b] ?? 0) - (this.#values[a] ?? 0);
    return Number(this.#states[b] === number) - Number(this.#states[a] === number) || difference;
  }

  /** The place of each `pk` in the order, equal for equals: numbers, then NaN, then what is absent. */
  ranks(ascending: boolean): Uint32Array {
    const sorted = this.#values.filter((_, pk) => this.#states[pk] === number).sort();
    return Uint32Array.from(this.#values, (value, pk) => {
      const state = this.#states[pk];
      if (state !== number) return sorted.length + (state === nan ? 0 : 1);
      const place = firstNotLess(sorted, value);
      return ascending ? place : sorted.length - 1 - place;
    });
  }

  #grow(pk: number): void {
    const values = new Float64Array(2 * pk);
    const states = new Uint8Array(2 * pk);
    values.set(this.#values);
    states.set(this.#states);
    this.#values = values;
    this.#states = states;
  }
}

function firstNotLess(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
