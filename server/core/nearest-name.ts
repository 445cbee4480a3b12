const farthest = 2;

/** What to say after an unknown name: the known one that was probably meant, or all of them. */
export function adviseName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === null ? `known: ${known.join(', ')}` : `did you mean "${near}"?`;
}

/** The known name that was probably meant; null where none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  // Of two as near, the one that begins like it: "gpu" is rather "gpus" than "cpu".
  const beginsOtherwise = (candidate: string) => Number(candidate[0]?.toLowerCase() !== wanted[0]);
  const [near] = known
    .map((candidate) => ({ candidate, distance: distanceTo(candidate.toLowerCase(), wanted) }))
    // A name of which no letter is left is no misspelling.
    .filter(
      ({ candidate, distance }) => distance <= Math.min(farthest, candidate.length - 1, wanted.length - 1),
    )
    .sort((a, b) => a.distance - b.distance || beginsOtherwise(a.candidate) - beginsOtherwise(b.candidate));
  return near?.candidate ?? null;
}

/** Levenshtein distance, as far as it is small: what both begin and end with is passed over. */
function distanceTo(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > farthest) return Number.POSITIVE_INFINITY;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endOfA, endOfB] = [a.length, b.length];
  while (endOfA > start && endOfB > start && a[endOfA - 1] === b[endOfB - 1]) {
    endOfA--;
    endOfB--;
  }
  return editDistance(a.slice(start, endOfA), b.slice(start, endOfB));
}

/** Levenshtein distance of two short words. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
