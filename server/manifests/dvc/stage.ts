import { isAbsolute, posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { isOutside, isWithin, joinLocation } from './location.ts';
import type { Place, Stage, StageOut, StageParams, StagePath } from './pipeline.ts';
import { checkStageShape } from './shape.ts';
import { readStageSettings } from './stage-settings.ts';
import { defaultParamsFile } from './template-values.ts';

/** What a stage's definition does not hold itself. */
export interface StageSite {
  name: string;
  group: string | null;
  place: Place;
  /** Absolute, of the pipelines. */
  root: string;
  /** Of the dvc.yaml, from the root of the pipelines. */
  folder: string;
  /** To the definition: `['stages', 'train']`, with `do` at the end within a `foreach`. */
  path: ValuePath;
}

/** What a path is relative to. */
type PathBase = Pick<StageSite, 'root' | 'folder'>;

/** @throws ManifestFault for what no stage may have, and for deps and outs that are not on this machine's disk */
export function readStage(definition: PythonValue, site: StageSite): Stage {
  const { path, folder, root } = site;
  checkStageShape(definition, path);
  const wdir = withinRoot(textOf(definition.get('wdir')) ?? '.', { root, folder });
  const base: PathBase = { root, folder: joinLocation(folder, wdir) };
  const at = (key: string) => [...path, key];
  const command = definition.get('cmd');
  const stage: Stage = {
    ...site.place,
    name: site.name,
    address: folder === '.' ? site.name : `${site.place.file}:${site.name}`,
    group: site.group,
    command: Array.isArray(command) ? command.map(String) : String(command),
    workingFolder: base.folder,
    deps: listIn(definition, 'deps').map((dep, index) =>
      localPath(String(dep), base, [...at('deps'), index]),
    ),
    params: readParams(listIn(definition, 'params'), base, at('params')),
    outs: [
      ...readOuts(listIn(definition, 'outs'), 'out', base, at('outs'), folder),
      ...readOuts(listIn(definition, 'metrics'), 'metric', base, at('metrics'), folder),
      ...readOuts(listIn(definition, 'plots'), 'plot', base, at('plots'), folder),
    ],
    frozen: definition.get('frozen') === true,
    alwaysChanged: definition.get('always_changed') === true,
    description: textOf(definition.get('desc')),
    settings: readStageSettings(definition.get('meta') ?? null, at('meta')),
  };
  if (stage.command.length === 0) throw new ManifestFault(at('cmd'), 'cmd is empty');
  refuseRepeats(stage, path);
  return stage;
}

function readOuts(
  items: PythonValue[],
  kind: StageOut['kind'],
  base: PathBase,
  path: ValuePath,
  ownFolder: string,
): StageOut[] {
  const flagsOf = new Map<string, { flags: PythonMapping; index: number }>();
  for (const [index, item] of items.entries()) {
    const entries: [PythonValue, PythonValue][] = isMapping(item) ? [...item] : [[item, null]];
    for (const [name, flags] of entries) {
      const known = flagsOf.get(String(name)) ?? { flags: new Map(), index };
      if (Array.isArray(flags))
        throw new ManifestFault(
          [...path, index],
          `several plots of one file belong under the top-level "plots"`,
          'unsupported',
        );
      for (const [key, value] of isMapping(flags) ? flags : []) known.flags.set(key, value);
      flagsOf.set(String(name), known);
    }
  }
  return [...flagsOf].map(([name, { flags, index }]) => {
    const place = [...path, index];
    if (flags.get('checkpoint') === true)
      throw new ManifestFault(
        place,
        'DVC has removed checkpoints in version 3; log with DVCLive or MLflow instead',
        'checkpoint',
      );
    const out: StageOut = {
      ...localPath(name, base, place),
      kind,
      cache: flags.get('cache') !== false,
      persist: flags.get('persist') === true,
    };
    refuseProject(out, { root: base.root, folder: ownFolder }, place);
    if (out.cache && isOutside(out.location))
      throw new ManifestFault(
        place,
        `"${name}" lies outside of the project: DVC 3 caches no such out; set "cache: false" for it`,
      );
    return out;
  });
}

/** A stage's outs are removed before it runs: none may hold what describes the project, or be it. */
function refuseProject({ path, location }: StagePath, own: PathBase, place: ValuePath): void {
  const absolute = (of: string) => posix.resolve(own.root.replaceAll('\\', '/'), of);
  if (isWithin(absolute(own.folder), absolute(location)))
    throw new ManifestFault(place, `"${path}" holds this dvc.yaml; an out is removed before its stage runs`);
  if (
    posix.basename(location) === 'dvc.lock' ||
    location === 'slipway.yaml' ||
    isWithin(location, '.slipway')
  )
    throw new ManifestFault(place, `"${path}" belongs to the project itself; it can be no out`);
}

/** `lr` is a key of params.yaml; `{other.json: [a.b]}` names its file, and no list takes all of it. */
function readParams(items: PythonValue[], base: PathBase, path: ValuePath): StageParams[] {
  const keysOf = new Map<string, { keys: string[]; whole: boolean; index: number }>();
  const add = (file: string, keys: string[] | null, index: number) => {
    const known = keysOf.get(file) ?? { keys: [], whole: false, index };
    known.keys.push(...(keys ?? []));
    known.whole ||= keys === null;
    keysOf.set(file, known);
  };
  for (const [index, item] of items.entries()) {
    if (!isMapping(item)) add(defaultParamsFile, [String(item)], index);
    else
      for (const [file, keys] of item) {
        if (keys !== null && !(Array.isArray(keys) && keys.every((key) => typeof key === 'string')))
          throw new ManifestFault(
            [...path, index, String(file)],
            `expected a list of keys of ${String(file)}`,
          );
        add(String(file), keys?.length ? keys.map(String) : null, index);
      }
  }
  return [...keysOf].map(([file, { keys, whole, index }]) => ({
    ...localPath(file, base, [...path, index]),
    keys: whole ? [] : [...new Set(keys)],
  }));
}

function localPath(written: string, base: PathBase, place: ValuePath): StagePath {
  const path = withinRoot(written, base);
  if (path === '') throw new ManifestFault(place, 'the path is empty');
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (/\.dvc$|(?:^|[/\\])dvc\.yaml$/.test(path))
    throw new ManifestFault(place, `"${path}" describes data or stages; it can be no dep or out itself`);
  if (scheme)
    throw new ManifestFault(
      place,
      `"${path}": deps and outs at ${scheme}:// are not supported; use a file of this machine`,
      'unsupported',
    );
  return { path, location: joinLocation(base.folder, path) };
}

/** An absolute path into the project is locked as a relative one. */
function withinRoot(path: string, { root, folder }: PathBase): string {
  const [absolute, above] = [path, root].map((text) => posix.normalize(text.replaceAll('\\', '/')));
  if (!isAbsolute(path) || !absolute || !above || !isWithin(absolute, above)) return path;
  return posix.relative(folder, absolute.slice(above.length + 1)) || '.';
}

function refuseRepeats(stage: Stage, path: ValuePath): void {
  const seen = new Set<string>();
  for (const { path: written, location } of [...stage.deps, ...stage.outs]) {
    if (seen.has(location))
      throw new ManifestFault(
        path,
        `stage "${stage.name}" names ${written} twice among its deps and outs`,
        'repeated-path',
      );
    seen.add(location);
  }
}

function listIn(definition: PythonMapping, key: string): PythonValue[] {
  const value = definition.get(key);
  return Array.isArray(value) ? value : [];
}

function textOf(value: PythonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
