import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { EvidenceDigests } from '../../schemas/protocol/gates.ts';
import { UserError } from '../core/user-error.ts';
import { findVersion } from '../registry/find-version.ts';
import { placeOfModel } from '../registry/model-files.ts';
import type { ModelVersion, Registry } from '../registry/registry.ts';
import { safeArtifactPath } from '../tracking/artifact-path.ts';
import { type Tracker, TrackingError } from '../tracking/tracker.ts';
import { artifactFiles } from './artifact-files.ts';
import { type Digest, digestOf, sha256Of } from './digest.ts';
import { findModelManifest, type ModelManifest } from './model-manifests.ts';
import type { ServedBy } from './served-by.ts';

/** A version of a model that may be released, with all that its release is pinned to. */
export interface Candidate {
  version: ModelVersion;
  manifest: ModelManifest;
  /** Absolute path of the manifest's `artifact` among the version's files: a file or a folder. */
  artifact: string;
  /** What the paths of `files` are below: the artifact, or its folder where it is one model with what lies beside it. */
  root: string;
  /** Null where nothing here can serve it. */
  servedBy: ServedBy | null;
  files: Digest['files'];
  digests: EvidenceDigests;
  /** Absolute path of `data.evaluation`; null where the manifest names none. */
  evaluationData: string | null;
}

export interface CandidateParts {
  /** The workspace folder. */
  folder: string;
  /** Where `mlflow-artifacts:/` URIs lie. */
  artifactRoot: string;
  registry: Registry;
  tracker: Pick<Tracker, 'getRun'>;
}

/** Finds versions of registered models with their manifests and files. */
export class Candidates {
  readonly #parts: CandidateParts;

  constructor(parts: CandidateParts) {
    this.#parts = parts;
  }

  /** @throws UserError as `findVersion` */
  version(model: string, selector: string): Promise<ModelVersion> {
    return findVersion(this.#parts.registry, model, selector);
  }

  /** Where the files of a version lie, as those who fetch them name it. */
  artifactUri({ name, version }: Pick<ModelVersion, 'name' | 'version'>): Promise<string> {
    return this.#parts.registry.downloadUri(name, version);
  }

  /** The run that a version came from, with its user; null where there is none here. */
  async madeBy({ runId }: Pick<ModelVersion, 'runId'>): Promise<{ runName: string; userId: string } | null> {
    if (runId === '') return null;
    try {
      const { runName, userId } = (await this.#parts.tracker.getRun(runId)).info;
      return { runName, userId };
    } catch (error) {
      if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  }

  /** Of the workspace as it is now. @throws UserError as `findModelManifest` */
  manifest(model: string): ModelManifest {
    return findModelManifest(this.#parts.folder, model);
  }

  /**
   * @param selector a number, or `@alias`
   * @throws UserError that names the manifest, the artifact or the data that is missing or wrong
   */
  async resolve(model: string, selector: string): Promise<Candidate> {
    const version = await this.version(model, selector);
    const manifest = this.manifest(model);
    const artifact = await this.#artifact(version, manifest);
    const { root, servedBy, files, sha256 } = await artifactFiles(artifact).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
        throw new UserError(
          'SLW-ARTIFACT-MISSING',
          `${manifest.location} says that the artifact is ${manifest.value.artifact}, and version ${version.version} of ${model} has no such file (${artifact}).`,
          'Change "artifact" in the manifest to a path among the files of the version.',
        );
      },
    );
    const { evaluation } = manifest.value.data ?? {};
    const evaluationData =
      evaluation === undefined ? null : join(this.#parts.folder, dirname(manifest.location), evaluation);
    return {
      version,
      manifest,
      artifact,
      root,
      servedBy,
      files,
      evaluationData,
      digests: {
        model: sha256,
        manifest: sha256Of(manifest.text),
        data: evaluationData === null ? null : await this.#dataDigest(manifest, evaluationData),
      },
    };
  }

  async #artifact(version: ModelVersion, { value }: ModelManifest): Promise<string> {
    const { registry, tracker, artifactRoot } = this.#parts;
    const uri = await registry.downloadUri(version.name, version.version);
    const path = await placeOfModel(uri, tracker);
    if (path !== null) return artifactAt(join(artifactRoot, path), safeArtifactPath(value.artifact));
    throw new UserError(
      'SLW-ARTIFACT-ELSEWHERE',
      `The files of version ${version.version} of ${version.name} lie at ${uri}, not in this workspace's tracker.`,
      'Register the model from a run of this workspace, or import the run first.',
    );
  }

  async #dataDigest({ location, value }: ModelManifest, path: string): Promise<string> {
    try {
      return (await digestOf(path)).sha256;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new UserError(
        'SLW-EVALUATION-DATA-MISSING',
        `${location} names ${value.data?.evaluation} as evaluation data, and there is no such file.`,
        'Bring it here (dvc pull, or the stage that makes it), or change data.evaluation.',
      );
    }
  }
}

/** What is registered may be one file, which is the artifact itself then. */
function artifactAt(registered: string, artifact: string): string {
  const isFile = statSync(registered, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile && basename(registered) === artifact ? registered : join(registered, artifact);
}
