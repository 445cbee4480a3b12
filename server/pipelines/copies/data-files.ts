import { existsSync } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import { isWithin } from '../../manifests/dvc/location.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { PipelineWorkspace } from '../pipeline-workspace.ts';
import { canReflink, copyFiles, filesBelow, linkTo } from './place-files.ts';

/** Above these, and where the file system cannot share contents, data is linked and not copied. */
const copiedBytes = 64 << 20;
const copiedFiles = 2_000;
const copiedFileBytes = 1 << 20;

/**
 * Locations that the stages read, and that none of them makes: deps, params files, outs that stay in place while
 * their stage runs, outs of stages that do not run.
 */
export function dataLocations(stages: readonly Stage[], all: readonly Stage[]): string[] {
  const running = stages.filter(({ frozen }) => !frozen);
  const made = outsOf(running);
  const read = running.flatMap(({ deps, params }) => [...deps, ...params].map(({ location }) => location));
  const kept = stages.flatMap(({ outs, frozen }) =>
    outs.filter(({ persist }) => persist || frozen).map(({ location }) => location),
  );
  const others = outsOf(all.filter((stage) => !stages.includes(stage)));
  const needed = others.filter((out) => read.some((location) => isWithin(out, location)));
  const given = read.filter((location) => !made.some((out) => isWithin(location, out)));
  return [...new Set([...given, ...kept, ...needed])];
}

/** Puts data beside the code that a copy has already; `outs` of any stage stay out of it. */
export async function placeData(
  { root, copyRoot }: { root: string; copyRoot: string },
  locations: readonly string[],
  outs: readonly string[],
): Promise<void> {
  const relativeOnes = locations.filter((location) => !isAbsolute(location));
  const shares = relativeOnes.length > 0 && (await canReflink(root, copyRoot));
  for (const location of relativeOnes) {
    const source = join(root, location);
    const found = await lstat(source).catch(() => null);
    if (!found) continue;
    if (location === '..' || location.startsWith('../')) await linkOnce(source, join(copyRoot, location));
    else if (!found.isDirectory()) {
      if (existsSync(join(copyRoot, location))) continue;
      if (shares || found.size <= copiedBytes) await copyFiles(root, copyRoot, [location]);
      else await linkTo(source, join(copyRoot, location));
    } else await placeFolder({ root, copyRoot, shares }, location, outs);
  }
}

async function placeFolder(
  { root, copyRoot, shares }: { root: string; copyRoot: string; shares: boolean },
  location: string,
  outs: readonly string[],
): Promise<void> {
  const inner = outs.filter((out) => out !== location && isWithin(out, location));
  const missing = (await filesBelow(join(root, location)))
    .map((path) => posix.join(location, path.replaceAll('\\', '/')))
    .filter((path) => !inner.some((out) => isWithin(path, out)) && !existsSync(join(copyRoot, path)));
  if (shares || (missing.length <= copiedFiles && (await bytesOf(root, missing)) <= copiedBytes))
    return copyFiles(root, copyRoot, missing);
  if (inner.length === 0 && !existsSync(join(copyRoot, location)))
    return linkTo(join(root, location), join(copyRoot, location));
  for (const path of missing) {
    const large = (await lstat(join(root, path))).size > copiedFileBytes;
    if (large) await linkTo(join(root, path), join(copyRoot, path));
    else await copyFiles(root, copyRoot, [path]);
  }
}

async function linkOnce(source: string, target: string): Promise<void> {
  if (!existsSync(target)) await linkTo(source, target);
}

async function bytesOf(root: string, locations: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const location of locations) bytes += (await stat(join(root, location)).catch(() => null))?.size ?? 0;
  return bytes;
}

export function outsOf(stages: readonly Stage[]): string[] {
  return stages.flatMap(({ outs }) => outs.map(({ location }) => location));
}

/** Outs of the original under their names in a copy; for looking at only, for what is written there is written to them. */
export async function linkOuts(
  original: string,
  { root, order }: Pick<PipelineWorkspace, 'root' | 'order'>,
): Promise<void> {
  for (const location of outsOf(order)) {
    const source = join(original, location);
    const isInside = !isAbsolute(location) && !location.startsWith('../');
    if (isInside && existsSync(source)) await linkOnce(source, join(root, location));
  }
}
