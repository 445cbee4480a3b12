import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';

/** What a local target must know of a revision to serve and to judge it. */
export interface ServedRevision {
  number: number;
  model: string;
  version: string;
  /** Its own copy of the ONNX file, or of what MLServer loads, which nothing else changes or removes. */
  path: string;
  /** Null where ONNX Runtime serves it. */
  mlserver: MlserverPlan | null;
  /** As it was when the revision was made. */
  manifest: ModelFile;
  /** Bodies of infer requests for the warm-up; empty where there is no data to make them of. */
  warmUp: () => Promise<string[]>;
}
