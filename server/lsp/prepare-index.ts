import { FolderIndex } from '../language/references/folder-index.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { Progress } from './progress.ts';
import type { SessionCore } from './session-core.ts';
import { inSlices } from './slices.ts';

/** Reads what the manifests of these folders name, in slices: what asks their index next finds it all but up to date. */
export async function prepareIndex(session: SessionCore, folders: readonly WorkspaceFolder[]): Promise<void> {
  const progress = new Progress('Slipway: finding references', session);
  try {
    for (const folder of folders)
      await inSlices(FolderIndex.updates(folder), ({ count, all }) => progress.tell(count, all));
  } finally {
    progress.done();
  }
}
