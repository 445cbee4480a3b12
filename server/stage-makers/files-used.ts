import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';
import { isOutside, type SeenPath } from './choose-paths.ts';
import { locationOf } from './stage-site.ts';

/** As an execution leaves it behind in `provenance/files.json`; paths are from the workspace folder. */
export interface FilesUsed {
  /** Null: not known, for no Python process ran. */
  read: string[] | null;
  written: string[];
  complete: boolean;
}

/** @throws UserError `SLW-STAGE-NO-FILES` for a run that has no such record */
export async function filesUsed(artifacts: ArtifactStore, runId: string): Promise<FilesUsed> {
  try {
    const file = await artifacts.locate(runId, 'provenance/files.json');
    return JSON.parse(await readFile(file, 'utf8')) as FilesUsed;
  } catch (error) {
    throw new UserError(
      'SLW-STAGE-NO-FILES',
      `What this run read and wrote was not recorded (${error instanceof Error ? error.message : error}).`,
      'Run it again as a tracked run, and make the stage of that run.',
    );
  }
}

/** A folder stands for more files than were named one by one. `folder` is the workspace's. */
export function pathsSeen({ read, written }: FilesUsed, root: string, folder: string): SeenPath[] {
  const seen = (paths: string[], use: SeenPath['use']) =>
    paths.map(
      (path): SeenPath => ({
        location: locationOf(root, join(folder, path)),
        use,
        why: path.endsWith('/') ? `many files, ${use} by the run` : `${use} by the run`,
      }),
    );
  return [...seen(read ?? [], 'read'), ...seen(written, 'written')];
}

const paramsFile = /(?:^|\/)params\.(?:ya?ml|json|toml)$/;

/** Params files that were read are no deps: they count as params, as a whole. */
export function apartFromParams(all: readonly SeenPath[]): { seen: SeenPath[]; paramFiles: string[] } {
  const isParams = ({ use, location }: SeenPath) =>
    use === 'read' && paramsFile.test(location) && !isOutside(location);
  const paramFiles = [...new Set(all.filter(isParams).map(({ location }) => location))];
  return { seen: all.filter((path) => !isParams(path)), paramFiles };
}
