import type { ScalarNode } from './node.ts';

/**
 * Where each letter of a scalar's value stands in the text of its section: one offset a letter, and that of the end.
 * Quotes, escapes and folded lines are stepped over.
 */
export function placesOfLetters(node: ScalarNode, text: string): number[] {
  const value = String(node.value);
  const isQuoted = node.style === 'single-quoted' || node.style === 'double-quoted';
  const last = isQuoted ? node.end - 1 : node.end;
  let at = isQuoted ? node.start + 1 : node.style === 'block' ? afterLine(text, node.start) : node.start;
  const places: number[] = [];
  for (const letter of value) {
    at = Math.min(node.style === 'double-quoted' ? skipContinuation(text, at) : at, last);
    if (letter !== text[at] && !isBlank(letter)) at = skipBlank(text, at, last);
    for (let unit = 0; unit < letter.length; unit++) places.push(Math.min(at + unit, last));
    if (isBlank(letter) && isBreak(text, at)) at = skipBlank(text, at, last);
    // Blanks of the value that were skipped with those before them take no more room.
    else if (!isBlank(letter) || isBlank(text[at] ?? '') || text[at] === '\\')
      at += lengthAt(text, at, node.style, letter);
  }
  // What follows the value is no part of it.
  places.push(Math.min(at, Math.max(last, node.start)));
  return places;
}

function lengthAt(text: string, at: number, style: ScalarNode['style'], letter: string): number {
  if (style === 'single-quoted' && text.startsWith("''", at)) return 2;
  if (style !== 'double-quoted' || text[at] !== '\\') return letter.length;
  return { x: 4, u: 6, U: 10 }[text[at + 1] ?? ''] ?? 2;
}

/** A line ends here, after blanks or none. */
function isBreak(text: string, at: number): boolean {
  return /^[ \t]*\r?\n/.test(text.slice(at, at + 80));
}

function skipContinuation(text: string, at: number): number {
  const match = /^\\\r?\n[ \t]*/.exec(text.slice(at, at + 200));
  return match ? at + match[0].length : at;
}

function skipBlank(text: string, from: number, last: number): number {
  let at = from;
  while (at < last && isBlank(text[at] ?? '')) at++;
  return at;
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? at : end + 1;
}

function isBlank(letter: string): boolean {
  return letter === ' ' || letter === '\n' || letter === '\t' || letter === '\r';
}
