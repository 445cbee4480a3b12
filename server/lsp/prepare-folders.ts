import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { Progress } from './progress.ts';
import type { SessionCore } from './session-core.ts';
import { inSlices } from './slices.ts';

/**
 * Finds and reads the manifests of all folders in slices, so that others get their turns; what takes longer shows that it does.
 * @param shownAfterMs milliseconds that nobody is told of it
 */
export async function prepareFolders(session: SessionCore, shownAfterMs?: number): Promise<void> {
  const progress = new Progress('Slipway: reading manifests', session, shownAfterMs);
  try {
    const folders = session.folders.ofWorkspace();
    for (const { files } of folders) await files.prepare();
    for (const { folder } of folders)
      await inSlices(readManifests(folder), ({ count, all }) => progress.tell(count, all));
  } finally {
    progress.done();
  }
}

/** What its files are checked against, which would otherwise be read all at once when the first one is. */
function* readManifests(folder: WorkspaceFolder): Generator<{ count: number; all: number }> {
  const locations = folder.providers.files.manifests();
  for (const [index, location] of locations.entries()) {
    const document = folder.document(location);
    if (document?.kind === 'pipeline') folder.pipeline(document);
    yield { count: index + 1, all: locations.length };
  }
}
