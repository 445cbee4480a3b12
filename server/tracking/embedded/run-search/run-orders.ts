import type { Order } from '../../search/vocabulary.ts';
import type { RunColumns, RunList } from './run-columns.ts';

interface Sorted {
  /** What it was made from. */
  versions: string;
  pks: Uint32Array;
}

const startTime = { type: 'attribute', key: 'start_time' } as const;
const ordersKept = 16;

/** All runs in order, remembered for the orders used last. */
export class RunOrders {
  readonly #columns: RunColumns;
  readonly #sorted = new Map<string, Sorted>();
  #byStart: Sorted = { versions: '', pks: new Uint32Array() };

  constructor(columns: RunColumns) {
    this.#columns = columns;
  }

  /** Every `pk`, in the order asked; ties fall to the latest start, then to the run id. */
  sorted(runs: RunList, orders: Order[]): Uint32Array {
    const byStart = this.#sortByStart(runs);
    if (orders.length === 0) return byStart.pks;
    const columns = orders.map((order) => this.#columns.column(order));
    const versions = [byStart.versions, ...columns.map(({ version }) => version)].join();
    const id = JSON.stringify(orders);
    let found = this.#sorted.get(id);
    if (found?.versions !== versions) {
      // Sorts are stable, so the last order comes first.
      const pks = columns.reduceRight(
        (sorted, column, index) => sortByRank(sorted, column.ranks(orders[index]?.ascending ?? true)),
        byStart.pks,
      );
      found = { versions, pks };
    }
    this.#sorted.delete(id);
    this.#sorted.set(id, found);
    for (const oldest of this.#sorted.keys()) {
      if (this.#sorted.size <= ordersKept) break;
      this.#sorted.delete(oldest);
    }
    return found.pks;
  }

  #sortByStart(runs: RunList): Sorted {
    const start = this.#columns.numbers(startTime);
    const versions = `${runs.version},${start.version}`;
    if (this.#byStart.versions === versions) return this.#byStart;
    const pks: number[] = [];
    // Latest first, as runs mostly come: what is already in order is sorted in one go.
    for (let pk = runs.ids.length - 1; pk >= 0; pk--) if (runs.ids[pk] !== undefined) pks.push(pk);
    pks.sort((a, b) => start.compareDescending(a, b) || compareIds(runs.ids[a], runs.ids[b]));
    this.#byStart = { versions, pks: Uint32Array.from(pks) };
    return this.#byStart;
  }
}

/** A stable counting sort; `ranks` by `pk`. */
function sortByRank(pks: Uint32Array, ranks: Uint32Array): Uint32Array {
  let greatest = 0;
  for (const rank of ranks) if (rank > greatest) greatest = rank;
  const places = new Uint32Array(greatest + 2);
  for (const pk of pks) {
    const next = (ranks[pk] ?? 0) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let rank = 1; rank < places.length; rank++)
    places[rank] = (places[rank] ?? 0) + (places[rank - 1] ?? 0);
  const sorted = new Uint32Array(pks.length);
  for (const pk of pks) {
    const rank = ranks[pk] ?? 0;
    const place = places[rank] ?? 0;
    sorted[place] = pk;
    places[rank] = place + 1;
  }
  return sorted;
}

/** Ids are ASCII, whose order is the same in every encoding. */
function compareIds(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
