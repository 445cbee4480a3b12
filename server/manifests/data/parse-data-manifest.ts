import type { DataFile } from '../../../schemas/manifests/data.ts';
import { dataSchema } from '../schema/data-schema.ts';
import { readManifest } from '../schema/read-manifest.ts';
import type { ManifestProblem } from '../workspace/workspace-manifest.ts';

/** A `*.data.yaml`; `value` is null where something is wrong. Never throws: whatever is wrong is a problem with its place. */
export function parseDataManifest(text: string): { value: DataFile | null; problems: ManifestProblem[] } {
  const { content, document, problems } = readManifest(text, dataSchema);
  return { value: document === null ? null : (content as DataFile), problems };
}
