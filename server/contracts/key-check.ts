import type { DataFile } from '../../schemas/manifests/data.ts';

/** Looks whether fields together name a row: never twice, and those of the primary key are never missing. */
export class KeyCheck {
  readonly #names: readonly string[];
  readonly #indices: readonly number[];
  readonly #missing: ReadonlySet<string>;
  readonly #isPrimary: boolean;
  readonly #seen = new Set<string>();
  #twice = 0;
  #absent = 0;

  private constructor(
    names: readonly string[],
    columns: readonly string[],
    missing: readonly string[],
    isPrimary: boolean,
  ) {
    this.#names = names;
    this.#indices = names.map((name) => columns.indexOf(name));
    this.#missing = new Set(missing);
    this.#isPrimary = isPrimary;
  }

  static of(
    { primaryKey = [], uniqueKeys = [], missingValues = [''] }: DataFile['schema'],
    columns: readonly string[],
  ): KeyCheck[] {
    const primary = typeof primaryKey === 'string' ? [primaryKey] : primaryKey;
    return [
      ...(primary.length > 0 ? [new KeyCheck(primary, columns, missingValues, true)] : []),
      ...uniqueKeys.map((names) => new KeyCheck(names, columns, missingValues, false)),
    ];
  }

  look(row: readonly unknown[]): void {
    const values = this.#indices.map((index) => (index < 0 ? null : row[index]));
    if (values.some((value) => value === null || value === undefined || this.#missing.has(String(value)))) {
      this.#absent += 1;
      return;
    }
    const key = JSON.stringify(values.map(String));
    if (this.#seen.has(key)) this.#twice += 1;
    this.#seen.add(key);
  }

  faults(): string[] {
    const names = this.#names.join(', ');
    const faults: string[] = [];
    if (this.#twice > 0) faults.push(`${names}: ${this.#twice} rows have a key that another has`);
    if (this.#isPrimary && this.#absent > 0) faults.push(`${names}: ${this.#absent} rows have no key`);
    return faults;
  }
}
