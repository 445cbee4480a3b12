import { posix } from 'node:path';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { entryOf, textOf, type WrittenText } from '../yaml/reading.ts';
import { monitorsOf } from './gates.ts';

/**
 * What a text of a model manifest names. `dataset`: an entry of `data`, or a file; `model`: the registered model that the
 * manifest itself describes.
 */
export type ModelReferenceKind =
  | 'model'
  | 'alias'
  | 'artifact'
  | 'contract'
  | 'dataset-file'
  | 'dataset'
  | 'stage'
  | 'pipeline'
  | 'target'
  | 'executor';

export interface ModelReference {
  kind: ModelReferenceKind;
  name: WrittenText;
  /** Where it stands, as in `data.train`. */
  path: string;
}

/** What a `*.model.yaml` names that lies outside of it, or elsewhere in it. */
export function modelReferencesOf(document: ManifestDocument): ModelReference[] {
  const { yaml } = document;
  const found: ModelReference[] = [];
  const add = (kind: ModelReferenceKind, path: string, name: WrittenText | null) => {
    if (name) found.push({ kind, name, path });
  };
  const addAt = (kind: ModelReferenceKind, ...path: string[]) =>
    add(kind, path.join('.'), textOf(resolved(document, path)));
  addAt('model', 'name');
  addAt('artifact', 'artifact');
  addAt('contract', 'data', 'contract');
  addAt('dataset-file', 'data', 'train');
  addAt('dataset-file', 'data', 'evaluation');
  addAt('stage', 'evaluate', 'stage');
  addAt('target', 'deploy', 'target');
  addAt('alias', 'deploy', 'alias');
  addAt('dataset', 'deploy', 'warmup', 'from');
  for (const [index, monitor] of monitorsOf(document).entries())
    add('dataset', `monitors[${index}].reference`, textOf(entryOf(yaml, monitor, 'reference')));
  addAt('pipeline', 'retrain', 'pipeline');
  addAt('executor', 'retrain', 'executor');
  return found;
}

/** Paths of a manifest are from its own folder; the answer is from the root of the workspace folder. */
export function locationIn({ location }: ManifestDocument, path: string): string {
  return joinLocation(posix.dirname(location), path);
}

function resolved({ yaml }: ManifestDocument, path: readonly string[]) {
  const found = yaml.find(path);
  return found && yaml.resolve(found);
}
