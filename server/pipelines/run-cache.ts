import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pythonJson } from '../core/python-json.ts';
import { isMapping, type PythonMapping, type PythonValue } from '../core/python-value.ts';
import { pythonYaml } from '../core/python-yaml.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';
import { writeAtomically } from './atomic-file.ts';
import { type LockedStage, lockEntry, lockedStage } from './lock-file.ts';

/** What each command made of each input, by a hash of its cmd, deps, params and outs: DVC's `runs` folder. */
export class RunCache {
  readonly #folder: string;

  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'runs');
  }

  /** The latest run of this command on these inputs; null where there was none. */
  find(inputs: LockedStage): LockedStage | null {
    const folder = this.#folderOf(inputs);
    if (!existsSync(folder)) return null;
    const [newest] = readdirSync(folder)
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => ({ name, mtimeMs: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.mtimeMs - a.mtimeMs);
    const content = newest ? readYaml(readFileSync(join(folder, newest.name), 'utf8')).value : null;
    return isMapping(content) ? lockedStage(content) : null;
  }

  async save(locked: LockedStage): Promise<void> {
    const entry = lockEntry(locked);
    const file = join(this.#folderOf(locked), hashOf(entry));
    if (!existsSync(file)) await writeAtomically(file, pythonYaml(entry));
  }

  #folderOf(locked: LockedStage): string {
    const key = inputsKey(locked);
    return join(this.#folder, key.slice(0, 2), key);
  }
}

/** The same for all runs of one command on the same inputs. */
export function inputsKey(locked: LockedStage): string {
  const paths = locked.outs.map(({ path }) => path);
  return hashOf(lockEntry(locked).set('outs', paths));
}

/** DVC keeps runs of stages with deps and outs alone, that start from nothing and may be skipped. */
export function isRunCached({ deps, params, outs, alwaysChanged }: Stage): boolean {
  return (
    deps.length + params.length > 0 &&
    outs.length > 0 &&
    !alwaysChanged &&
    !outs.some(({ persist }) => persist)
  );
}

function hashOf(entry: PythonMapping): string {
  return createHash('sha256')
    .update(pythonJson(withoutSizes(entry)))
    .digest('hex');
}

function withoutSizes(value: PythonValue): PythonValue {
  if (Array.isArray(value)) return value.map(withoutSizes);
  if (!isMapping(value)) return value;
  return new Map(
    [...value]
      .filter(([key]) => key !== 'size' && key !== 'nfiles')
      .map(([key, item]) => [key, withoutSizes(item)]),
  );
}
