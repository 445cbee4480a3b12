/** Measures and shortens text in a font, remembering what it has measured. */
export class TextWidth {
  private readonly context = document.createElement('canvas').getContext('2d');
  private readonly known = new Map<string, number>();
  private readonly font: string;

  /** @param font as CSS writes it: `600 13px sans-serif` */
  constructor(font: string) {
    this.font = font;
  }

  /** CSS pixels. */
  of(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    if (this.context === null) return text.length * 7;
    this.context.font = this.font;
    const { width } = this.context.measureText(text);
    this.known.set(text, width);
    return width;
  }

  /** The start of a text that is too long, and an ellipsis. */
  shortened(text: string, width: number): string {
    if (this.of(text) <= width) return text;
    let [fits, tooMany] = [0, text.length];
    while (tooMany - fits > 1) {
      const middle = (fits + tooMany) >> 1;
      if (this.of(`${text.slice(0, middle)}…`) <= width) fits = middle;
      else tooMany = middle;
    }
    return `${text.slice(0, fits).trimEnd()}…`;
  }
}
