/**
 * Output of several stages at once, shown one after another: the first is shown as it comes, the others are kept
 * until those before them have ended. Lines of one stage stay together, so that a traceback can be read.
 */
export class OutputBlocks {
  readonly #write: (text: string) => void;
  readonly #blocks: { heading: string; kept: string; ended: boolean }[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Begins a stage's output. */
  begin(heading: string): { write: (text: string) => void; end: () => void } {
    const block = { heading, kept: '', ended: false };
    this.#blocks.push(block);
    if (this.#blocks.length === 1) this.#write(heading);
    return {
      write: (text) => {
        if (this.#blocks[0] === block) this.#write(text);
        else block.kept += text;
      },
      end: () => {
        block.ended = true;
        this.#advance();
      },
    };
  }

  #advance(): void {
    while (this.#blocks[0]?.ended) {
      this.#blocks.shift();
      const [next] = this.#blocks;
      if (!next) return;
      this.#write(next.heading);
      if (next.kept !== '') this.#write(next.kept);
      next.kept = '';
    }
  }
}
