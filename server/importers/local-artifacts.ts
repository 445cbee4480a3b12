import { constants } from 'node:fs';
import { open, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Skip, SourceArtifact } from './import-source.ts';

const maxDepth = 50;

/** Files below a folder with their paths relative to it. Links are not followed: they could lead anywhere. */
export async function* filesBelow(
  root: string,
  origin: string,
  skip: Skip,
  folder = '',
): AsyncIterable<SourceArtifact> {
  if (folder.split('/').length > maxDepth) {
    skip(`${origin}: ${folder}`, `it lies more than ${maxDepth} folders deep`);
    return;
  }
  for await (const entry of await opendir(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, origin, skip, path);
    else if (entry.isFile()) {
      const file = join(root, path);
      yield { path, size: (await stat(file)).size, open: () => openFile(file) };
    } else skip(`${origin}: ${path}`, 'it is a link or no regular file');
  }
}

/** A regular file as a stream; rejects for a link that was put in its place meanwhile. */
export async function openFile(file: string): Promise<Readable> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  return handle.createReadStream({ highWaterMark: 1 << 18 });
}

/**
 * The folder that an MLflow artifact URI means, seen from `base`, the folder that the source lies in; null where
 * there is none. A URI is only believed within `base`, or where it ends as MLflow lays its folders out
 * (`…/<run id>/artifacts`), so that a database from elsewhere cannot name any folder of this machine.
 */
export async function artifactFolder(uri: string, runId: string, base: string): Promise<string | null> {
  const root = await realpath(base);
  for (const candidate of candidates(uri, base)) {
    const folder = await realpath(candidate).catch(() => null);
    if (folder === null || !(await stat(folder)).isDirectory()) continue;
    const below = relative(root, folder);
    const inside = below !== '' && !below.startsWith('..') && !isAbsolute(below);
    if (inside || (basename(folder) === 'artifacts' && basename(dirname(folder)) === runId)) return folder;
  }
  return null;
}

function* candidates(uri: string, base: string): Iterable<string> {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(uri)?.[1];
  if (proxied !== undefined) {
    yield join(base, 'mlartifacts', proxied);
    yield join(base, 'mlruns', proxied);
    return;
  }
  if (/^file:\/\//i.test(uri)) {
    const path = pathOfFileUri(uri);
    if (path !== null) yield path;
  } else if (!/^[a-z][a-z0-9+.-]+:/i.test(uri)) yield resolve(base, uri.replace(/^file:/, ''));
  else return;
  // The folder may have been moved here from another machine: MLflow's layout is found again.
  const tail = uri.split('/').slice(-3);
  yield join(base, 'mlruns', ...tail);
  yield join(base, ...tail);
}

function pathOfFileUri(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}
