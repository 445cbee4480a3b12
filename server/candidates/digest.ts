import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file with its SHA-256, in lower-case hex. */
export interface DigestedFile {
  /** Below the folder that was digested, with forward slashes; '' where it is a single file. */
  path: string;
  sha256: string;
  bytes: number;
}

export interface Digest {
  files: DigestedFile[];
  /** SHA-256 over the lines `<sha256>  <path>` of all files, sorted by path; of a single file, its own. */
  sha256: string;
}

/** Digests a file, or a folder with everything below it. Links are followed. Rejects with ENOENT where there is nothing. */
export async function digestOf(path: string): Promise<Digest> {
  if (!(await stat(path)).isDirectory()) {
    const file = await digestedFile(path, '');
    return { files: [file], sha256: file.sha256 };
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files: DigestedFile[] = [];
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    if (!(await stat(full)).isFile()) continue;
    files.push(await digestedFile(full, full.slice(path.length + 1).replaceAll('\\', '/')));
  }
  return inOrder(files);
}

/** Digests some files of a folder, as `digestOf` does a folder that holds no others. `paths`: with forward slashes. */
export async function digestOfFiles(folder: string, paths: readonly string[]): Promise<Digest> {
  const files: DigestedFile[] = [];
  for (const path of paths) files.push(await digestedFile(join(folder, path), path));
  return inOrder(files);
}

function inOrder(files: DigestedFile[]): Digest {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const lines = sorted.map(({ sha256, path }) => `${sha256}  ${path}\n`);
  return { files: sorted, sha256: sha256Of(lines.join('')) };
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function digestedFile(full: string, path: string): Promise<DigestedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(full, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { path, sha256: hash.digest('hex'), bytes };
}
