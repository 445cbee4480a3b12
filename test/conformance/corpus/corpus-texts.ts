import type { RandomSource } from '../random-source.ts';

/** A text made of a file's, and where in it the cursor is. */
export interface CorpusText {
  what: string;
  text: string;
  cursor: number;
}

/** A file cut off at the end of each of its lines, as it grows while it is written. */
export function* beginnings(text: string): Generator<CorpusText> {
  yield { what: 'nothing of it', text: '', cursor: 0 };
  for (let line = 1, from = 0; from <= text.length; line++) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    yield { what: `its first ${line} lines`, text: text.slice(0, end), cursor: end };
    from = end + 1;
  }
}

/** A file without one character: each in turn where they are not more than `most`, else as many, drawn. */
export function* deletions(text: string, most: number, random: RandomSource): Generator<CorpusText> {
  const count = Math.min(text.length, most);
  for (let index = 0; index < count; index++) {
    const at = count === text.length ? index : random.below(text.length);
    yield { what: `without character ${at}`, text: text.slice(0, at) + text.slice(at + 1), cursor: at };
  }
}

/**
 * Where mistakes show most: a file cut off behind a colon, a dash, an open bracket or quote, and without a character that YAML
 * gives a meaning to, or an indentation one blank shorter. As many of each as are wanted, drawn.
 */
export function* telling(text: string, most: number, random: RandomSource): Generator<CorpusText> {
  const open = places(text, /[:\-[{,"'|>]$/gm).map((at) => at + 1);
  const meant = places(text, /[:\-[\]{},"'|>&*!?#%\n]|^ +/gm);
  for (const end of drawn(open, text.length, most, random))
    yield { what: `its first ${end} characters`, text: text.slice(0, end), cursor: end };
  for (const at of drawn(meant, text.length, most, random))
    yield { what: `without character ${at}`, text: text.slice(0, at) + text.slice(at + 1), cursor: at };
}

function places(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(({ index }) => index);
}

/** Of these places, or of all where there are too few. */
function drawn(from: readonly number[], length: number, most: number, random: RandomSource): number[] {
  if (length === 0) return [];
  return Array.from({ length: most }, () => (from.length >= most ? random.pick(from) : random.below(length)));
}
