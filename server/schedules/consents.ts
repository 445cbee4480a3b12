import type { ScheduleTrigger } from '../../schemas/protocol/schedules.ts';
import { readPrivateJson, writePrivateJson } from '../discovery/private-file.ts';
import type { KeptContext } from './kept-context.ts';

/** A person's yes to one schedule, and what to run it with. */
export interface Consent {
  /** Of the schedule, its pipeline and its commands as they were. */
  consent: string;
  armedAt: number;
  /** What was waited for. */
  trigger: ScheduleTrigger;
  context: KeptContext;
}

/**
 * The schedules of a folder that a person has armed. They are kept in the user's state folder: what came with a clone
 * arms nothing.
 */
export class Consents {
  readonly #file: string;
  readonly #consents: Map<string, Consent>;

  /** `file`: in the folder's state folder. */
  constructor(file: string) {
    this.#file = file;
    this.#consents = new Map(Object.entries(readPrivateJson<Record<string, Consent>>(file) ?? {}));
  }

  get(schedule: string): Consent | null {
    return this.#consents.get(schedule) ?? null;
  }

  /** On disk when it returns. */
  set(schedule: string, consent: Consent): void {
    this.#consents.set(schedule, consent);
    this.#write();
  }

  remove(schedule: string): void {
    this.#consents.delete(schedule);
    this.#write();
  }

  #write(): void {
    writePrivateJson(this.#file, Object.fromEntries(this.#consents));
  }
}
