import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue, pythonEqual } from '../core/python-value.ts';
import { pythonYaml } from '../core/python-yaml.ts';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';
import { writeAtomically } from './atomic-file.ts';
import { readStamp } from './hashing/file-stamp.ts';
import type { Algorithm } from './hashing/hash-file.ts';

/** A dep or out as `dvc.lock` has it. */
export interface LockedPath {
  path: string;
  md5: string;
  /** DVC 2's, where the entry does not say `hash: md5`. */
  algorithm: Algorithm;
  size: number | null;
  nfiles: number | null;
  executable: boolean;
}

/** One stage's entry: what it was last run with, and what came of it. */
export interface LockedStage {
  command: string | string[];
  deps: LockedPath[];
  /** File -> key -> value. */
  params: Map<string, PythonMapping>;
  outs: LockedPath[];
}

/** The `dvc.lock` files of a root, each beside its dvc.yaml; read again only when they have changed. */
export class LockFiles {
  readonly #root: string;
  readonly #read = new Map<string, { stamp: string | null; stages: PythonMapping }>();
  readonly #known = new WeakMap<PythonMapping, LockedStage>();
  #lastSave: Promise<unknown> = Promise.resolve();

  constructor(root: string) {
    this.#root = root;
  }

  /** Null for a stage that was never locked; the same object for as long as its entry is the same. */
  find(stage: Stage): LockedStage | null {
    const entry = this.#stagesOf(stage).get(stage.name);
    if (!isMapping(entry)) return null;
    const known = this.#known.get(entry) ?? lockedStage(entry);
    this.#known.set(entry, known);
    return known;
  }

  /** The file has just this entry for the stage. */
  has(stage: Stage, locked: LockedStage): boolean {
    return pythonEqual(this.#stagesOf(stage).get(stage.name) ?? null, lockEntry(locked));
  }

  /**
   * Puts the stage's entry into the file as it is now: someone else may have written others meanwhile. Returns the
   * file, absolute.
   */
  save(stage: Stage, locked: LockedStage): Promise<string> {
    // One after the other: stages that end at once must not write over each other's entry.
    const saved = this.#lastSave.then(() => this.#save(stage, locked));
    this.#lastSave = saved.catch(() => {});
    return saved;
  }

  async #save(stage: Stage, locked: LockedStage): Promise<string> {
    const file = this.#fileOf(stage);
    const content = readLock(file);
    const before = content.get('stages');
    const stages: PythonMapping = isMapping(before) ? before : new Map();
    stages.set(stage.name, lockEntry(locked));
    await writeAtomically(file, pythonYaml(new Map(content).set('stages', stages)));
    return file;
  }

  #stagesOf(stage: Stage): PythonMapping {
    const file = this.#fileOf(stage);
    const stamp = readStamp(file)?.stamp ?? null;
    const known = this.#read.get(file);
    if (known?.stamp === stamp) return known.stages;
    const read = readLock(file).get('stages');
    const stages = isMapping(read) ? read : new Map();
    // What has not changed keeps its identity.
    for (const [name, entry] of known?.stages ?? [])
      if (pythonEqual(entry, stages.get(name) ?? null)) stages.set(name, entry);
    this.#read.set(file, { stamp, stages });
    return stages;
  }

  #fileOf(stage: Stage): string {
    return join(this.#root, dirname(stage.file), 'dvc.lock');
  }
}

/** In the order, and with the keys, that DVC writes. */
export function lockEntry({ command, deps, params, outs }: LockedStage): PythonMapping {
  const entry: PythonMapping = new Map<PythonValue, PythonValue>([['cmd', command]]);
  if (deps.length > 0) entry.set('deps', deps.map(lockPath));
  if (params.size > 0) entry.set('params', params);
  if (outs.length > 0) entry.set('outs', outs.map(lockPath));
  return entry;
}

function lockPath({ path, md5, algorithm, size, nfiles, executable }: LockedPath): PythonMapping {
  const entry: PythonMapping = new Map<PythonValue, PythonValue>([['path', path]]);
  if (algorithm === 'md5') entry.set('hash', 'md5');
  entry.set('md5', md5);
  if (size !== null) entry.set('size', BigInt(size));
  if (nfiles !== null) entry.set('nfiles', BigInt(nfiles));
  if (executable) entry.set('isexec', true);
  return entry;
}

function readLock(file: string): PythonMapping {
  let text: string;
  try {
    // A pipe would be waited for, and a device never ends.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
      throw unreadable(file, 'it is no file');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map([['schema', '2.0']]);
    throw error;
  }
  const { value, problems } = readYaml(text);
  const [problem] = problems;
  if (problem) throw unreadable(file, `line ${problem.line}: ${problem.message}`);
  if (!isMapping(value) || value.get('schema') !== '2.0') throw unreadable(file, 'it has no schema "2.0"');
  return value;
}

function unreadable(file: string, why: string): UserError {
  return new UserError(
    'SLW-LOCK-UNREADABLE',
    `${file} cannot be read: ${why}.`,
    'Take it from version control again, or delete it to run every stage anew.',
  );
}

/** The entry of a stage, wherever it lies. */
export function lockedStage(entry: PythonMapping): LockedStage {
  const command = entry.get('cmd');
  const params = entry.get('params');
  return {
    command: Array.isArray(command) ? command.map(String) : String(command ?? ''),
    deps: lockedPaths(entry.get('deps')),
    params: new Map(
      isMapping(params)
        ? [...params].flatMap(([file, values]) =>
            isMapping(values) ? [[String(file), values] as const] : [],
          )
        : [],
    ),
    outs: lockedPaths(entry.get('outs')),
  };
}

function lockedPaths(value: PythonValue | undefined): LockedPath[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isMapping).map((item) => {
    const [size, nfiles] = [item.get('size'), item.get('nfiles')];
    return {
      path: String(item.get('path') ?? ''),
      md5: String(item.get('md5') ?? ''),
      algorithm: item.has('hash') ? 'md5' : 'md5-dos2unix',
      size: typeof size === 'bigint' ? Number(size) : null,
      nfiles: typeof nfiles === 'bigint' ? Number(nfiles) : null,
      executable: item.get('isexec') === true,
    };
  });
}
