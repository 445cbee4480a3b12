import { locationIn, modelReferencesOf } from '../model/model-references.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

/** The data contract that a model manifest names; null where it names none, or that one cannot be read. */
export function contractOfModel(folder: WorkspaceFolder, model: ManifestDocument): ManifestDocument | null {
  const reference = modelReferencesOf(model).find(({ kind }) => kind === 'contract');
  const contract = reference && folder.document(locationIn(model, reference.name.text));
  return contract?.kind === 'data' ? contract : null;
}
