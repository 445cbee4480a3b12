import type { AccessAlert, NumberedAlert } from '../../../schemas/protocol/inference.ts';

/** The same about the same is not told again so soon. */
const quietMs = 600_000;
/** Whoever comes from ever new addresses fills no log. */
const mostAnHour = 60;
const hourMs = 3_600_000;

/** Alerts for the runner, until it has written them down. Times are in milliseconds since 1970. */
export class AlertBox {
  readonly #now: () => number;
  #untaken: NumberedAlert[] = [];
  /** Of the last hour. */
  #told: { about: string; at: number }[] = [];
  #numbers = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get untaken(): readonly NumberedAlert[] {
    return this.#untaken;
  }

  /** @returns whether it is to be told */
  add(alert: AccessAlert): boolean {
    const at = this.#now();
    this.#told = this.#told.filter((told) => at - told.at < hourMs);
    const about = `${alert.alert} ${alert.about}`;
    if (this.#told.length >= mostAnHour) return false;
    if (this.#told.some((told) => told.about === about && at - told.at < quietMs)) return false;
    this.#told.push({ about, at });
    this.#untaken.push({ ...alert, number: ++this.#numbers, at });
    return true;
  }

  taken(upTo: number): void {
    this.#untaken = this.#untaken.filter(({ number }) => number > upTo);
  }
}
