import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, posix } from 'node:path';
import { isWithin } from '../manifests/dvc/location.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { guessRole } from './guess-role.ts';
import type { DraftPath, PathPart } from './stage-draft.ts';

/** A path that code or a run is known to use. */
export interface SeenPath {
  /** From the root of the pipelines; absolute where it lies outside. */
  location: string;
  /** The same, where it is made of params. */
  parts?: PathPart[] | null;
  use: 'read' | 'written';
  /** How it is known. */
  why: string;
}

type Known = ReadonlyMap<string, { why: string; parts: PathPart[] | null }>;

/** From this many files on, a folder stands for them. */
const filesPerFolder = 10;

/** Files of tools, which no stage needs or makes. */
const toolsOwn =
  /^(?:.*\/)?(?:\.dvc|\.git|\.slipway|\.vscode|\.ipynb_checkpoints|\.ruff_cache|\.mypy_cache|mlruns|mlartifacts)(?:\/|$)|(?:^|\/)(?:dvc\.yaml|dvc\.lock|mlflow\.db(?:-\w+)?|\.gitignore|\.env|.*\.dvc)$/;

/** Changed in place; a stage's outs are removed before it runs. */
const databases = /\.(?:db|sqlite3?|duckdb)$/i;

/**
 * Deps and outs of a stage, from what it was seen to use. Not proposed, and said why: what another stage makes, what
 * is not there, what lies outside, and what is read and then overwritten.
 */
export function choosePaths(
  seen: readonly SeenPath[],
  root: string,
  stages: readonly Stage[],
  /** When the run began that shows them, in milliseconds since 1970; null without one. */
  since: number | null,
): DraftPath[] {
  const reads = folded(
    seen.filter(({ use }) => use === 'read'),
    seen,
    () => true,
  );
  // DVC removes a folder that is an out before the command runs, which must then make it itself.
  const writes = folded(
    seen.filter(({ use }) => use === 'written'),
    seen,
    (folder) => since !== null && isMadeSince(join(root, folder), since),
  );
  const made = stages.flatMap(({ outs, address }) => outs.map(({ location }) => ({ location, address })));
  const deps = [...reads].map(([location, { why, parts }]): DraftPath => {
    const against = againstDep(location, root, writes, made);
    return { location, parts, role: 'dep', why: against ?? why, chosen: against === null };
  });
  const outs = [...writes].map(([location, { why, parts }]): DraftPath => {
    const against = againstOut(location, reads, made);
    const role = guessRole(join(root, location));
    return { location, parts, role, why: against ?? why, chosen: against === null };
  });
  return [...deps, ...outs];
}

function againstDep(
  location: string,
  root: string,
  writes: Known,
  made: readonly { location: string }[],
): string | null {
  if (isOutside(location)) return 'it lies outside the folder of the pipelines';
  if (writes.has(location)) return 'it is read and then overwritten: a stage cannot do both';
  if ([...writes.keys()].some((written) => isWithin(written, location))) return 'the stage writes into it';
  if (existsSync(join(root, location)) || made.some((out) => isWithin(location, out.location))) return null;
  return 'it is not there, and no stage makes it';
}

function againstOut(
  location: string,
  reads: Known,
  made: readonly { location: string; address: string }[],
): string | null {
  if (isOutside(location)) return 'it lies outside the folder of the pipelines';
  if (reads.has(location)) return 'it is read and then overwritten: a stage cannot do both';
  if (databases.test(location))
    return 'a database is changed in place, and outs are removed before a stage runs';
  const maker = made.find((out) => isWithin(location, out.location) || isWithin(out.location, location));
  return maker ? `stage "${maker.address}" makes ${maker.location} already` : null;
}

export function isOutside(location: string): boolean {
  return isAbsolute(location) || location === '..' || location.startsWith('../');
}

/** By location. Many files of one folder are the folder, where nothing in it is used otherwise. */
function folded(
  paths: readonly SeenPath[],
  all: readonly SeenPath[],
  mayBeWhole: (folder: string) => boolean,
): Known {
  const users = paths.filter(({ location }) => !toolsOwn.test(location));
  const inFolder = new Map<string, Set<string>>();
  for (const { location } of users) {
    const folder = posix.dirname(location);
    if (folder !== '.') inFolder.set(folder, (inFolder.get(folder) ?? new Set()).add(location));
  }
  const whole = [...inFolder]
    .filter(([, files]) => files.size >= filesPerFolder && !isSource(files))
    .map(([folder]) => folder)
    .filter((folder) =>
      all.every(({ location, use }) => use === users[0]?.use || !isWithin(location, folder)),
    )
    .filter(mayBeWhole);
  const found = new Map<string, { why: string; parts: PathPart[] | null }>();
  for (const { location, why, parts } of users) {
    const place = whole.find((folder) => isWithin(location, folder)) ?? location;
    const known = found.get(place);
    const whys = new Set([...(known?.why.split(', ') ?? []), why]);
    found.set(place, {
      why: [...whys].join(', '),
      parts: place === location ? (known?.parts ?? parts ?? null) : null,
    });
  }
  return found;
}

/** False where the file system does not know: some give the time of the last change for that of birth. */
function isMadeSince(folder: string, since: number): boolean {
  const entry = statSync(folder, { throwIfNoEntry: false });
  return entry !== undefined && entry.birthtimeMs >= since && entry.birthtimeMs < entry.ctimeMs;
}

function isSource(files: ReadonlySet<string>): boolean {
  return [...files].every((file) => file.endsWith('.py'));
}

/** Whether a word names a file or folder that is there. */
export function isPathOnDisk(word: string, folder: string): boolean {
  return /[./\\]/.test(word) && statSync(join(folder, word), { throwIfNoEntry: false }) !== undefined;
}
