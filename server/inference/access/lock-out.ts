const mostFailures = 10;
const windowMs = 60_000;
const lockedMs = 60_000;
const mostAddresses = 10_000;

interface Failures {
  count: number;
  since: number;
  lockedUntil: number;
}

/** Addresses from which wrong tokens came: ten within a minute lock one out for a minute. Times are milliseconds of one clock. */
export class LockOut {
  readonly #addresses = new Map<string, Failures>();

  /** 0 where the address is not locked out. */
  lockedForMs(address: string, now: number): number {
    return Math.max((this.#addresses.get(address)?.lockedUntil ?? 0) - now, 0);
  }

  /** @returns whether this failure locks the address out */
  failed(address: string, now: number): boolean {
    const before = this.#addresses.get(address);
    const failures =
      before && now - before.since < windowMs ? before : { count: 0, since: now, lockedUntil: 0 };
    this.#addresses.delete(address);
    this.#addresses.set(address, failures);
    if (this.#addresses.size > mostAddresses) this.#forgetOldest();
    if (++failures.count < mostFailures) return false;
    failures.count = 0;
    failures.since = now;
    failures.lockedUntil = now + lockedMs;
    return true;
  }

  #forgetOldest(): void {
    const [oldest] = this.#addresses.keys();
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }
}
