import { Lines } from '../yaml/lines.ts';
import type { TextPiece } from './mention.ts';

/** The text of a document that no editor shows: what is mentioned in it keeps none of its nodes. */
export class WholeText implements TextPiece {
  readonly text: string;
  #lines: Lines | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }
}
