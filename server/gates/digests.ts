import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file by the name under which it counts, with forward slashes. */
export interface NamedFile {
  name: string;
  /** Absolute. */
  path: string;
}

/**
 * SHA-256 over the names and contents of files, in lower-case hex: that of lines `<sha256 of the content>  <name>`, sorted by
 * name, as `sha256sum` prints them.
 */
export async function digestOfFiles(files: readonly NamedFile[]): Promise<string> {
  const all = createHash('sha256');
  for (const { name, path } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1)))
    all.update(`${await digestOfFile(path)}  ${name}\n`);
  return all.digest('hex');
}

/** Of one file that is its content's digest, of a folder that over its files. Null: there is nothing. */
export async function digestOfPath(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  return found.isDirectory() ? digestOfFiles(await filesBelow(path, '')) : digestOfFile(path);
}

export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function filesBelow(folder: string, prefix: string): Promise<NamedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? filesBelow(path, `${prefix}${entry.name}/`)
        : [{ name: `${prefix}${entry.name}`, path }];
    }),
  );
  return found.flat();
}
