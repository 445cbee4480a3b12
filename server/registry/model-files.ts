import type { ArtifactFiles, LocalFiles } from '../tracking/artifact-store.ts';
import { artifactUriPath } from '../tracking/artifact-uri.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { Registry } from './registry.ts';

/** A file of a model: `path` from the model's folder, `place` from the root of all artifacts. */
export interface ModelFile {
  path: string;
  place: string;
  bytes: number;
}

/** More files than this are no model. */
const mostFiles = 10_000;
const largestText = 1 << 20;
const runScheme = 'runs:/';

/** The files behind registered versions and what else is a model, as far as they lie with this folder's runs. */
export class ModelFiles {
  readonly #registry: Registry;
  readonly #artifacts: ArtifactFiles & LocalFiles;
  readonly #runs: Pick<Tracker, 'getRun'>;

  constructor(registry: Registry, artifacts: ArtifactFiles & LocalFiles, runs: Pick<Tracker, 'getRun'>) {
    this.#registry = registry;
    this.#artifacts = artifacts;
    this.#runs = runs;
  }

  /** By path; null where they lie elsewhere. @throws TrackingError RESOURCE_DOES_NOT_EXIST: no such version */
  async ofVersion(model: string, version: string): Promise<ModelFile[] | null> {
    const place = await placeOfModel(await this.#registry.downloadUri(model, version), this.#runs);
    return place === null ? null : this.at(place);
  }

  /** What lies at a place: all files of a folder, or the one file. */
  async at(place: string): Promise<ModelFile[]> {
    const files: ModelFile[] = [];
    const folders = [place];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
      for (const entry of await this.#artifacts.listFolder(folder)) {
        if (entry.isDir) folders.push(entry.path);
        else if (files.length < mostFiles)
          files.push({
            path: entry.path.slice(place.length + 1),
            place: entry.path,
            bytes: entry.size ?? 0,
          });
      }
    if (files.length === 0) files.push(...(await this.#oneFile(place)));
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** A text file of a model; its first megabyte. */
  async text({ place }: ModelFile): Promise<string> {
    const { stream } = await this.#artifacts.open(place);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length >= largestText) break;
    }
    return Buffer.concat(chunks).subarray(0, largestText).toString('utf8');
  }

  /** Absolute path of a file, to be read only. */
  local({ place }: ModelFile): Promise<string> {
    return this.#artifacts.localFile(place);
  }

  async #oneFile(place: string): Promise<ModelFile[]> {
    const cut = place.lastIndexOf('/');
    const entries = await this.#artifacts.listFolder(place.slice(0, Math.max(0, cut)));
    return entries
      .filter(({ path, isDir }) => path === place && !isDir)
      .map(({ path, size }) => ({ path: path.slice(cut + 1), place: path, bytes: size ?? 0 }));
  }
}

/**
 * Where a model's URI, `runs:/…` too, leads below the root of all artifacts; null where it leads elsewhere.
 * @throws TrackingError RESOURCE_DOES_NOT_EXIST: no such run
 */
export async function placeOfModel(uri: string, runs: Pick<Tracker, 'getRun'>): Promise<string | null> {
  if (!uri.startsWith(runScheme)) return artifactUriPath(uri);
  const [runId = '', ...path] = uri.slice(runScheme.length).split('/');
  const { artifactUri } = (await runs.getRun(runId)).info;
  return artifactUriPath([artifactUri, ...path].join('/'));
}
