import type { ModelFile } from '../../../schemas/manifests/model.ts';
import { modelSchema } from '../schema/model-schema.ts';
import { readManifest } from '../schema/read-manifest.ts';
import { offsetAt } from '../workspace/manifest-places.ts';
import type { ManifestProblem } from '../workspace/workspace-manifest.ts';

export interface ParsedModelManifest {
  /** Null where something is wrong: a release wants a manifest that is whole. */
  value: ModelFile | null;
  /** Of each gate, from 1. */
  gateLines: number[];
  problems: ManifestProblem[];
}

/** A `*.model.yaml`. Never throws: whatever is wrong is a problem with its place. */
export function parseModelManifest(text: string): ParsedModelManifest {
  const { content, document, lineOf, problems } = readManifest(text, modelSchema);
  if (document === null) return { value: null, gateLines: [], problems };
  const value = content as ModelFile;
  const gateLines = (value.gates ?? []).map((_, index) =>
    lineOf(offsetAt(document, ['gates', String(index)], 'value')),
  );
  return { value, gateLines, problems };
}
