/** What a file describes, by its name alone. */
export type ManifestKind = 'pipeline' | 'params' | 'workspace' | 'model' | 'data';

/** Null for a file that is none of ours. `params`: params.yaml; other params files are known by who names them. */
export function manifestKindOf(location: string): ManifestKind | null {
  const name = location.slice(location.lastIndexOf('/') + 1);
  if (name === 'dvc.yaml') return 'pipeline';
  if (name === 'params.yaml') return 'params';
  if (name === 'slipway.yaml') return 'workspace';
  if (name.endsWith('.model.yaml') && name !== '.model.yaml') return 'model';
  return name.endsWith('.data.yaml') && name !== '.data.yaml' ? 'data' : null;
}
