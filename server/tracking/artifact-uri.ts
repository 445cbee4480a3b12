import { safeArtifactPath } from './artifact-path.ts';

const scheme = 'mlflow-artifacts:/';

/** The path below the artifact root that an `mlflow-artifacts:/…` URI names; null for any other URI. */
export function artifactUriPath(uri: string): string | null {
  if (!uri.startsWith(scheme) || uri.startsWith(`${scheme}/`)) return null;
  return safeArtifactPath(uri.slice(scheme.length));
}
