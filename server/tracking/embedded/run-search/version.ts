let latest = 0;

/** A number that no column or order has had before, to tell whether what was derived from it is still right. */
export function nextVersion(): number {
  latest++;
  return latest;
}

/** Whether a run, named by its `pk`, matches. */
export type Predicate = (pk: number) => boolean;
