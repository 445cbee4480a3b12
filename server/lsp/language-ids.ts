import type { ManifestKind } from '../language/workspace/manifest-kind.ts';

const kinds = new Map<string, ManifestKind>([
  ['slipway-workspace', 'workspace'],
  ['slipway-model', 'model'],
  ['slipway-data', 'data'],
]);

/** Of a text that has no file name yet. Null for a language that is none of ours: YAML may be anything. */
export function kindOfLanguage(languageId: string): ManifestKind | null {
  return kinds.get(languageId) ?? null;
}
