import { readFile } from 'node:fs/promises';
import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import { UserError } from '../core/user-error.ts';
import { type DataOut, withContent } from '../manifests/dvc/data-file.ts';
import { writeAtomically } from './atomic-file.ts';
import { dataState, lockedData, stateReason } from './data-sources.ts';
import type { GitProject } from './git-project.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { ObjectCache } from './object-cache.ts';
import { Placement } from './put-back.ts';
import { lockedPath } from './stage-inputs.ts';

interface DataSite {
  hasher: PathHasher;
  cache: ObjectCache;
  git: GitProject;
}

/**
 * Before stages run: the data that they read, and that `.dvc` files name, come out of the cache where they are missing;
 * where they have changed they go into it, and their file names what is there now, as `dvc repro` does it. Imported
 * data are left as they are.
 * @throws UserError `SLW-DATA-MISSING`
 */
export async function prepareData(outs: readonly DataOut[], site: DataSite): Promise<StageReport[]> {
  const reports: StageReport[] = [];
  for (const out of outs) {
    const since = performance.now();
    const state = await dataState(out, site.hasher, site.cache);
    if (state === 'same') continue;
    const done = state === 'missing' ? await fetched(out, site) : !out.isImport && (await kept(out, site));
    if (!done) continue;
    reports.push({
      name: out.file,
      state: state === 'missing' ? 'cached' : 'ran',
      reasons: [stateReason(out, state)],
      durationMs: Math.round(performance.now() - since),
    });
  }
  return reports;
}

async function fetched(out: DataOut, { hasher, cache, git }: DataSite): Promise<boolean> {
  const locked = lockedData(out);
  if (!locked || !out.cache) return false;
  if (!(await cache.hasAllSound(locked)))
    throw new UserError(
      'SLW-DATA-MISSING',
      `${out.file}:${out.line}:${out.column}: ${out.path} is missing, and the cache lacks it.`,
      `Nothing was run. If a remote has it: dvc pull ${out.file}`,
    );
  const path = hasher.absolute(out.location);
  await new Placement(cache, cache.types).putBack(path, locked, null);
  await git.ignore(path);
  return true;
}

async function kept(out: DataOut, { hasher, cache, git }: DataSite): Promise<boolean> {
  const hash = await hasher.hash(out.location);
  if (!hash) return false;
  const path = hasher.absolute(out.location);
  if (out.cache) {
    await cache.keep(path, hash, 'linked');
    await new Placement(cache, cache.types).relink(path, hash);
    await git.ignore(path);
  }
  const file = hasher.absolute(out.file);
  const text = await readFile(file, 'utf8');
  const edited = withContent(text, out.index, lockedPath(out.path, hash));
  if (edited === text) return true;
  await writeAtomically(file, edited);
  git.wrote(file);
  return true;
}
