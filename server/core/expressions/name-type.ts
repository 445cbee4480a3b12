/** What a name of an expression stands for. Numbers are doubles. */
export type NameType =
  | { kind: 'number' | 'bool' | 'string'; doc: string }
  /** Any text in brackets gives a number: `metrics["val/loss"]`. */
  | { kind: 'numbers'; doc: string }
  | { kind: 'object'; doc: string; members: Names; others: OtherNames };

/** Names that are not listed: none, or numbers whose names are known elsewhere. */
export type OtherNames = 'none' | 'metrics' | 'any-number';

export type Names = Readonly<Record<string, NameType>>;

export function number(doc: string): NameType {
  return { kind: 'number', doc };
}

export function bool(doc: string): NameType {
  return { kind: 'bool', doc };
}

export function object(doc: string, members: Names, others: OtherNames = 'none'): NameType {
  return { kind: 'object', doc, members, others };
}

/** As a person says it. */
export function inWords({ kind }: NameType): string {
  switch (kind) {
    case 'number':
      return 'a number';
    case 'bool':
      return 'true or false';
    case 'string':
      return 'a text';
    case 'numbers':
      return 'a table of numbers by name';
    case 'object':
      return 'a group of values';
  }
}
