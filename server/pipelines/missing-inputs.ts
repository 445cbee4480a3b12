import { existsSync } from 'node:fs';
import { UserError } from '../core/user-error.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { isWithin } from '../manifests/dvc/location.ts';
import { paramAt } from '../manifests/dvc/param-values.ts';
import type { PipelineProblem, Stage } from '../manifests/dvc/pipeline.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { ObjectCache } from './object-cache.ts';
import { readParamFile } from './param-file.ts';
import type { PipelineWorkspace } from './pipeline-workspace.ts';

/**
 * Before anything runs: what no stage makes must be there, deps and params alike.
 * @throws UserError `SLW-PIPELINE-INVALID` with the line of each stage that lacks something
 */
export function refuseMissingInputs(
  stages: readonly Stage[],
  workspace: PipelineWorkspace,
  hasher: PathHasher,
  cache: ObjectCache,
): void {
  const { root } = workspace;
  const made = new MadePaths(stages);
  const stored = new StoredPaths(workspace, cache);
  const problems = stages.flatMap((stage) => missingInputs(stage, { made, stored }, root, hasher));
  if (problems.length === 0) return;
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new UserError('SLW-PIPELINE-INVALID', lines.join('\n'), 'Nothing was run.');
}

/** What some stages make; asked in constant time. */
export class MadePaths {
  readonly #outs: ReadonlySet<string>;
  readonly #foldersOfOuts: ReadonlySet<string>;

  constructor(stages: readonly Stage[]) {
    this.#outs = new Set(stages.flatMap(({ outs }) => outs.map(({ location }) => location)));
    this.#foldersOfOuts = new Set([...this.#outs].flatMap((out) => ['.', ...foldersAbove(out)]));
  }

  /** An out, in an out, or a folder with an out in it. */
  has(location: string): boolean {
    return (
      this.#outs.has(location) ||
      this.#foldersOfOuts.has(location) ||
      foldersAbove(location).some((folder) => this.#outs.has(folder))
    );
  }
}

/** What is recorded, and may lie in the cache or in DVC's remote. */
export class StoredPaths {
  readonly #workspace: Pick<PipelineWorkspace, 'data' | 'settings' | 'order'>;
  readonly #cache: ObjectCache;

  constructor(workspace: Pick<PipelineWorkspace, 'data' | 'settings' | 'order'>, cache: ObjectCache) {
    this.#workspace = workspace;
    this.#cache = cache;
  }

  /** Data of the user's that come out of the cache before a run. */
  has(location: string): boolean {
    const content = this.#workspace.data.holding(location)?.content;
    return content !== null && content !== undefined && this.#cache.has(content);
  }

  /** How to come by what is not there; empty where nobody has recorded it. */
  remedy(location: string): string {
    const { data, settings, order } = this.#workspace;
    const source = data.holding(location)?.file;
    const maker = order.find(({ outs }) => outs.some((out) => isWithin(location, out.location)))?.address;
    if (source === undefined && maker === undefined) return '';
    const names = source === undefined ? `"${maker}" makes it` : `${source} names it, and the cache lacks it`;
    return settings.hasRemote ? `: ${names}; run dvc pull ${source ?? maker}` : `: ${names}`;
  }
}

/** What a stage needs that is not there and that nothing makes. A frozen stage needs nothing. */
export function missingInputs(
  stage: Stage,
  { made, stored }: { made: MadePaths; stored: StoredPaths },
  root: string,
  hasher: PathHasher,
): PipelineProblem[] {
  if (stage.frozen) return [];
  const needs = `"${stage.address}" needs`;
  const messages: string[] = [];
  for (const { path, location } of stage.deps)
    if (!made.has(location) && !stored.has(location) && !existsSync(hasher.absolute(location)))
      messages.push(
        `${needs} ${path}, which is not there and which no stage of this run makes${stored.remedy(location)}`,
      );
  for (const { path, location, keys } of stage.params) {
    if (made.has(location) || stored.has(location)) continue;
    const lacking = lackingKeys(root, location, keys);
    if (lacking === null) messages.push(`${needs} params of ${path}, which is not there`);
    else messages.push(...lacking.map((key) => `${needs} the param ${key}, which is not in ${path}`));
  }
  const { file, line, column } = stage;
  return messages.map((message) => ({ file, line, column, message }));
}

function foldersAbove(location: string): string[] {
  const folders: string[] = [];
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    folders.push(location.slice(0, end));
  return folders;
}

function lackingKeys(root: string, location: string, keys: string[]): string[] | null {
  try {
    const values = readParamFile(root, location);
    return values === null ? null : keys.filter((key) => paramAt(values, key) === undefined);
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    throw new UserError('SLW-PIPELINE-INVALID', error.message, 'Nothing was run.');
  }
}
