import { ManifestDocument } from '../workspace/manifest-document.ts';
import { Lines } from '../yaml/lines.ts';
import { maxLength } from '../yaml/yaml-document.ts';
import type { TextPiece, Unit } from './mention.ts';
import { ParamsUnits } from './params-units.ts';
import { pythonMentions } from './python-mentions.ts';
import { tomlMentions } from './toml-mentions.ts';

/** A params file that only the manifests which name it know for one, as it was last read. */
export class OtherParams {
  readonly #location: string;
  readonly #units = new ParamsUnits(null);
  #document: ManifestDocument | null = null;
  #read: { text: string; units: readonly Unit[]; lineOf(piece: TextPiece): number } | null = null;

  constructor(location: string) {
    this.#location = location;
  }

  /** The file's own text, or that of the open document. */
  update(text: string): { units: readonly Unit[]; lineOf(piece: TextPiece): number } {
    if (this.#read?.text === text) return this.#read;
    this.#read = { text, ...this.#readText(text) };
    return this.#read;
  }

  #readText(text: string): { units: readonly Unit[]; lineOf(piece: TextPiece): number } {
    const lineOf = () => 0;
    if (text.length > maxLength) return { units: [], lineOf };
    const piece: TextPiece = { text, lines: new Lines(text) };
    if (/\.toml$/i.test(this.#location))
      return { units: [{ location: this.#location, mentions: tomlMentions(piece, this.#location) }], lineOf };
    if (/\.py$/i.test(this.#location))
      return {
        units: [{ location: this.#location, mentions: pythonMentions(piece, this.#location) }],
        lineOf,
      };
    const document = this.#document?.update(text) ?? ManifestDocument.of(this.#location, 'params', text);
    this.#document = document;
    return { units: this.#units.update(document), lineOf: linesOf(document) };
  }
}

/** The line that a section of a document stands at. */
export function linesOf(document: ManifestDocument): (piece: TextPiece) => number {
  let lines: Map<TextPiece, number> | null = null;
  return (piece) => {
    lines ??= new Map(document.yaml.sections.map(({ section, line }) => [section, line]));
    return lines.get(piece) ?? 0;
  };
}
