import type { Field, Severity } from '../../schemas/manifests/data.ts';
import { type FieldRule, fieldRules } from './field-rules.ts';
import { type FieldValue, fieldReader } from './field-value.ts';

/** Looks at one column, row by row. */
export class ColumnCheck {
  readonly severity: Severity;
  readonly #field: Field;
  readonly #index: number;
  readonly #read: (raw: unknown) => FieldValue;
  readonly #rules: FieldRule[];
  readonly #seen: Set<string> | null;
  #rows = 0;
  #broken = 0;
  /** Of the first row that breaks it. */
  #example: string | null = null;

  /** @throws UserError `SLW-CONTRACT-UNSUPPORTED` */
  constructor(field: Field, index: number, missingValues: readonly string[]) {
    this.#field = field;
    this.#index = index;
    this.severity = field.severity ?? 'error';
    this.#read = fieldReader(field, missingValues);
    this.#rules = fieldRules(field);
    this.#seen = field.constraints?.unique === true ? new Set() : null;
  }

  look(row: readonly unknown[]): void {
    this.#rows += 1;
    const raw = row[this.#index];
    const why = this.#faultOf(this.#read(raw));
    if (why === null) return;
    this.#broken += 1;
    this.#example ??= `in row ${this.#rows}, ${shown(raw)} ${why}`;
  }

  /** None where enough rows keep it. */
  faults(): string[] {
    const { name, mostly = 1 } = this.#field;
    if (this.#broken === 0 || (this.#rows - this.#broken) / this.#rows >= mostly) return [];
    const allowed = mostly < 1 ? `, and at least ${mostly * 100} % must keep it` : '';
    return [`${name}: ${this.#broken} of ${this.#rows} rows break it${allowed}: ${this.#example}`];
  }

  #faultOf(found: FieldValue): string | null {
    if ('missing' in found)
      return this.#field.constraints?.required === true ? 'is missing, and the field is required' : null;
    if ('wrong' in found) return found.wrong;
    const { value } = found;
    if (this.#seen) {
      const key = JSON.stringify(value);
      if (this.#seen.has(key)) return 'comes twice';
      this.#seen.add(key);
    }
    return this.#rules.find((rule) => !rule.keeps(value))?.broken ?? null;
  }
}

function shown(raw: unknown): string {
  if (raw === undefined || raw === null) return 'the value';
  const text = typeof raw === 'object' ? String(raw) : JSON.stringify(String(raw));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
