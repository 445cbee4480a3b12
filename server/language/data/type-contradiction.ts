/** Types of Frictionless Table Schema that values of another type can be read as. */
const readableAs: Record<string, readonly string[]> = {
  integer: ['integer', 'number', 'string', 'any', 'year', 'boolean'],
  number: ['number', 'string', 'any'],
  boolean: ['boolean', 'string', 'any'],
  date: ['date', 'datetime', 'string', 'any'],
  datetime: ['datetime', 'string', 'any'],
  string: [],
};
/** Texts are read as anything of which they hold the form; only numbers and truth values are certain not to be there. */
const neverOfText: readonly string[] = ['integer', 'number', 'boolean', 'date', 'datetime'];

/** Whether the head of a file shows that a column cannot be of the declared type. Both are of Frictionless Table Schema. */
export function contradicts(declared: string, found: string): boolean {
  if (declared === found || found === 'any' || declared === 'any') return false;
  if (found === 'string') return neverOfText.includes(declared);
  const allowed = readableAs[found];
  return allowed !== undefined && neverOfText.includes(declared) && !allowed.includes(declared);
}
