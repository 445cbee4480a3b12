import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestKindOf } from '../language/workspace/manifest-kind.ts';

/** Folders that hold no manifest of a person's, and many files. */
const skipped = new Set([
  '.git',
  '.dvc',
  '.slipway',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  'mlruns',
]);

/** Something of the location lies in a folder that is not looked into. */
export function isSkipped(location: string): boolean {
  return location.split('/').some((part) => skipped.has(part));
}

/** As `dvc add` writes it. */
export function isDataFile(location: string): boolean {
  return location.endsWith('.dvc') && !location.endsWith('/.dvc') && location !== '.dvc';
}

export function isListed(location: string): boolean {
  return manifestKindOf(location) !== null || isDataFile(location);
}

/**
 * The manifests and `.dvc` files at and below a folder, one folder a step: nothing is read between steps. Symlinks to folders
 * are not followed, for they may lead round in a circle.
 */
export function* walk(root: string, folder: string, depth: number): Generator<string[]> {
  const entries = (() => {
    try {
      return readdirSync(join(root, folder), { withFileTypes: true });
    } catch {
      // Not ours to read, or gone by now: what lies there stays unknown.
      return [];
    }
  })();
  const found: string[] = [];
  const below: string[] = [];
  for (const entry of entries) {
    const location = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (isListed(location)) found.push(location);
    } else if (depth > 0 && !skipped.has(entry.name)) below.push(location);
  }
  yield found;
  for (const location of below) yield* walk(root, location, depth - 1);
}
