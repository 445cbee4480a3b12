import type { ScalarNode } from '../yaml/node.ts';
import type { TextPiece } from './mention.ts';

/** The letters of a scalar without its quotes. */
export interface ScalarLetters {
  start: number;
  end: number;
  /** They are its value letter by letter: no escapes, folding or block in between. */
  areVerbatim: boolean;
}

export function scalarLetters({ start, end, style, value }: ScalarNode, { text }: TextPiece): ScalarLetters {
  const isQuoted = style === 'single-quoted' || style === 'double-quoted';
  const letters = isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  const written = text.slice(letters.start, letters.end);
  const areVerbatim = style !== 'block' && (typeof value !== 'string' || written === value);
  return { ...letters, areVerbatim };
}
