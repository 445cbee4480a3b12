/**
 * How well a name fits what was typed, whose letters it must hold in their order: higher is better, null where it does not.
 * Letters that follow one another, and those that begin a word, count more.
 */
export function fuzzyScore(query: string, name: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  const letters = name.toLowerCase();
  const whole = letters.indexOf(wanted);
  if (whole >= 0) return 100 + wanted.length + (isWordStart(name, whole) ? 50 : 0) - name.length / 100;
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = letters.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next === at + 1) score += 2;
    if (isWordStart(name, next)) score += 3;
    at = next;
  }
  return score - name.length / 100;
}

function isWordStart(name: string, at: number): boolean {
  const before = name[at - 1];
  return (
    before === undefined || /[^\p{L}\p{N}]/u.test(before) || /\p{Ll}\p{Lu}/u.test(name.slice(at - 1, at + 1))
  );
}
