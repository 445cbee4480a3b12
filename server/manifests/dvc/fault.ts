/** Keys and indexes that lead from the top of a manifest to a value. */
export type ValuePath = readonly (string | number)[];

/** Which kind of mistake it is, where something has more to say about it than its message. */
export type FaultReason =
  | 'shape'
  | 'reference'
  | 'params-file'
  | 'params-key'
  | 'checkpoint'
  | 'repeated-path'
  | 'unsupported';

/** Something wrong in a manifest, at a value of it. Becomes a problem with line and column where the text is at hand. */
export class ManifestFault extends Error {
  readonly path: ValuePath;
  readonly reason: FaultReason | null;

  constructor(path: ValuePath, message: string, reason: FaultReason | null = null) {
    super(message);
    this.path = path;
    this.reason = reason;
  }
}
