import { posix } from 'node:path';
import type { ArtifactEntry } from '../../schemas/protocol/tracking.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';

const deepest = 4;
const mostFolders = 50;
/** MLflow's description of a model: what is registered is the folder that it lies in. */
const descriptionFile = 'MLmodel';

export interface FoundModel {
  /** Artifact path in its run. */
  path: string;
  /** The same from what is registered: the folder of MLflow's model, else the file alone. */
  artifact: string;
}

/**
 * The first ONNX file among a run's artifacts, the nearest to their root; where there is none, the description of the first model
 * that MLflow logged; null where there is neither.
 */
export async function findModel(artifacts: ArtifactStore, runId: string): Promise<FoundModel | null> {
  const described: string[] = [];
  let level = [''];
  for (let depth = 0, folders = 0; depth < deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (folders++ > mostFolders) return null;
      const entries = await artifacts.list(runId, path);
      if (entries.some((entry) => posix.basename(entry.path) === descriptionFile)) described.push(path);
      const model = entries.find(isModel);
      if (model) return { path: model.path, artifact: fromRegistered(model.path, described) };
      next.push(...entries.filter(({ isDir }) => isDir).map((entry) => entry.path));
    }
    level = next;
  }
  const [folder] = described;
  return folder === undefined
    ? null
    : { path: posix.join(folder, descriptionFile), artifact: descriptionFile };
}

function fromRegistered(path: string, described: readonly string[]): string {
  const folder = described.find((candidate) => candidate === '' || path.startsWith(`${candidate}/`));
  return folder === undefined ? posix.basename(path) : posix.relative(folder, path);
}

function isModel({ path, isDir }: ArtifactEntry): boolean {
  return !isDir && path.toLowerCase().endsWith('.onnx');
}
