import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { safeArtifactPath } from '../../tracking/artifact-path.ts';

const maxBytes = 64 << 20;

/** Files of one state of a project: a folder on disk, or a commit. Paths have forward slashes. */
export interface FileView {
  /** Null where there is no such regular file. Rejects for one that is too large. */
  read(path: string): Promise<string | null>;
  /** All files below a folder, as paths from the root. */
  list(folder: string): Promise<string[]>;
}

/** Files below a folder; links are not followed. */
export function folderView(root: string): FileView {
  return {
    async read(path) {
      const file = join(root, safeArtifactPath(path));
      const real = await realpath(file).catch(() => null);
      if (real === null) return null;
      const below = relative(await realpath(root), real);
      if (below.startsWith('..') || isAbsolute(below)) throw new Error(`${path} leads out of ${root}`);
      return readSmallFile(real);
    },
    async list(folder) {
      const paths: string[] = [];
      const entries = await readdir(join(root, safeArtifactPath(folder)), { withFileTypes: true }).catch(
        () => [],
      );
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isFile()) paths.push(path);
        else if (entry.isDirectory()) paths.push(...(await this.list(path)));
      }
      return paths.sort();
    },
  };
}

/** Null where it is no regular file; rejects where it is longer than 64 MiB. */
export async function readSmallFile(file: string): Promise<string | null> {
  const info = await lstat(file).catch(() => null);
  if (!info?.isFile()) return null;
  if (info.size > maxBytes) throw new Error(`${file} has ${info.size} bytes; at most ${maxBytes} are read`);
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
