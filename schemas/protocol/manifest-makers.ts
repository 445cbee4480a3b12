/** A new manifest as it would be, for a person to look at first. */
export interface ManifestOffer {
  /** Absolute; there is no file of this name. */
  file: string;
  text: string;
  /** What a person should know before it is written. */
  notes: string[];
}

/** Both read only: what is confirmed is written by who asked. */
export interface ManifestMakerRequests {
  /** A `*.model.yaml` from what a run logged. */
  'manifests/model': { params: { tracker?: string; runId: string }; result: ManifestOffer };
  /** A `*.data.yaml` from the columns of a data file, whose path is absolute. */
  'manifests/contract': { params: { file: string }; result: ManifestOffer };
}
