const maxDepth = 20;

/** Leaves of nested mappings by their dotted path; lists become JSON. What is too deep is left out. */
export function flatten(
  value: unknown,
  prefix = '',
  depth = 0,
): Map<string, string | number | boolean | null> {
  const leaves = new Map<string, string | number | boolean | null>();
  if (typeof value !== 'object' || value === null || depth > maxDepth) return leaves;
  for (const [key, child] of Object.entries(value)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (Array.isArray(child)) leaves.set(path, JSON.stringify(child));
    else if (typeof child === 'object' && child !== null)
      for (const [name, leaf] of flatten(child, path, depth + 1)) leaves.set(name, leaf);
    else if (['string', 'number', 'boolean'].includes(typeof child) || child === null)
      leaves.set(path, child);
  }
  return leaves;
}
