import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { StageReach } from '../../../schemas/protocol/pipelines.ts';
import { UserError } from '../../core/user-error.ts';
import { isWithin } from '../../manifests/dvc/location.ts';
import { type ParamChange, paramChangeText } from '../../manifests/dvc/param-change.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { chooseStages } from '../choose-stages.ts';
import { defaultSettings } from '../dvc-settings.ts';
import type { HashIndex } from '../hashing/hash-index.ts';
import type { PathHasher } from '../hashing/path-hasher.ts';
import { ObjectCache } from '../object-cache.ts';
import {
  type PipelineWorkspace,
  readPipelines,
  type SurveyedPipelines,
  surveyPipelines,
} from '../pipeline-workspace.ts';
import type { CodeRecord } from '../record/code-record.ts';
import type { StageEntries } from '../record/record-files.ts';
import { adoptHashes } from './adopt-hashes.ts';
import { changeParamFiles } from './change-params.ts';
import { codeFiles } from './code-files.ts';
import { type CopyRecord, CopyRecords } from './copy-records.ts';
import { dataLocations, outsOf, placeData } from './data-files.ts';
import { copyDvcFolder } from './dvc-folder.ts';
import { copyFiles, linkTo } from './place-files.ts';
import { type LostInput, restoreCode } from './restore-code.ts';
import { restoreData } from './restore-data.ts';

export interface CopyOrder {
  stages: string[];
  reach: StageReach;
  changes: readonly ParamChange[];
  /** The run whose code and inputs are wanted; null for those of the workspace as it is. */
  past: { runId: string; code: CodeRecord; entries: StageEntries } | null;
}

/** A copy of the workspace to run in, and what is to run there. */
export interface PrivateCopy {
  record: CopyRecord;
  /** Of the copy; its cache is the workspace's. */
  workspace: PipelineWorkspace;
  /** In execution order. */
  stages: Stage[];
}

export interface CopySite {
  /** Absolute, of the workspace. */
  folder: string;
  /** The user's own of it. */
  stateDir: string;
  hasherOf: (root: string) => PathHasher;
  index: HashIndex;
}

/**
 * Copies of the workspace, each for one run: code and params as they are now, or were for a past run, and the data that
 * its stages read, but no outs. They lie in `.slipway/copies`, and stay until they are removed.
 */
export class PrivateCopies {
  readonly #site: CopySite;
  readonly #home: string;
  readonly #records: CopyRecords;

  constructor(site: CopySite) {
    this.#site = site;
    this.#home = join(site.folder, '.slipway', 'copies');
    this.#records = new CopyRecords(join(site.stateDir, 'copies'));
  }

  /**
   * Nothing is left of one that cannot be made.
   * @throws UserError as `readPipelines`, `chooseStages` and `changeParamFiles` do; `SLW-COPY-OUTSIDE`;
   *   `SLW-INPUT-GONE` with each input of the past run that cannot be had any more
   */
  async create(order: CopyOrder): Promise<PrivateCopy> {
    const original = this.#original();
    if (!order.past) await changeParamFiles(original.root, order.changes, { write: false });
    const id = randomBytes(6).toString('hex');
    const above = Math.max(0, ...original.order.map(stepsOut));
    const root = join(this.#home, id, ...Array<string>(above).fill('above'), 'workspace');
    const record: CopyRecord = {
      id,
      state: 'making',
      runId: null,
      createdAt: Date.now(),
      original: original.root,
      root,
      stages: order.stages,
      reach: order.reach,
      changes: order.changes.map(paramChangeText),
      inputsOf: order.past?.runId ?? null,
      paramsBefore: {},
    };
    this.#records.write(record);
    try {
      await this.#makeRoot(root);
      const lost = await this.#placeCode(original, root, order);
      const { workspace, stages } = await this.#openNew(record, order, lost);
      await dropOuts(workspace);
      if (workspace.order.some((stage) => stepsOut(stage) > above)) throw tooFarOut();
      const missing = await this.#placeData(original, workspace, stages, order);
      // What a stage names was looked for by its own hash.
      const named = stages.flatMap(({ deps }) => deps.map(({ location }) => location));
      const unnamed = lost.filter(({ path }) => !named.some((dep) => path !== null && isWithin(path, dep)));
      refuseLost([...unnamed.map(({ message }) => message), ...missing]);
      const files = [...order.changes.map(({ file }) => file), ...paramFiles(stages)];
      const paramsBefore = await textsOf(original.root, files);
      return { record: this.#update(record, { state: 'ready', paramsBefore }), workspace, stages };
    } catch (error) {
      await this.remove(record);
      throw error;
    }
  }

  /** Of a past run, a workspace without any pipeline now may have the code. */
  #original(): SurveyedPipelines {
    return surveyPipelines(this.#site.folder);
  }

  /** What is lost of the code may be why it cannot be read. */
  async #openNew(
    record: CopyRecord,
    { changes }: CopyOrder,
    lost: LostInput[],
  ): Promise<Omit<PrivateCopy, 'record'>> {
    try {
      await changeParamFiles(record.root, changes, { write: true });
      return this.open(record);
    } catch (error) {
      refuseLost(lost.map(({ message }) => message));
      throw error;
    }
  }

  async #placeCode(original: SurveyedPipelines, to: string, { past }: CopyOrder): Promise<LostInput[]> {
    const { root } = original;
    const { environments, files } = await codeFiles(root);
    const sources = { root, hasher: this.#site.hasherOf(root), kept: this.#codeCache() };
    const lost = past ? await restoreCode(sources, past.code, to) : [];
    if (!past) await copyCode(original, files, to);
    await copyDvcFolder(original, to);
    for (const environment of environments)
      if (!existsSync(join(to, environment))) await linkTo(join(root, environment), join(to, environment));
    return lost;
  }

  async #placeData(
    original: SurveyedPipelines,
    workspace: PipelineWorkspace,
    stages: Stage[],
    { past, changes }: CopyOrder,
  ): Promise<string[]> {
    const { hasherOf } = this.#site;
    if (!past) {
      const locations = dataLocations(stages, workspace.order);
      await placeData({ root: original.root, copyRoot: workspace.root }, locations, outsOf(workspace.order));
      for (const location of locations.filter((found) => !isAbsolute(found)))
        await adoptHashes(this.#site.index, join(original.root, location), join(workspace.root, location));
      return [];
    }
    const hasher = hasherOf(workspace.root);
    const sources = {
      original: { root: original.root, hasher: hasherOf(original.root) },
      caches: [new ObjectCache(original.settings), this.#codeCache()],
    };
    const changed = new Set(changes.map(({ file }) => file));
    return restoreData({ workspace, stages, hasher }, past.entries, sources, changed);
  }

  /** Where contents of code are kept: never in a cache that may be a group's. */
  #codeCache(): ObjectCache {
    return new ObjectCache(defaultSettings(this.#site.folder));
  }

  /** The pipelines of a copy as they are in it. */
  open(record: CopyRecord): Omit<PrivateCopy, 'record'> {
    const { settings } = this.#original();
    const dvcFolder = settings.dvcFolder && join(record.root, '.dvc');
    // Git is told to ignore the whole copy: what it says of a dvc.yaml in it says nothing.
    const workspace = readPipelines(record.root, { settings: { ...settings, dvcFolder, usesGit: false } });
    const stages = chooseStages(workspace, record.stages, record.reach);
    refuseOutsOutside(stages);
    return { workspace, stages };
  }

  /** The copy that a run was made in. */
  ofRun(runId: string): CopyRecord | null {
    return this.all().find((record) => record.runId === runId) ?? null;
  }

  /** Oldest first. */
  all(): CopyRecord[] {
    return this.#records.all();
  }

  setRun(record: CopyRecord, runId: string): CopyRecord {
    return this.#update(record, { runId });
  }

  async remove(record: CopyRecord): Promise<void> {
    await rm(this.folderOf(record), { recursive: true, force: true });
    this.#site.index.forgetBelow(this.folderOf(record));
    this.#records.remove(record.id);
  }

  /** Absolute: all that belongs to the copy. */
  folderOf({ id }: CopyRecord): string {
    return join(this.#home, id);
  }

  /** After a start of the runner: what was being copied when the last one was killed is of no use. */
  async sweep(): Promise<void> {
    for (const record of this.all()) if (record.state === 'making') await this.remove(record);
  }

  async #makeRoot(root: string): Promise<void> {
    // A clone may have brought a link that leads elsewhere.
    if (existsSync(this.#home) && !lstatSync(this.#home).isDirectory())
      throw new UserError(
        'SLW-STORE-FOREIGN',
        `${this.#home} is not a plain folder, and private copies are made there.`,
        'Remove it.',
      );
    await mkdir(root, { recursive: true, mode: 0o700 });
  }

  #update(record: CopyRecord, change: Partial<CopyRecord>): CopyRecord {
    const updated = { ...record, ...change };
    this.#records.write(updated);
    return updated;
  }
}

async function copyCode(
  { root, order, files: pipelines }: SurveyedPipelines,
  files: readonly string[],
  copyRoot: string,
): Promise<void> {
  const outs = outsOf(order);
  const wanted = files.filter((file) => !outs.some((out) => isWithin(file, out)));
  const own = pipelines.flatMap((file) => [file, file.replace(/dvc\.yaml$/, 'dvc.lock')]);
  await copyFiles(root, copyRoot, [...new Set([...wanted, ...own])]);
}

/** With other params, other paths may be outs. */
async function dropOuts({ root, order }: PipelineWorkspace): Promise<void> {
  for (const location of outsOf(order))
    if (!isOutside(location)) await rm(join(root, location), { recursive: true, force: true });
}

function paramFiles(stages: readonly Stage[]): string[] {
  return stages.flatMap(({ params }) => params.map(({ location }) => location));
}

async function textsOf(root: string, files: readonly string[]): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const file of files)
    if (!isAbsolute(file) && existsSync(join(root, file)))
      texts[file] = await readFile(join(root, file), 'utf8');
  return texts;
}

/** How many folders above the root its deps reach. */
function stepsOut({ deps, params }: Stage): number {
  return Math.max(
    0,
    ...[...deps, ...params].map(({ location }) => location.split('/').filter((step) => step === '..').length),
  );
}

function refuseOutsOutside(stages: readonly Stage[]): void {
  for (const { file, line, column, address, outs } of stages)
    for (const { path, location } of outs)
      if (isOutside(location))
        throw new UserError(
          'SLW-COPY-OUTSIDE',
          `${file}:${line}:${column}: "${address}" writes ${path}, which lies outside the pipelines’ folder: it would be written there by a run in a private copy too.`,
          'Let it write inside the folder, or edit the params file and run it in the workspace.',
        );
}

function isOutside(location: string): boolean {
  return isAbsolute(location) || location === '..' || location.startsWith('../');
}

function refuseLost(messages: readonly string[]): void {
  if (messages.length > 0) throw new UserError('SLW-INPUT-GONE', messages.join('\n'), 'Nothing was run.');
}

function tooFarOut(): UserError {
  return new UserError(
    'SLW-COPY-OUTSIDE',
    'With these params, a stage reads what lies further outside the pipelines’ folder than a private copy reaches.',
    'Edit the params file and run it in the workspace.',
  );
}
