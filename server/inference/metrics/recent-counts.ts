const slotMs = 10_000;
const slots = 30;

interface Slot {
  /** Which stretch of time it counts: milliseconds of a clock that only goes forward, divided by `slotMs`. */
  stretch: number;
  requests: number;
  errors: number;
}

/** Requests and errors of the last five minutes, in steps of ten seconds. */
export class RecentCounts {
  readonly #slots: Slot[] = [];

  add(now: number, failed: boolean): void {
    const stretch = Math.floor(now / slotMs);
    let slot = this.#slots.at(-1);
    if (slot?.stretch !== stretch) {
      slot = { stretch, requests: 0, errors: 0 };
      this.#slots.push(slot);
      if (this.#slots.length > slots) this.#slots.shift();
    }
    slot.requests++;
    if (failed) slot.errors++;
  }

  total(now: number): { requests: number; errors: number } {
    const oldest = Math.floor(now / slotMs) - slots + 1;
    const total = { requests: 0, errors: 0 };
    for (const { stretch, requests, errors } of this.#slots) {
      if (stretch < oldest) continue;
      total.requests += requests;
      total.errors += errors;
    }
    return total;
  }
}
