import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactEntry } from '../../../schemas/protocol/tracking.ts';
import { safeArtifactPath } from '../artifact-path.ts';
import type { ArtifactFiles, ArtifactStore, LocalFiles } from '../artifact-store.ts';
import { artifactUriPath } from '../artifact-uri.ts';
import { type Tracker, TrackingError } from '../tracker.ts';
import type { EmbeddedLoggedModels } from './logged-models.ts';

/** Where uploads grow before they are renamed into place; on the same file system, never listed. */
const incoming = '.incoming';
const folderMode = 0o700;
const fileMode = 0o600;
/** Neither led away by a link nor left waiting at a named pipe, which a clone may have brought. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

type Runs = Pick<Tracker, 'getRun'> & { loggedModels: Pick<EmbeddedLoggedModels, 'artifactsOfRun'> };

/** Artifacts as plain files below one folder (`.slipway/artifacts`), which only the runner writes. */
export class EmbeddedArtifacts implements ArtifactStore, ArtifactFiles, LocalFiles {
  readonly #root: string;
  readonly #tracker: Runs;

  constructor(root: string, tracker: Runs) {
    this.#root = root;
    this.#tracker = tracker;
  }

  /** Removes what uploads that never ended have left. Call before the first request. */
  async sweep(): Promise<void> {
    await rm(join(this.#root, incoming), { recursive: true, force: true });
  }

  /** As MLflow's own views do, shows the models of the run (MLflow 3) beside its files. */
  async list(runId: string, path: string): Promise<ArtifactEntry[]> {
    const root = await this.#runRoot(runId);
    const within = safeArtifactPath(path);
    const folder = await this.#place(runId, within);
    const prefix = joinPath(root, within);
    const entries = (await this.listFolder(folder)).map((entry) => ({
      ...entry,
      path: joinPath(prefix, entry.path.slice(folder.length + 1)).slice(root.length + 1),
    }));
    if (within !== '') return entries;
    const taken = new Set(entries.map((entry) => entry.path));
    const models = await this.#tracker.loggedModels.artifactsOfRun(runId);
    const names = [...models.keys()].filter((name) => !taken.has(name));
    return [...entries, ...names.map((name) => ({ path: name, isDir: true, size: null }))].sort(byPath);
  }

  async locate(runId: string, path: string): Promise<string> {
    return this.localFile(await this.#place(runId, safeArtifactPath(path)));
  }

  async localFile(path: string): Promise<string> {
    await (await this.#openFile(path)).close();
    return join(this.#root, path);
  }

  async listFolder(path: string): Promise<ArtifactEntry[]> {
    if (!(await this.#isInside(path))) return [];
    const folder = join(this.#root, path);
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    });
    const shown = entries.filter(
      (entry) => (entry.isFile() || entry.isDirectory()) && !(path === '' && entry.name === incoming),
    );
    const listed = await Promise.all(
      shown.map(async (entry) => ({
        path: joinPath(path, entry.name),
        isDir: entry.isDirectory(),
        size: entry.isDirectory() ? null : (await lstat(join(folder, entry.name))).size,
      })),
    );
    return listed.sort(byPath);
  }

  async open(path: string): Promise<{ bytes: number; stream: Readable }> {
    const handle = await this.#openFile(path);
    return { bytes: (await handle.stat()).size, stream: handle.createReadStream({ highWaterMark: 1 << 18 }) };
  }

  async write(path: string, source: Readable): Promise<void> {
    if (path === '' || isIncoming(path)) throw invalid('Invalid path');
    const target = join(this.#root, path);
    const partial = join(this.#root, incoming, randomUUID());
    try {
      await mkdir(dirname(partial), { recursive: true, mode: folderMode });
      await pipeline(
        source,
        createWriteStream(partial, { flags: 'wx', mode: fileMode, highWaterMark: 1 << 18 }),
      );
      if (!(await this.#isInside(dirname(path)))) throw invalid('Invalid path');
      await mkdir(dirname(target), { recursive: true, mode: folderMode });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw explained(error, path);
    }
  }

  async remove(path: string): Promise<void> {
    if (path === '' || isIncoming(path)) throw invalid('Invalid path');
    if (!(await this.#isInside(path))) return;
    await rm(join(this.#root, path), { recursive: true, force: true });
  }

  /** Path from the root of what a run shows at `path`: its own file or folder, else that of one of its models. */
  async #place(runId: string, path: string): Promise<string> {
    const own = joinPath(await this.#runRoot(runId), path);
    const [name = '', ...rest] = path.split('/');
    if (name === '' || (await lstat(join(this.#root, own)).catch(() => null))) return own;
    const uri = (await this.#tracker.loggedModels.artifactsOfRun(runId)).get(name);
    const model = uri === undefined ? null : artifactUriPath(uri);
    return model === null ? own : joinPath(model, rest.join('/'));
  }

  async #runRoot(runId: string): Promise<string> {
    const { artifactUri } = (await this.#tracker.getRun(runId)).info;
    const root = artifactUriPath(artifactUri);
    if (root === null) {
      throw invalid(
        `The artifacts of run '${runId}' lie at '${artifactUri}', which is not served from here.`,
      );
    }
    return root;
  }

  async #openFile(path: string): Promise<FileHandle> {
    if (!(await this.#isInside(path))) throw notThere(path);
    let handle: FileHandle;
    try {
      handle = await open(join(this.#root, path), readFlags);
    } catch (error) {
      throw explained(error, path);
    }
    const found = await handle.stat();
    if (found.isFile()) return handle;
    await handle.close();
    if (!found.isDirectory()) throw notThere(path);
    throw invalid(`Artifact path refers to a directory, not a file: '${path}'`);
  }

  /**
   * Whether no part of `path` that exists is a symbolic link: the root may have come with a clone, and a link
   * in it could lead anywhere. False also where the path runs through a file.
   */
  async #isInside(path: string): Promise<boolean> {
    if (isIncoming(path)) return false;
    let current = this.#root;
    for (const segment of path.split('/')) {
      if (segment === '' || segment === '.') continue;
      current = join(current, segment);
      try {
        if ((await lstat(current)).isSymbolicLink()) return false;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return true;
        if (code === 'ENOTDIR') return false;
        throw explained(error, path);
      }
    }
    return true;
  }
}

function isIncoming(path: string): boolean {
  return path === incoming || path.startsWith(`${incoming}/`);
}

function byPath(a: ArtifactEntry, b: ArtifactEntry): number {
  return a.path < b.path ? -1 : 1;
}

function joinPath(folder: string, name: string): string {
  if (folder === '') return name;
  return name === '' ? folder : `${folder}/${name}`;
}

function invalid(message: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message);
}

function notThere(path: string): TrackingError {
  return new TrackingError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${path}'`);
}

function explained(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ELOOP':
    case 'ENXIO':
      return notThere(path);
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new TrackingError(
        'BAD_REQUEST',
        `The upload of artifact '${path}' broke off; nothing of it was kept.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrackingError(
        'RESOURCE_EXHAUSTED',
        `The disk is full: artifact '${path}' was not kept. Free some space and log it again.`,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new TrackingError(
        'PERMISSION_DENIED',
        `Artifact '${path}' cannot be reached: the folder of artifacts does not allow it.`,
      );
    case 'ENAMETOOLONG':
      return invalid(`The name of artifact '${path}' is too long for this file system.`);
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
    case 'ENOTDIR':
      return invalid(`Artifact '${path}' is a folder, or lies below a file.`);
    default:
      return error;
  }
}
