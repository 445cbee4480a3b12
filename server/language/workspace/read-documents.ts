import type { ManifestDocument } from './manifest-document.ts';

/** Documents that stay whole whatever their length: what goes back and forth between two files reads neither again. */
const fewest = 4;
const mostCharacters = 300_000;

/** The documents that no editor shows, but whose nodes are in memory: those that were read last. */
export class ReadDocuments {
  readonly #rest: (document: ManifestDocument) => void;
  /** The one read last comes last. */
  readonly #read = new Set<ManifestDocument>();
  #characters = 0;

  /** @param rest called for a document that was read too long ago */
  constructor(rest: (document: ManifestDocument) => void) {
    this.#rest = rest;
  }

  add(document: ManifestDocument): void {
    this.remove(document);
    this.#read.add(document);
    this.#characters += document.text.length;
    for (const oldest of this.#read) {
      if (this.#characters <= mostCharacters || this.#read.size <= fewest) return;
      this.remove(oldest);
      this.#rest(oldest);
    }
  }

  /** It is not to be counted any longer, be it open or gone. */
  remove(document: ManifestDocument): void {
    if (this.#read.delete(document)) this.#characters -= document.text.length;
  }
}
