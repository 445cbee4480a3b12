import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactEntry } from '../../../schemas/protocol/tracking.ts';
import { safeArtifactPath } from '../artifact-path.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { TrackingError } from '../tracker.ts';
import type { MlflowClient } from './mlflow-client.ts';
import { MlflowRest } from './mlflow-rest.ts';

const proxyRoot = '/api/2.0/mlflow-artifacts/artifacts';

/**
 * Artifacts of an MLflow server's runs, through its artifact proxy where it has one, otherwise through the route
 * that its own UI uses. What is located is streamed to `cacheFolder` first and kept there.
 */
export class RemoteArtifacts implements ArtifactStore {
  readonly #client: MlflowClient;
  readonly #rest: MlflowRest;
  readonly #cacheFolder: string;
  readonly #downloads = new Map<string, Promise<string>>();

  constructor(client: MlflowClient, cacheFolder: string) {
    this.#client = client;
    this.#rest = new MlflowRest(client);
    this.#cacheFolder = cacheFolder;
  }

  async list(runId: string, path: string): Promise<ArtifactEntry[]> {
    const { files } = await this.#listing(runId, path);
    return files;
  }

  locate(runId: string, path: string): Promise<string> {
    const id = `${runId}/${path}`;
    const running = this.#downloads.get(id);
    if (running) return running;
    const download = this.#locate(runId, path).finally(() => this.#downloads.delete(id));
    this.#downloads.set(id, download);
    return download;
  }

  /** The artifact as it arrives. Rejects with `TrackingError`. */
  async open(
    runId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<{ body: Readable; size: number | null }> {
    const { rootUri } = await this.#listing(runId, '');
    return this.#download(rootUri, runId, path, signal);
  }

  /** Streams a file to the run's artifacts; only where the server proxies artifacts. */
  async put(
    runId: string,
    path: string,
    source: { open: () => Readable; size: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const { rootUri } = await this.#listing(runId, '');
    const proxied = proxiedPath(rootUri, path);
    if (proxied === null)
      throw new TrackingError(
        'INVALID_STATE',
        `the artifacts of run ${runId} lie at ${rootUri}, which ${this.#client.server.name} does not take uploads for; start it with --serve-artifacts, or upload them with the mlflow client`,
      );
    await this.#client.upload(proxied, source.open, source.size, signal);
  }

  async #locate(runId: string, path: string): Promise<string> {
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const { rootUri, files } = await this.#listing(runId, parent);
    const entry = files.find((file) => file.path === path);
    if (!entry || entry.isDir)
      throw new TrackingError(
        'RESOURCE_DOES_NOT_EXIST',
        entry ? `${path} is a folder; choose a file in it` : `run ${runId} has no artifact ${path}`,
      );
    const file = join(this.#cacheFolder, encodeURIComponent(runId), ...path.split('/'));
    const cached = await stat(file).catch(() => null);
    if (cached?.isFile() && entry.size !== null && cached.size === entry.size) return file;
    await mkdir(dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}.part`;
    try {
      const { body } = await this.#download(rootUri, runId, path);
      await pipeline(body, createWriteStream(partial));
      await rename(partial, file);
    } finally {
      await rm(partial, { force: true });
    }
    return file;
  }

  async #download(rootUri: string, runId: string, path: string, signal?: AbortSignal) {
    const proxied = proxiedPath(rootUri, path);
    return this.#client.download(
      proxied === null
        ? {
            method: 'GET',
            path: '/get-artifact',
            query: { run_id: runId, run_uuid: runId, path: safeArtifactPath(path) },
            signal,
          }
        : { method: 'GET', path: proxied, signal },
    );
  }

  async #listing(runId: string, path: string): Promise<{ rootUri: string; files: ArtifactEntry[] }> {
    const files: ArtifactEntry[] = [];
    let rootUri = '';
    let pageToken: string | null = null;
    do {
      const page: Awaited<ReturnType<MlflowRest['listArtifacts']>> = await this.#rest.listArtifacts(
        runId,
        path,
        pageToken,
      );
      rootUri = page.rootUri;
      files.push(...page.files.filter((file) => isSafe(file.path)));
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    return { rootUri, files };
  }
}

/** `mlflow-artifacts:/1/abc/artifacts` or `mlflow-artifacts://host:port/1/abc/artifacts`; null: not proxied. */
function proxiedPath(rootUri: string, path: string): string | null {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(rootUri);
  if (!match) return null;
  const segments = `${match[1]}/${safeArtifactPath(path)}`.split('/').filter((segment) => segment !== '');
  return `${proxyRoot}/${segments.map(encodeURIComponent).join('/')}`;
}

/** A server is believed in nothing that becomes a path here. */
function isSafe(path: string): boolean {
  try {
    return safeArtifactPath(path) !== '';
  } catch {
    return false;
  }
}
