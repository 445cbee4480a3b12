import { parse, stringify } from 'yaml';
import { parseModelManifest } from '../../manifests/model/parse-model-manifest.ts';
import type { RevisionRecord } from '../target-table.ts';

const heading = (target: string) =>
  ` A release by Slipway to the target ${target}. Slipway does not overwrite what others change here.\n`;

/** The file that a cluster deploys from (docs/deployments.md describes it); the same text for the same revision. */
export function releaseFile(record: RevisionRecord): string {
  const { target, number, model, version, createdAt, artifactUri, digests } = record;
  const { value } = parseModelManifest(record.manifest);
  if (!value) throw new Error(`the manifest of revision ${number} of ${target} cannot be read any more`);
  const content = {
    release: 1,
    target,
    revision: number,
    createdAt: new Date(createdAt).toISOString(),
    model: { name: model, version, uri: artifactUri, artifact: value.artifact },
    sha256: { model: digests.model, manifest: digests.manifest, data: digests.data },
    manifest: value,
  };
  const text = stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
  return `#${heading(target)}${text}`;
}

/** The number of the revision that such a file names; null for any other text. */
export function revisionIn(text: string): number | null {
  try {
    const content: unknown = parse(text, { maxAliasCount: 100 });
    if (typeof content !== 'object' || content === null || !('revision' in content)) return null;
    return Number.isSafeInteger(content.revision) ? Number(content.revision) : null;
  } catch {
    return null;
  }
}
