import { pythonJson } from '../core/python-json.ts';
import { type PythonValue, pythonEqual } from '../core/python-value.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { LockedPath, LockedStage } from './lock-file.ts';
import type { StageInputs } from './stage-inputs.ts';

const shownLength = 60;

/**
 * Why the inputs are not those that the stage was last run with, for a person; empty where they are. Deps are hashed
 * as their entries of `locked` are.
 */
export function changedInputs(stage: Stage, locked: LockedStage | null, inputs: StageInputs): string[] {
  if (locked === null) return ['it was never run'];
  const reasons: string[] = [];
  if (JSON.stringify(locked.command) !== JSON.stringify(stage.command)) reasons.push('its cmd changed');
  if (stage.frozen) return reasons;
  if (stage.alwaysChanged) reasons.push('always_changed: it runs every time');
  else if (stage.deps.length + stage.params.length + stage.outs.length === 0)
    reasons.push('it has neither deps nor outs: it runs every time');
  for (const [path, hash] of inputs.deps) reasons.push(...changedPath(path, hash, locked.deps));
  for (const [file, values] of inputs.params) {
    if (values === null) {
      reasons.push(`${file} is missing`);
      continue;
    }
    const before = locked.params.get(file);
    const keys = new Set<PythonValue>([...(wanted(stage, file) ?? before?.keys() ?? []), ...values.keys()]);
    for (const key of keys) {
      const [old, now] = [before?.get(key), values.get(key)];
      if (old === undefined && now === undefined) reasons.push(`${file}:${key} is missing`);
      else if (old === undefined || now === undefined || !pythonEqual(old, now))
        reasons.push(`${file}:${key} ${shown(old)} -> ${shown(now)}`);
    }
  }
  return reasons;
}

/** Why the outs, hashed as their entries of `locked` are, are not those that the stage made. */
export async function changedOuts(
  stage: Stage,
  locked: LockedStage | null,
  outs: ReadonlyMap<string, PathHash | null>,
  isCached: (entry: LockedPath) => Promise<boolean>,
): Promise<string[]> {
  if (locked === null) return [];
  const reasons: string[] = [];
  for (const { path, cache } of stage.outs) {
    const entry = locked.outs.find((candidate) => candidate.path === path);
    const hash = outs.get(path) ?? null;
    const changed = changedPath(path, hash, locked.outs);
    if (changed.length > 0) reasons.push(...changed);
    else if (cache && entry && !(await isCached(entry))) reasons.push(`${path} is not in the cache`);
  }
  return reasons;
}

function changedPath(path: string, hash: PathHash | null, locked: LockedPath[]): string[] {
  const before = locked.find((entry) => entry.path === path);
  if (!hash) return [`${path} is missing`];
  if (!before) return [`${path} is new`];
  return before.md5 === hash.md5 ? [] : [`${path} changed`];
}

/** The keys that the stage names of a file; null where it takes all. */
function wanted(stage: Stage, file: string): string[] | null {
  const found = stage.params.find(({ path, location }) => path === file || location.endsWith(file));
  return found?.keys.length ? found.keys : null;
}

function shown(value: PythonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : pythonJson(value);
  return text.length > shownLength ? `${text.slice(0, shownLength - 3)}...` : text;
}
