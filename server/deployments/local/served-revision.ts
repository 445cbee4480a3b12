import type { ModelFile } from '../../../schemas/manifests/model.ts';

/** What a local target must know of a revision to serve and to judge it. */
export interface ServedRevision {
  number: number;
  model: string;
  version: string;
  /** Its own copy of the ONNX file, which nothing else changes or removes. */
  path: string;
  /** As it was when the revision was made. */
  manifest: ModelFile;
  /** Bodies of infer requests for the warm-up; empty where there is no data to make them of. */
  warmUp: () => Promise<string[]>;
}
