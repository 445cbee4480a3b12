/** Keys and indexes that lead from the top of a manifest to a value. */
export type ValuePath = readonly (string | number)[];

/** Something wrong in a manifest, at a value of it. Becomes a problem with line and column where the text is at hand. */
export class ManifestFault extends Error {
  readonly path: ValuePath;

  constructor(path: ValuePath, message: string) {
    super(message);
    this.path = path;
  }
}
