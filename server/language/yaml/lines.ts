import type { Position, Range } from 'vscode-languageserver-types';

/** Where the lines of a text begin. Positions are as in LSP: zero-based, in UTF-16 code units. */
export class Lines {
  readonly #starts: number[];
  readonly #length: number;

  constructor(text: string) {
    this.#starts = [0];
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get count(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: Math.max(0, offset - (this.#starts[low] ?? 0)) };
  }

  offsetAt({ line, character }: Position): number {
    const start = this.#starts[line];
    if (start === undefined) return this.#length;
    return Math.min(start + character, this.#starts[line + 1] ?? this.#length);
  }

  rangeOf({ start, end }: { start: number; end: number }): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }
}
