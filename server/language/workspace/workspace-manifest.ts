import { keyText } from '../yaml/node.ts';
import type { ManifestDocument } from './manifest-document.ts';
import type { WorkspaceFolder } from './workspace-folder.ts';

const location = 'slipway.yaml';

/** The folder's `slipway.yaml`; null where there is none, or it cannot be read. */
export function workspaceManifest(folder: WorkspaceFolder): ManifestDocument | null {
  return folder.document(location);
}

/** Names that `slipway.yaml` gives under a key, like `targets`; null where that is not known. */
export function namesIn(folder: WorkspaceFolder, key: string): string[] | null {
  const document = workspaceManifest(folder);
  if (!document) return folder.fileKind(location).state === 'absent' ? [] : null;
  if (document.isBroken) return null;
  const names = document.yaml.pairsAt([key]).flatMap(({ pair }) => keyText(pair.key) ?? []);
  return names.includes('<<') ? null : names;
}
