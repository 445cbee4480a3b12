/**
 * Artifacts are reached through our own server. The URIs are computed and never stored, so that a database
 * that came with a clone cannot send a script's files elsewhere.
 */
export function experimentArtifactUri(experimentId: number): string {
  return `mlflow-artifacts:/${experimentId}`;
}

export function runArtifactUri(experimentId: number, runId: string): string {
  return `${experimentArtifactUri(experimentId)}/${runId}/artifacts`;
}

export function modelArtifactUri(experimentId: number, modelId: string): string {
  return `${experimentArtifactUri(experimentId)}/models/${modelId}/artifacts`;
}

/** The same as an SQL expression over the table `runs` named `r`. */
export const runArtifactUriSql = `('mlflow-artifacts:/' || r.experiment_id || '/' || r.run_id || '/artifacts')`;
