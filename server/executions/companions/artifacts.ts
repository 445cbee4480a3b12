import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArtifactFiles } from '../../tracking/artifact-store.ts';
import { artifactUriPath } from '../../tracking/artifact-uri.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion } from '../companion.ts';

/**
 * Moves what lies in the execution's `artifacts/` to the run's own. In the end only, for until then the script may
 * move its run to another experiment. Must stand last in the list.
 */
export function artifactsCompanion(tracker: Tracker, artifacts: ArtifactFiles): Companion {
  return {
    name: 'artifacts',
    attach: ({ runId, executionDir }) => ({
      async finish() {
        const { info } = await tracker.getRun(runId);
        const root = artifactUriPath(info.artifactUri);
        if (root === null)
          throw new Error(`the artifacts of run ${runId} lie elsewhere: ${info.artifactUri}`);
        const source = join(executionDir, 'artifacts');
        for (const file of await filesBelow(source)) {
          const path = relative(source, file).split(sep).join('/');
          await artifacts.write(`${root}/${path}`, createReadStream(file));
        }
        await rm(source, { recursive: true, force: true });
      },
    }),
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
