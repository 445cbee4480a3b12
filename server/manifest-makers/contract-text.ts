import { writeValue } from '../language/edits/write-value.ts';
import type { Column } from '../language/workspace/providers.ts';

export interface ContractFacts {
  name: string;
  /** Of the data file, from the contract's folder. */
  path: string;
  columns: readonly Column[];
}

/** A data contract that says what the columns are, and leaves to a person what they must be. */
export function contractText({ name, path, columns }: ContractFacts): string {
  const times = columns.filter(({ type }) => type === 'datetime');
  const fields = columns.map((column) =>
    // Of several times nobody knows which is the one.
    column.type === 'datetime' && times.length === 1 ? { ...column, role: 'timestamp' } : column,
  );
  return `# Types are those of the first rows. Add what must hold: constraints: {required: true, minimum: 0}.
slipway: 1
name: ${writeValue(name)}
path: ${writeValue(path)}
schema:
  fields:
${fields.map((field) => `    - ${writeValue(field)}\n`).join('')}`;
}
