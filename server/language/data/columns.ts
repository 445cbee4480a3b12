import { locationIn } from '../model/model-references.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { Column } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { contractPath } from './contract.ts';

/** Columns of the data file that a contract is about; null where they are not known. */
export function columnsOf(folder: WorkspaceFolder, contract: ManifestDocument): readonly Column[] | null {
  const path = contractPath(contract);
  if (!path) return null;
  const columns = folder.providers.contents.columns(locationIn(contract, path.text));
  return columns.state === 'known' ? columns.value : null;
}
