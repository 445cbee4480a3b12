import type { Readable } from 'node:stream';
import type { ArtifactEntry } from '../../schemas/protocol/tracking.ts';

/** Files of a run (or of a logged model); paths are relative, with forward slashes, never leaving their root. */
export interface ArtifactStore {
  list(runId: string, path: string): Promise<ArtifactEntry[]>;
  /** A readable local file; a remote store downloads it first. */
  locate(runId: string, path: string): Promise<string>;
}

/**
 * The tree behind `mlflow-artifacts:/…` URIs, addressed from its root as MLflow's artifact proxy does:
 * `<experiment>/<run>/artifacts/…`. Paths must have passed `safeArtifactPath`; '' is the root.
 */
export interface ArtifactFiles {
  /** Entries of a folder, sorted by name, their paths from the root; none where there is no such folder. */
  listFolder(path: string): Promise<ArtifactEntry[]>;
  /** Throws RESOURCE_DOES_NOT_EXIST, or INVALID_PARAMETER_VALUE for a folder. The caller ends the stream. */
  open(path: string): Promise<{ bytes: number; stream: Readable }>;
  /** All of `source` or nothing: a reader never sees half a file. Throws RESOURCE_EXHAUSTED on a full disk. */
  write(path: string, source: Readable): Promise<void>;
  /** Removes a file or a folder with all in it; nothing where there is none. */
  remove(path: string): Promise<void>;
}

/** Files of that tree on this machine's disk. */
export interface LocalFiles {
  /** Absolute path of a file, to be read only. Throws RESOURCE_DOES_NOT_EXIST, also for what a link leads away to. */
  localFile(path: string): Promise<string>;
}
