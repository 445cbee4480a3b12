import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readStamp } from '../hashing/file-stamp.ts';

const attempts = 5;
const atOnce = 16;

/** Whether files of `from` can get into `to` without their content being written again. */
export async function canReflink(from: string, to: string): Promise<boolean> {
  if ((await stat(from)).dev !== (await stat(to)).dev) return false;
  const name = join(to, `.reflink-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(name, 'x');
    await copyFile(name, `${name}-2`, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([rm(name, { force: true }), rm(`${name}-2`, { force: true })]);
  }
}

/**
 * Files, links and the folders on the way, from one root to another. A link goes on leading where it led. What has
 * gone meanwhile is left out, and a file that is written to while it is copied is copied again.
 */
export async function copyFiles(from: string, to: string, locations: readonly string[]): Promise<void> {
  const links: string[] = [];
  await inParallel(locations, async (location) => {
    const source = join(from, location);
    const found = await lstat(source).catch(() => null);
    if (found?.isSymbolicLink()) links.push(location);
    else if (found?.isFile()) await copyStill(source, join(to, location));
    else if (found?.isDirectory()) {
      // A submodule.
      const inner = (await filesBelow(source)).map((path) => join(location, path));
      await copyFiles(from, to, inner);
    }
  });
  for (const location of links) await copyLink(from, to, location);
}

/** Where a copy would take long: the same file or folder under another name. */
export async function linkTo(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const kind = (await stat(source)).isDirectory() ? 'junction' : 'file';
  await symlink(source, target, kind);
}

/** Paths of all files and links below a folder, from it; nothing of `.git`. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.name === '.git') return [];
      if (!entry.isDirectory()) return [entry.name];
      return (await filesBelow(join(folder, entry.name))).map((path) => join(entry.name, path));
    }),
  );
  return found.flat();
}

async function copyStill(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const before = readStamp(source);
    if (before === null) return rm(target, { force: true });
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    if (readStamp(source)?.stamp === before.stamp || attempt === attempts)
      return chmod(target, before.executable ? 0o755 : 0o644);
  }
}

/** Relative where its target came along, else to the original. */
async function copyLink(from: string, to: string, location: string): Promise<void> {
  const written = await readlink(join(from, location));
  const led = resolve(dirname(join(from, location)), written);
  const inside = relative(from, led);
  const came =
    !isAbsolute(written) &&
    !inside.startsWith('..') &&
    (await lstat(join(to, inside)).catch(() => null)) !== null;
  const target = join(to, location);
  await mkdir(dirname(target), { recursive: true });
  await symlink(came ? written : led, target);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
