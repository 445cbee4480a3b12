import type { DataFile, Field } from '../../schemas/manifests/data.ts';

type Match = NonNullable<DataFile['schema']['fieldsMatch']>;

/** What is wrong with the names of a file's columns, as Table Schema's `fieldsMatch` asks for them. */
export function columnFaults(columns: readonly string[], fields: readonly Field[], match: Match): string[] {
  const names = fields.map(({ name }) => name);
  const lacking = names.filter((name) => !columns.includes(name));
  const others = columns.filter((name) => !names.includes(name));
  const faults: string[] = [];
  const lacks = () => lacking.length > 0 && faults.push(`it lacks the columns ${lacking.join(', ')}`);
  const hasOthers = () =>
    others.length > 0 && faults.push(`it has columns that the contract does not know: ${others.join(', ')}`);
  switch (match) {
    case 'exact':
    case 'equal':
      lacks();
      hasOthers();
      if (match === 'exact' && faults.length === 0 && columns.some((name, index) => name !== names[index]))
        faults.push(`its columns stand in another order: ${columns.join(', ')}`);
      break;
    case 'subset':
      lacks();
      break;
    case 'superset':
      hasOthers();
      if (lacking.length === names.length) lacks();
      break;
    case 'partial':
      if (lacking.length === names.length) lacks();
  }
  return faults;
}
