const farthest = 2;

/** What to say after an unknown name: the known one that was probably meant, or all of them. */
export function adviseName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === null ? `known: ${known.join(', ')}` : `did you mean "${near}"?`;
}

/** The known name that was probably meant; null where none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const distance = (candidate: string) => editDistance(candidate.toLowerCase(), wanted);
  // Of two as near, the one that begins like it: "gpu" is rather "gpus" than "cpu".
  const beginsOtherwise = (candidate: string) => Number(candidate[0]?.toLowerCase() !== wanted[0]);
  const [near] = known
    // A name of which no letter is left is no misspelling.
    .filter((candidate) => distance(candidate) <= Math.min(farthest, candidate.length - 1, wanted.length - 1))
    .sort((a, b) => distance(a) - distance(b) || beginsOtherwise(a) - beginsOtherwise(b));
  return near ?? null;
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
