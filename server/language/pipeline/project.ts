import { posix } from 'node:path';
import { topologicalOrder } from '../../core/graph.ts';
import { Memo } from '../../core/memo.ts';
import { isOutside } from '../../manifests/dvc/location.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { type Makers, type StagePaths, stageNeeds } from '../../manifests/dvc/stage-graph.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { foldersAbove } from './folders-above.ts';
import { ignoredPaths } from './ignored-paths.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';
import { readPaths } from './stage-paths.ts';
import { mayMake } from './unreadable-outs.ts';

export interface ProjectStage {
  stage: Stage;
  entry: StageEntry;
  model: PipelineModel;
}

/** A path that two stages would both write. */
export interface OutClash {
  /** Of the out that is written second, or that lies within the other. */
  location: string;
  address: string;
  other: { location: string; address: string };
}

interface Structure {
  /** By the location of an out. */
  makers: Makers;
  /** Folders that outs lie in; `.` is the root. */
  folders: ReadonlySet<string>;
  clashes: readonly OutClash[];
  /** Each needs the next, and the last is the first again. */
  cycle: readonly string[] | null;
  /** Addresses that more than one stage has. */
  repeated: ReadonlySet<string>;
}

const structures = new Memo<Structure>(50);

/** The dvc.yaml files that DVC reads together: those below one `.dvc`, but not below another one within. */
export class PipelineProject {
  /** From the root of the workspace folder; it begins with `..` where it lies above. */
  readonly root: string;
  readonly models: readonly PipelineModel[];
  readonly #structure: Structure;
  #byAddress: ReadonlyMap<string, NumberedStage> | null = null;
  #unreadable: readonly PipelineModel[] | null = null;
  #held: ReadonlySet<PipelineModel> | null = null;

  constructor(folder: WorkspaceFolder, root: string, models: readonly PipelineModel[]) {
    this.root = root;
    this.models = models;
    const entries = models.flatMap((model) => model.entries);
    const evidence = entries.map(({ paths }) => paths);
    const key = `${folder.root}\0${root}`;
    this.#structure =
      structures.find(key, evidence) ??
      structures.keep(key, evidence, readStructure(entries.flatMap(({ paths }) => readPaths(paths))));
  }

  holds(model: PipelineModel): boolean {
    this.#held ??= new Set(this.models);
    return this.#held.has(model);
  }

  get clashes(): readonly OutClash[] {
    return this.#structure.clashes;
  }

  get cycle(): readonly string[] | null {
    return this.#structure.cycle;
  }

  get repeated(): ReadonlySet<string> {
    return this.#structure.repeated;
  }

  get outs(): Iterable<string> {
    return this.#structure.makers.keys();
  }

  /** A stage makes it: as an out, within an out, or something in it. */
  makes(location: string): boolean {
    const { makers, folders } = this.#structure;
    return folders.has(location) || makerOf(makers, location) !== null;
  }

  /** The stage with that out, or with one above it. */
  makerOf(location: string): string | null {
    return makerOf(this.#structure.makers, location);
  }

  /** A stage that cannot be read may make it. */
  mayMake(location: string): boolean {
    this.#unreadable ??= this.models.filter(
      ({ document, entries, fault }) =>
        fault !== null || document.isBroken || entries.some((entry) => !entry.hasStages),
    );
    return this.#unreadable.some((model) => mayMake(model, location));
  }

  /** Of two stages with one address, the first. */
  find(address: string): ProjectStage | null {
    this.#byAddress ??= new Map(
      this.#numbered()
        .map((stage) => [stage.address, stage] as const)
        .reverse(),
    );
    const found = this.#byAddress.get(address);
    return found ? wholeStage(found) : null;
  }

  /** All with an address, in the order of the text. */
  all(address: string): ProjectStage[] {
    return this.#numbered()
      .filter((stage) => stage.address === address)
      .map(wholeStage);
  }

  #numbered(): NumberedStage[] {
    return this.models.flatMap((model) =>
      model.entries.flatMap((entry) =>
        readPaths(entry.paths).map(({ address }, number) => ({ address, number, entry, model })),
      ),
    );
  }
}

/** By its number among those of its entry. */
interface NumberedStage extends Omit<ProjectStage, 'stage'> {
  address: string;
  number: number;
}

function wholeStage({ number, entry, model }: NumberedStage): ProjectStage {
  return { stage: entry.stages[number] as Stage, entry, model };
}

const projects = new Memo<PipelineProject>(50);

/** The project that a dvc.yaml belongs to; of itself alone where DVC passes over it. */
export function projectOf(folder: WorkspaceFolder, document: ManifestDocument): PipelineProject {
  const root = rootAbove(folder, document.location);
  const own = folder.pipeline(document);
  const isIgnored = ignoredPaths(folder, root);
  const models = folder
    .pipelines()
    .filter((model) => rootAbove(folder, model.document.location) === root)
    .filter((model) => !isIgnored(model.document.location))
    .sort((a, b) => depthOf(a) - depthOf(b));
  const key = `${folder.root}\0${root}`;
  const project =
    projects.find(key, models) ??
    projects.keep(key, models, new PipelineProject(folder, root, withoutMade(folder, models, null)));
  if (project.holds(own)) return project;
  const withOwn = models.includes(own) ? models : [...models, own].sort((a, b) => depthOf(a) - depthOf(b));
  const ownKey = `${key}\0${own.document.location}`;
  return (
    projects.find(ownKey, withOwn) ??
    projects.keep(ownKey, withOwn, new PipelineProject(folder, root, withoutMade(folder, withOwn, own)))
  );
}

/** What a stage made is data, whatever it looks like; but not `own`. */
function withoutMade(
  folder: WorkspaceFolder,
  models: readonly PipelineModel[],
  own: PipelineModel | null,
): PipelineModel[] {
  if (models.length === 1) return [...models];
  const folders = manifestFolders(folder);
  const outs = new Set<string>();
  return models.filter((model) => {
    if (model !== own && isMade(model.document.location, outs)) return false;
    for (const out of outsAmong(model, folders)) outs.add(out);
    return true;
  });
}

function isMade(location: string, outs: ReadonlySet<string>): boolean {
  for (const above of foldersAbove(location)) if (outs.has(above)) return true;
  return false;
}

const foldersOfManifests = new Memo<ReadonlySet<string>>(50);

/** Whatever a manifest lies in; the same object for as long as the manifests are the same. */
function manifestFolders({ root, providers }: WorkspaceFolder): ReadonlySet<string> {
  const evidence = [providers.files.manifests()];
  const found = () => new Set(evidence.flat().flatMap((location) => [...foldersAbove(location)]));
  return foldersOfManifests.find(root, evidence) ?? foldersOfManifests.keep(root, evidence, found());
}

const outsOfModels = new WeakMap<PipelineModel, { folders: ReadonlySet<string>; outs: string[] }>();

/** Those of a pipeline's outs that are one of these folders. */
function outsAmong(model: PipelineModel, folders: ReadonlySet<string>): string[] {
  const known = outsOfModels.get(model);
  if (known?.folders === folders) return known.outs;
  const outs = model.paths.flatMap((stage) =>
    stage.outs.map(({ location }) => location).filter((location) => folders.has(location)),
  );
  outsOfModels.set(model, { folders, outs });
  return outs;
}

function depthOf({ document }: PipelineModel): number {
  return document.location.split('/').length;
}

/** Where the `.dvc` of a dvc.yaml lies, from the root of the workspace folder; that root where there is none. */
export function projectRoot(folder: WorkspaceFolder, { location }: ManifestDocument): string {
  return rootAbove(folder, location);
}

/** Where `.dvc` lies, at or above a file; the workspace folder where there is none. */
function rootAbove(folder: WorkspaceFolder, location: string): string {
  const { files } = folder.providers;
  for (let at = posix.dirname(location); ; at = posix.dirname(at)) {
    if (files.kindOf(at === '.' ? '.dvc' : `${at}/.dvc`).state === 'known') return at;
    if (at === '.' || at === '/' || isOutside(at)) break;
  }
  return '.';
}

function readStructure(stages: readonly StagePaths[]): Structure {
  const makers = new Map<string, { address: string }>();
  const clashes: OutClash[] = [];
  const folders = new Set<string>();
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { address, outs } of stages) {
    if (seen.has(address)) repeated.add(address);
    seen.add(address);
    const maker = { address };
    for (const { location } of outs) {
      const other = makers.get(location);
      if (!other) makers.set(location, maker);
      else if (other.address !== address)
        clashes.push({ location, address, other: { location, address: other.address } });
    }
  }
  for (const [location, { address }] of makers)
    for (const above of foldersAbove(location)) {
      folders.add(above);
      const other = makers.get(above);
      if (other) clashes.push({ location, address, other: { location: above, address: other.address } });
    }
  if (makers.size > 0) folders.add('.');
  const sorted = topologicalOrder(stageNeeds(stages, makers));
  return { makers, folders, clashes, cycle: 'cycle' in sorted ? sorted.cycle : null, repeated };
}

function makerOf(makers: Makers, location: string): string | null {
  const own = makers.get(location);
  if (own) return own.address;
  for (const above of foldersAbove(location)) {
    const maker = makers.get(above);
    if (maker) return maker.address;
  }
  return null;
}
