/** How long replicas ran, all together: ten seconds are one replica for ten, or two for five. Times are milliseconds of one clock. */
export class BusyTime {
  #running = 0;
  /** Ends less beginnings, of the runs that have one. */
  #sum = 0;

  get running(): number {
    return this.#running;
  }

  began(now: number): void {
    this.#running++;
    this.#sum -= now;
  }

  ended(now: number): void {
    this.#running--;
    this.#sum += now;
  }

  /** Until now, with what runs still. */
  until(now: number): number {
    return this.#sum + this.#running * now;
  }
}
