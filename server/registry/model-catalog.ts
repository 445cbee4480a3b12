import type {
  ModelCandidate,
  ModelView,
  VersionDetails,
  VersionDifference,
  VersionRef,
  VersionView,
} from '../../schemas/protocol/registry.ts';
import { UserError } from '../core/user-error.ts';
import type { LoggedModels } from '../tracking/logged-models.ts';
import { type Page, type PageRequest, type Tracker, TrackingError } from '../tracking/tracker.ts';
import { compareVersions } from './compare-versions.ts';
import { modelCandidates, type PlacedCandidate } from './model-candidates.ts';
import { modelFacts } from './model-facts.ts';
import type { ModelFiles } from './model-files.ts';
import { nameVersionOnModel } from './name-version.ts';
import type { ModelVersion, RegisteredModel, Registry } from './registry.ts';
import { versionLineage } from './version-lineage.ts';

export interface CatalogParts {
  registry: Registry;
  tracker: Tracker;
  loggedModels: LoggedModels;
  files: ModelFiles;
}

const pageSize = 1000;

/** What a person does with registered models: looks, compares, registers, takes away. */
export class ModelCatalog {
  readonly #parts: CatalogParts;

  constructor(parts: CatalogParts) {
    this.#parts = parts;
  }

  /** By name. */
  async models(): Promise<ModelView[]> {
    return (await all((page) => this.#parts.registry.searchModels(page))).map(modelView);
  }

  /** The newest first. @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  async versions(model: string): Promise<VersionView[]> {
    const { registry } = this.#parts;
    await registry.getModel(model);
    const filter = `name = '${model.replaceAll("'", "''")}'`;
    const found = await all((page) => registry.searchVersions({ ...page, filter }));
    return found.map(versionView).sort((a, b) => Number(b.version) - Number(a.version));
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  async version({ model, version }: VersionRef): Promise<VersionDetails> {
    const { registry, files, tracker } = this.#parts;
    const view = versionView(await registry.getVersion(model, version));
    const own = await filesOrUnknown(files.ofVersion(model, version));
    const facts = own === null ? { flavors: [], signature: null } : await modelFacts(files, own);
    return {
      ...view,
      ...facts,
      files: own?.map(({ path, bytes }) => ({ path, bytes })) ?? null,
      bytes: own === null ? null : own.reduce((sum, { bytes }) => sum + bytes, 0),
      lineage: view.runId === null ? null : await versionLineage(tracker, view.runId),
    };
  }

  async compare(
    left: VersionRef,
    right: VersionRef,
  ): Promise<{ left: VersionDetails; right: VersionDetails; lines: VersionDifference[] }> {
    const [a, b] = await Promise.all([this.version(left), this.version(right)]);
    return { left: a, right: b, lines: compareVersions(a, b) };
  }

  /** What of a run can be registered, and a name for it. @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  async candidates(
    runId: string,
  ): Promise<{ runName: string; candidates: ModelCandidate[]; suggestedName: string }> {
    const { tracker } = this.#parts;
    const { info } = await tracker.getRun(runId);
    const experiment = await tracker.getExperiment(info.experimentId);
    const found = await modelCandidates(this.#parts, runId);
    return {
      runName: info.runName,
      candidates: found.map(({ place: _place, ...candidate }) => candidate),
      suggestedName: experiment.name === 'Default' ? '' : experiment.name.replace(/[/:]/g, '-'),
    };
  }

  /**
   * A new version of a model, which is made where there is none of that name.
   * @throws UserError `SLW-REGISTRY-NO-MODEL`: the run has no such model; TrackingError for a name that none may have
   */
  async register(request: {
    runId: string;
    path: string;
    model: string;
    description: string;
  }): Promise<VersionRef> {
    const { registry, loggedModels } = this.#parts;
    const { runId, path, model, description } = request;
    const candidate = (await modelCandidates(this.#parts, runId)).find((found) => found.path === path);
    if (candidate === undefined)
      throw new UserError(
        'SLW-REGISTRY-NO-MODEL',
        `The run has no model at "${path}".`,
        'Log one with mlflow.<flavor>.log_model, or log an .onnx file as an artifact.',
      );
    await registry.createModel({ name: model, description: '', tags: {} }).catch((error: unknown) => {
      if (!(error instanceof TrackingError) || error.code !== 'RESOURCE_ALREADY_EXISTS') throw error;
    });
    const created = await registry.createVersion({
      name: model,
      ...origin(candidate),
      runId,
      runLink: '',
      description,
      tags: {},
    });
    if (candidate.modelId !== null) await nameVersionOnModel(loggedModels, candidate.modelId, created);
    return { model, version: created.version };
  }
}

/** As MLflow's own client would name it. */
function origin({ modelId, place }: PlacedCandidate): {
  source: string;
  storageLocation: string;
  modelId: string;
} {
  const uri = `mlflow-artifacts:/${place}`;
  return modelId === null
    ? { source: uri, storageLocation: uri, modelId: '' }
    : { source: `models:/${modelId}`, storageLocation: uri, modelId };
}

function modelView({ latestVersions, ...model }: RegisteredModel): ModelView {
  const numbers = latestVersions.map(({ version }) => Number(version));
  return {
    name: model.name,
    createdAt: model.creationTime,
    description: model.description,
    tags: model.tags,
    aliases: model.aliases,
    latestVersion: numbers.length === 0 ? null : String(Math.max(...numbers)),
  };
}

function versionView(version: ModelVersion): VersionView {
  const { name, version: number, creationTime, description, tags, aliases, runId, source } = version;
  return {
    model: name,
    version: number,
    createdAt: creationTime,
    description,
    tags,
    aliases,
    runId: runId === '' ? null : runId,
    source,
  };
}

/** A version of a run that is gone is still a version. */
async function filesOrUnknown<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
    throw error;
  }
}

async function all<T>(
  search: (request: PageRequest & { filter: string; orderBy: string[] }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let pageToken: string | null = null;
  do {
    const found: Page<T> = await search({ filter: '', orderBy: [], maxResults: pageSize, pageToken });
    items.push(...found.items);
    pageToken = found.nextPageToken;
  } while (pageToken !== null);
  return items;
}
