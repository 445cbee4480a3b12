/** Runs of one experiment as a forest; every id of the experiment stands in it once. */
export interface Forest {
  /** In the order of the query. */
  roots: string[];
  childrenOf: ReadonlyMap<string, string[]>;
}

/**
 * Nests runs below their parents, keeping the order of `ids`. A run whose parent is not among them
 * (deleted, or of another experiment) stands at the root, and so does one that is its own ancestor.
 */
export function nest(ids: readonly string[], parentOf: ReadonlyMap<string, string>): Forest {
  const present = new Set(ids);
  const roots: string[] = [];
  const childrenOf = new Map<string, string[]>();
  for (const id of ids) {
    const parent = parentOf.get(id);
    if (parent === undefined || !present.has(parent) || isOwnAncestor(id, parentOf)) roots.push(id);
    else {
      const siblings = childrenOf.get(parent);
      if (siblings) siblings.push(id);
      else childrenOf.set(parent, [id]);
    }
  }
  return { roots, childrenOf };
}

function isOwnAncestor(id: string, parentOf: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = parentOf.get(id); at !== undefined && !seen.has(at); at = parentOf.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
