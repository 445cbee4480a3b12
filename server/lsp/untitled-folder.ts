import { unknown } from '../language/workspace/known.ts';
import { unknownRegistry } from '../language/workspace/unknown-registry.ts';
import { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';

/** Of texts that have not been saved anywhere: nothing is known of what lies beside them. */
export function untitledFolder(): WorkspaceFolder {
  return new WorkspaceFolder('/', {
    files: {
      kindOf: () => unknown,
      text: () => unknown,
      entries: () => unknown,
      manifests: () => [],
      dataFiles: () => [],
    },
    registry: unknownRegistry,
    contents: { modelGraph: () => unknown, columns: () => unknown },
  });
}
