import type { ArtifactEntry } from '../../schemas/protocol/tracking.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';

const deepest = 4;
const mostFolders = 50;

/** The first ONNX file among a run's artifacts, the nearest to their root; null where there is none. */
export async function findModel(artifacts: ArtifactStore, runId: string): Promise<string | null> {
  let level = [''];
  for (let depth = 0, folders = 0; depth < deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (folders++ > mostFolders) return null;
      const entries = await artifacts.list(runId, path);
      const model = entries.find(isModel);
      if (model) return model.path;
      next.push(...entries.filter(({ isDir }) => isDir).map((entry) => entry.path));
    }
    level = next;
  }
  return null;
}

function isModel({ path, isDir }: ArtifactEntry): boolean {
  return !isDir && path.toLowerCase().endsWith('.onnx');
}
