import { invalidParameter } from './errors.ts';
import type { Services } from './route.ts';

export interface ModelOrigin {
  source: string;
  runId: string;
  modelId: string;
}

/**
 * Checks where a new version says that its files are, and finds the place itself for a source that only refers
 * to another (`models:/…`). A local path is refused, for it would make this server's files a model's.
 */
export async function resolveModelSource(
  { registry, loggedModels }: Services,
  origin: ModelOrigin,
): Promise<ModelOrigin & { storageLocation: string }> {
  const { source, modelId } = origin;
  refuseLocal(source);
  refuseTraversal(source);
  if (!source.startsWith('models:/')) return { ...origin, storageLocation: source };
  const reference = source.slice('models:/'.length);
  if (/^m-[^/]+$/.test(reference)) {
    const model = await loggedModels.get(reference, 'active');
    return {
      source,
      runId: origin.runId || model.sourceRunId,
      modelId: modelId || reference,
      storageLocation: model.artifactLocation,
    };
  }
  const [name = '', version = ''] = reference.split('/');
  const copied = await registry.getVersion(name, version);
  return {
    source,
    runId: origin.runId || copied.runId,
    modelId: modelId || copied.modelId,
    storageLocation: await registry.downloadUri(name, version),
  };
}

function refuseLocal(source: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(source)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') return;
  throw invalidParameter(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.`,
  );
}

function refuseTraversal(source: string): void {
  let decoded = source;
  for (let layer = 0; layer < 8; layer++) {
    if (decoded.includes('\0') || decoded.split(/[/\\]/).includes('..')) break;
    const next = decode(decoded);
    if (next === decoded) return;
    decoded = next;
  }
  throw invalidParameter(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
