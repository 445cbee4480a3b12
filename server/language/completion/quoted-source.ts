import type { Word } from './site.ts';

/** A text between the quotes that are there, with the second where it is missing. */
export function quotedSource(text: string, { style, closed }: Word): string {
  const isSingle = style === 'single-quoted';
  const inner = isSingle ? text.replaceAll("'", "''") : JSON.stringify(text).slice(1, -1);
  return closed ? inner : inner + (isSingle ? "'" : '"');
}
