import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface WorkspaceChanges {
  /** Relative to the workspace with `/`, sorted. */
  written: string[];
  /** False where a limit ended the search: there may be more. */
  complete: boolean;
}

/** Folders whose files belong to a tool and not to the user's program. */
const skippedFolders = new Set([
  '.git',
  '.slipway',
  '.dvc',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.pixi',
  '.tox',
  '.nox',
  '.ipynb_checkpoints',
  '.pytest_cache',
]);

const defaultLimits = { files: 200_000, timeMs: 10_000 };
/** Kernels stamp files with a clock that ticks coarser than ours. */
const clockTickMs = 10;

/**
 * Files below `workspace` that were written since `sinceMs` (milliseconds since 1970), for commands that no
 * audit hook listens to. Found by the time of change alone, so that nothing need be remembered from the
 * start; a file that someone else changed meanwhile is among them, and what was deleted is not seen.
 */
export async function filesWrittenSince(
  workspace: string,
  sinceMs: number,
  limits: { files: number; timeMs: number } = defaultLimits,
): Promise<WorkspaceChanges> {
  const deadline = Date.now() + limits.timeMs;
  const written: string[] = [];
  const folders = [workspace];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
    if (folder !== workspace && entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    const inFolder = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
    folders.push(
      ...inFolder
        .filter(({ entry }) => entry.isDirectory() && !skippedFolders.has(entry.name))
        .map(({ path }) => path),
    );
    const files = inFolder.filter(({ entry }) => entry.isFile()).map(({ path }) => path);
    seen += files.length;
    if (seen > limits.files || Date.now() > deadline) return sorted(workspace, written, false);
    written.push(...(await changedSince(files, sinceMs - clockTickMs)));
  }
  return sorted(workspace, written, true);
}

async function changedSince(files: string[], sinceMs: number): Promise<string[]> {
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  // ctime too: a copy or an archive may bring an old mtime.
  return files.filter((_, index) => {
    const entry = stats[index];
    return entry && Math.max(entry.mtimeMs, entry.ctimeMs) >= sinceMs;
  });
}

function sorted(workspace: string, written: string[], complete: boolean): WorkspaceChanges {
  const paths = written.map((file) => relative(workspace, file).replaceAll(sep, '/'));
  return { written: paths.sort(), complete };
}
